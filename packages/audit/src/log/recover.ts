/** What a log's folder holds: its last checkpoint, and what was promised since. */
import { type Disk, readWhole } from '@capgate/base';
import type { KeyChain, Primitives } from '@capgate/keys';
import { folderReader } from '../folder-reader.ts';
import { type Checkpoint, openCheckpoint } from '../verify/checkpoint.ts';
import { AuditError } from '../verify/error.ts';
import { chainOf, noteOf } from '../verify/log.ts';
import { TreeReader } from '../verify/reader.ts';
import { decodeRecord } from '../verify/record.ts';
import { CHECKPOINT_PATH, KEYS_PATH } from '../verify/tile.ts';
import { Edge } from './edge.ts';
import { decodeJournal, JOURNAL_NAME } from './journal.ts';
import { JOURNAL_BYTES_MAX } from './options.ts';

export interface Recovered {
  /** With everything that was promised. */
  readonly edge: Edge;
  /** Absent in a log that has none yet. */
  readonly checkpoint: Checkpoint | undefined;
  /** The journals that were found, none of which is written to again. */
  readonly journals: readonly string[];
  /** Bytes of a batch that a crash interrupted; nobody was promised what was in it. */
  readonly tornBytes: number;
  /** The time of the last entry; 0 in an empty log. */
  readonly lastMs: number;
}

/** Throws `AuditError` DAMAGED where the files are not what any crash leaves behind. */
export async function recover(disk: Disk, folder: string, chain: KeyChain, primitives: Primitives): Promise<Recovered> {
  const reader = folderReader(disk, folder);
  const checkpoint = await checkpointOf(disk, folder, chain, primitives);
  const tree = new TreeReader(reader, checkpoint?.size ?? 0, primitives.sha256);
  const edge = await Edge.of(tree, checkpoint?.root, primitives.sha256);
  const journals = (await disk.list(`${folder}/journal`)).filter((name) => JOURNAL_NAME.test(name));
  let tornBytes = 0;
  for (const name of journals) {
    const bytes = await readWhole(disk, `${folder}/journal/${name}`, JOURNAL_BYTES_MAX);
    const content = decodeJournal(bytes ?? new Uint8Array(), `journal/${name}`, primitives.sha256);
    tornBytes += content.tornBytes;
    for (const batch of content.batches) replay(edge, batch.firstIndex, batch.entries, name);
  }
  const lastMs = edge.lastEntry === undefined ? 0 : decodeRecord(edge.lastEntry).at;
  return { edge, checkpoint, journals, tornBytes, lastMs };
}

async function checkpointOf(
  disk: Disk,
  folder: string,
  chain: KeyChain,
  primitives: Primitives,
): Promise<Checkpoint | undefined> {
  const names = await disk.list(folder);
  if (!names.includes(CHECKPOINT_PATH)) return undefined;
  const reader = folderReader(disk, folder);
  // As the log knows its keys: one that was revoked since may have signed the last checkpoint, one revoked before not.
  const known = names.includes(KEYS_PATH) ? await chainOf(reader, primitives) : chain;
  const trusted = known.keys.flatMap(({ identity, revoked }) => (revoked === undefined ? [identity] : []));
  return openCheckpoint(await noteOf(reader), trusted, primitives);
}

/** Adds what the tree does not have yet. */
function replay(edge: Edge, firstIndex: number, entries: readonly Uint8Array[], name: string): void {
  if (firstIndex > edge.size) {
    throw new AuditError(
      'DAMAGED',
      `expected entry ${edge.size} in journal/${name}, met ${firstIndex}; restore it from a copy`,
    );
  }
  const fresh = entries.slice(Math.min(entries.length, edge.size - firstIndex));
  for (const entry of fresh) {
    // Throws ENTRY for what no writer of ours has written: it is not to be signed.
    decodeRecord(entry);
    edge.add(entry);
  }
}
