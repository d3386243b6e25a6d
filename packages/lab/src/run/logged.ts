/** What the lab's log says of an experiment, once the log itself is verified. */
import { folderReader } from '@capgate/audit';
import { decodeRecord, noteOf, parseCheckpoint, TILE_WIDTH, TreeReader, verifyLog } from '@capgate/audit/verify';
import { readWhole } from '@capgate/base';
import { CHAIN_BYTES_MAX, decodeChain, readChain } from '@capgate/keys';
import { LabError } from '../error.ts';
import { KEYS_FOLDER, type LabRecords, LOG_FOLDER, type Machine } from './lab-log.ts';

/** A record about one plan. */
export interface LoggedRecord {
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * All records about a plan, in their order. Rejects with `LabError` STORE where the log is not whole: whoever altered
 * results has altered what could tell it.
 */
export async function labRecords(machine: Machine, folder: string, plan: string): Promise<readonly LoggedRecord[]> {
  try {
    const tree = await verifiedTree(machine, folder);
    const records: LoggedRecord[] = [];
    for (let bundle = 0; bundle * TILE_WIDTH < tree.size; bundle++) {
      for (const entry of (await tree.bundle(bundle)) ?? []) {
        const { kind, body } = decodeRecord(entry);
        if (body['plan'] === plan) records.push({ kind, body });
      }
    }
    return records;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new LabError('STORE', `expected the lab's log in ${folder}/${LOG_FOLDER} to verify; ${said}`, {
      cause: error,
    });
  }
}

/** The last one of each kind. */
export function lastOf(records: readonly LoggedRecord[]): Partial<LabRecords> {
  return Object.fromEntries(records.map(({ kind, body }) => [kind, body]));
}

async function verifiedTree({ disk, primitives }: Machine, folder: string): Promise<TreeReader> {
  const reader = folderReader(disk, `${folder}/${LOG_FOLDER}`);
  const chain = await readWhole(disk, `${folder}/${KEYS_FOLDER}/chain.json`, CHAIN_BYTES_MAX);
  const [key] = chain === undefined ? [] : (await readChain(decodeChain(chain), primitives)).keys;
  await verifyLog({ reader, anchor: key?.fingerprint ?? '', primitives });
  const { size } = parseCheckpoint(await noteOf(reader));
  return new TreeReader(reader, size, primitives.sha256);
}
