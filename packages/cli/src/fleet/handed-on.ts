/** Signing a document as the hub of this machine, and what becomes of it then. */
import { visible } from '@capgate/base';
import type { EnrolmentParts } from '@capgate/fleet/enrolment';
import type { DocumentStatus, SignedDocument } from '@capgate/fleet/run';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { nodeSocket } from '../machine/places.ts';
import { findFleet } from './find.ts';
import { withParts } from './place.ts';

type Sign = (folder: string, parts: EnrolmentParts, known: readonly DocumentStatus[]) => Promise<SignedDocument>;

/**
 * What as many have signed as have to goes to gates, by the hub that runs here; anything else to the next hub, by hand.
 * `sign` is told of the documents that the hub knows; of none where it does not run.
 */
export async function signedAndHandedOn(args: Arguments, io: Io, sign: Sign): Promise<number> {
  const { askPublish, askStatus } = await findFleet('run');
  return withParts(args, io, async (folder, parts) => {
    const socket = nodeSocket(folder);
    const known = await askStatus(socket).then(
      ({ documents }) => documents,
      () => [],
    );
    const { text, issue, signers, missing } = await sign(folder, parts, known);
    const { kind, name, tenant, version } = issue;
    const gates = tenant === null ? 'all gates' : `the gates of ${tenant}`;
    const what = visible(`Version ${version} of the ${[kind, name ?? []].flat().join(' ')} for ${gates}`);
    if (missing > 0) {
      await io.stderr.write(`${what} is signed by ${signers.join(', ')}; ${missing} more have to countersign it.\n`);
      await io.stdout.write(text);
      return ExitStatus.OK;
    }
    await askPublish(socket, text);
    await io.stdout.write(`${what} is handed down, signed by ${signers.join(', ')}.\n`);
    return ExitStatus.OK;
  });
}
