/** What becomes of a document that this hub has signed. */
import type { EnrolmentParts } from '@capgate/fleet/enrolment';
import type { SignedDocument } from '@capgate/fleet/run';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { nodeSocket } from '../machine/places.ts';
import { findFleet } from './find.ts';
import { withParts } from './place.ts';

/** What as many have signed as have to goes to gates, by the hub that runs here; anything else to the next hub, by hand. */
export async function handedOn(
  args: Arguments,
  io: Io,
  sign: (folder: string, parts: EnrolmentParts) => Promise<SignedDocument>,
): Promise<number> {
  const { askPublish } = await findFleet('run');
  return withParts(args, io, async (folder, parts) => {
    const { text, issue, signers, missing } = await sign(folder, parts);
    const what = `Version ${issue.version} of the ${issue.kind}`;
    if (missing > 0) {
      await io.stderr.write(`${what} is signed by ${signers.join(', ')}; ${missing} more have to countersign it.\n`);
      await io.stdout.write(text);
      return ExitStatus.OK;
    }
    await askPublish(nodeSocket(folder), text);
    const gates = issue.tenant === null ? 'all gates' : `the gates of ${issue.tenant}`;
    await io.stdout.write(`${what} goes to ${gates}, signed by ${signers.join(', ')}.\n`);
    return ExitStatus.OK;
  });
}
