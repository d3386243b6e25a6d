/** What the lab's log says of an experiment, once the log itself is verified. */
import { folderReader } from '@capgate/audit';
import { decodeRecord, noteOf, parseCheckpoint, TILE_WIDTH, TreeReader, verifyLog } from '@capgate/audit/verify';
import { readWhole } from '@capgate/base';
import { CHAIN_BYTES_MAX, decodeChain, readChain } from '@capgate/keys';
import { LabError } from '../error.ts';
import { KEYS_FOLDER, type LabRecords, LOG_FOLDER, type Machine } from './lab-log.ts';

/** A record about a plan. */
export type PlanRecord = {
  readonly [Kind in keyof LabRecords]: { readonly kind: Kind; readonly at: number; readonly body: LabRecords[Kind] };
}[keyof LabRecords];

/**
 * All records about a plan, the oldest first; none where there is no log. Rejects with `LabError` STORE where the log is not
 * whole: whoever altered results has altered what could tell it.
 */
export async function planRecords(machine: Machine, folder: string, plan: string): Promise<readonly PlanRecord[]> {
  try {
    if ((await machine.disk.list(`${folder}/${LOG_FOLDER}`)).length === 0) return [];
    const tree = await verifiedTree(machine, folder);
    const records: PlanRecord[] = [];
    for (let bundle = 0; bundle * TILE_WIDTH < tree.size; bundle++) {
      for (const entry of (await tree.bundle(bundle)) ?? []) {
        const record = decodeRecord(entry);
        if (record.body['plan'] === plan) records.push(record as unknown as PlanRecord);
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

/** What the last record of each kind says. */
export function lastOfEach(records: readonly PlanRecord[]): Partial<LabRecords> {
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
