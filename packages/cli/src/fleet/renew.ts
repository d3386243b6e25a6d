/** `capgate fleet renew`. */
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findFleet } from './find.ts';
import { withParts } from './place.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { readNodeFile, renew } = await findFleet('enrolment');
  return withParts(args, io, async (folder, parts) => {
    await renew(folder, parts);
    const { hubs = [], threshold } = (await readNodeFile(folder, parts))?.trusted.deciders ?? {};
    const who = `${threshold} of ${hubs.map(({ name }) => name).join(', ')}`;
    await io.stdout.write(`Renewed. ${who} decide; a node that runs goes by it once it starts again.\n`);
    return ExitStatus.OK;
  });
}
