/** What the lab's log says of an experiment, once the log itself is verified. */
import { folderReader } from '@capgate/audit';
import { decodeRecord, noteOf, parseCheckpoint, TILE_WIDTH, TreeReader, verifyLog } from '@capgate/audit/verify';
import { readWhole } from '@capgate/base';
import { CHAIN_BYTES_MAX, decodeChain, readChain } from '@capgate/keys';
import { LabError } from '../error.ts';
import { KEYS_FOLDER, type LabRecords, LOG_FOLDER, type Machine } from './lab-log.ts';

/**
 * The last record of a kind about a plan; undefined where there is none. Rejects with `LabError` STORE where the log is
 * not whole: whoever altered results has altered what could tell it.
 */
export async function lastLabRecord<Kind extends keyof LabRecords>(
  machine: Machine,
  folder: string,
  kind: Kind,
  plan: string,
): Promise<LabRecords[Kind] | undefined> {
  try {
    const tree = await verifiedTree(machine, folder);
    let last: LabRecords[Kind] | undefined;
    for (let bundle = 0; bundle * TILE_WIDTH < tree.size; bundle++) {
      for (const entry of (await tree.bundle(bundle)) ?? []) {
        const record = decodeRecord(entry);
        if (record.kind === kind && record.body['plan'] === plan) last = record.body as unknown as LabRecords[Kind];
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
