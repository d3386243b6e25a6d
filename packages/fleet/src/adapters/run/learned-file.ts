/** What a local node has learned of its agents, over a restart of its gate: one file, replaced as a whole. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { readWhole, replaceWhole } from '@capgate/base';
import { FleetError } from '../../error.ts';
import { Watch } from '../../node/watch.ts';
import type { EnrolmentParts } from '../enrolment/parts.ts';

const FILE = 'learned.gz';
/** Of sixteen cohorts of as many agents as a node has. */
const [FILE_BYTES_MAX, BYTES_MAX] = [256 * 1024 * 1024, 1024 * 1024 * 1024];

const [packed, unpacked] = [promisify(gzip), promisify(gunzip)];

type Parts = Pick<EnrolmentParts, 'disk'>;

/** Undefined of a node that has learned nothing. Rejects with `FleetError` FOLDER for another file, `DiskError`. */
export async function readLearned(folder: string, { disk }: Parts, agentsMax: number): Promise<Watch | undefined> {
  const path = `${folder}/${FILE}`;
  const bytes = await readWhole(disk, path, FILE_BYTES_MAX);
  if (bytes === undefined) return undefined;
  try {
    return Watch.restored(agentsMax, await unpacked(bytes, { maxOutputLength: BYTES_MAX }));
  } catch (cause) {
    if (!(cause instanceof FleetError) && !isUnpacking(cause)) throw cause;
    const why = cause instanceof FleetError ? cause.message : 'expected a file that was packed, met another';
    const what = 'what was learned cannot be used, and learning begins anew';
    throw new FleetError('FOLDER', `${what}: ${why} at ${path}`, { cause });
  }
}

/** An error of zlib's: of other bytes, or of more than there may be. */
function isUnpacking(error: unknown): boolean {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' && (code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE');
}

/** Rejects with `DiskError`. */
export async function writeLearned(folder: string, { disk }: Parts, watch: Watch): Promise<void> {
  await replaceWhole(disk, `${folder}/${FILE}`, await packed(watch.written(), { level: 1 }));
}
