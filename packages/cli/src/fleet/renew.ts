/** `capgate fleet renew`. */
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findFleet } from './find.ts';
import { withParts } from './place.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { openNode, renew } = await findFleet('enrolment');
  return withParts(args, io, async (folder, parts) => {
    await renew(folder, parts);
    const { file, key } = await openNode(folder, parts);
    key.destroy();
    const { hubs, threshold } = file.trusted.deciders;
    await io.stdout.write(`Renewed. ${threshold} of ${hubs.map(({ name }) => name).join(', ')} decide.\n`);
    return ExitStatus.OK;
  });
}
