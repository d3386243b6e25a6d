/** What the lab's log has in it. */
import { readFileSync } from 'node:fs';
import { folderReader } from '@capgate/audit';
import {
  type LogRecord,
  decodeRecord,
  noteOf,
  parseCheckpoint,
  TILE_WIDTH,
  TreeReader,
  verifyLog,
} from '@capgate/audit/verify';
import { NodeDisk } from '@capgate/base/node';
import { decodeChain, readChain } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';

/** The records of the lab's log that are not the log's own, once the log is verified. */
export async function recordsIn(folder: string): Promise<LogRecord[]> {
  const reader = folderReader(new NodeDisk(), `${folder}/log`);
  const statements = decodeChain(readFileSync(`${folder}/keys/chain.json`));
  const [key] = (await readChain(statements, nodePrimitives)).keys;
  await verifyLog({ reader, anchor: key?.fingerprint ?? '', primitives: nodePrimitives });
  const { size } = parseCheckpoint(await noteOf(reader));
  const tree = new TreeReader(reader, size, nodePrimitives.sha256);
  const records: LogRecord[] = [];
  for (let bundle = 0; bundle * TILE_WIDTH < size; bundle++) {
    for (const entry of (await tree.bundle(bundle)) ?? []) records.push(decodeRecord(entry));
  }
  return records.filter(({ kind }) => !kind.startsWith('log.'));
}
