/** What the lab's log says of an experiment, once the log itself is verified. */
import { folderReader } from '@capgate/audit';
import { decodeRecord, noteOf, parseCheckpoint, TILE_WIDTH, TreeReader, verifyLog } from '@capgate/audit/verify';
import { readWhole } from '@capgate/base';
import { CHAIN_BYTES_MAX, decodeChain, readChain } from '@capgate/keys';
import { LabError } from '../error.ts';
import { KEYS_FOLDER, type LabRecords, LOG_FOLDER, type Machine } from './lab-log.ts';

/**
 * The last record of each kind about a plan. Rejects with `LabError` STORE where the log is not whole: whoever altered
 * results has altered what could tell it.
 */
export async function lastLabRecords(machine: Machine, folder: string, plan: string): Promise<Partial<LabRecords>> {
  try {
    const tree = await verifiedTree(machine, folder);
    const last: Record<string, unknown> = {};
    for (let bundle = 0; bundle * TILE_WIDTH < tree.size; bundle++) {
      for (const entry of (await tree.bundle(bundle)) ?? []) {
        const { kind, body } = decodeRecord(entry);
        if (body['plan'] === plan) last[kind] = body;
      }
    }
    return last;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new LabError('STORE', `expected the lab's log in ${folder}/${LOG_FOLDER} to verify; ${said}`, {
      cause: error,
    });
  }
}

async function verifiedTree({ disk, primitives }: Machine, folder: string): Promise<TreeReader> {
  const reader = folderReader(disk, `${folder}/${LOG_FOLDER}`);
  const chain = await readWhole(disk, `${folder}/${KEYS_FOLDER}/chain.json`, CHAIN_BYTES_MAX);
  const [key] = chain === undefined ? [] : (await readChain(decodeChain(chain), primitives)).keys;
  await verifyLog({ reader, anchor: key?.fingerprint ?? '', primitives });
  const { size } = parseCheckpoint(await noteOf(reader));
  return new TreeReader(reader, size, primitives.sha256);
}
