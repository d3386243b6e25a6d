/**
 * The lab's own audit log: which plan was to be measured, written before anything is, and what came of it. Signed by a
 * key that is made on first use; `capgate audit verify` checks it.
 */
import { hostname } from 'node:os';
import { AuditLog } from '@capgate/audit';
import { type CanonicalObject, type Clock, type Disk, type Random, readWhole, replaceWhole } from '@capgate/base';
import {
  type Algorithm,
  CHAIN_BYTES_MAX,
  decodeChain,
  encodeChain,
  Keyring,
  type KeyringParts,
  type Primitives,
} from '@capgate/keys';
import { FileKeyStore } from '@capgate/keys/node';
import type { LookAnalysis } from '../analysis/index.ts';
import { LabError } from '../error.ts';

export interface Machine {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
}

const ALGORITHMS: readonly Algorithm[] = ['ed25519', 'ml-dsa-65'];
export const KEYS_FOLDER = 'keys';
export const LOG_FOLDER = 'log';

export interface LabRecords {
  /** What is to be measured. */
  'lab.planned': { readonly plan: string; readonly name: string; readonly tasks: readonly CanonicalObject[] };
  /** What commands did, as an artifact: its SHA-256. */
  'lab.judged': { readonly plan: string; readonly truth: string };
  /** A file of exclusions that nobody had given before: its SHA-256, and how many tasks it leaves out. */
  'lab.excluded': { readonly plan: string; readonly file: string; readonly tasks: number };
  /** What a look came to, before measuring goes on; with the artifact of what commands did, where it was judged by that. */
  'lab.look': Readonly<LookAnalysis> & { readonly plan: string; readonly truth?: string };
  /** That it was, and the SHA-256 of all results. */
  'lab.measured': {
    readonly plan: string;
    readonly results: string;
    readonly count: number;
    /** What the arms said of themselves: the SHA-256 of its canonical JSON. */
    readonly facts: string;
  };
}

/** Resolves with the record's time once it is on the disk for good, and sealed. Rejects with `LabError` RUN. */
export async function writeLabRecord<Kind extends keyof LabRecords>(
  machine: Machine,
  folder: string,
  kind: Kind,
  body: LabRecords[Kind],
): Promise<number> {
  try {
    const keyring = await keyringIn(machine, `${folder}/${KEYS_FOLDER}`);
    const log = await AuditLog.open({ ...machine, folder: `${folder}/${LOG_FOLDER}`, keyring });
    try {
      return (await log.append(kind, body)).at;
    } finally {
      await log.close();
      keyring.close();
    }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new LabError('RUN', `expected to write the lab's log before measuring goes on; ${said}`, { cause: error });
  }
}

async function keyringIn({ disk, clock, random, primitives }: Machine, folder: string): Promise<Keyring> {
  const store = new FileKeyStore(folder, { disk, random, primitives, passphrase: async () => undefined });
  const parts: KeyringParts = { store, primitives };
  const path = `${folder}/chain.json`;
  const bytes = await readWhole(disk, path, CHAIN_BYTES_MAX);
  if (bytes !== undefined) return Keyring.from(parts, decodeChain(bytes));
  const algorithms = ALGORITHMS.filter((algorithm) => store.algorithms.includes(algorithm));
  const keyring = await Keyring.create(parts, { name: `${hostname()}/lab`, algorithms, nowMs: clock.nowMs() });
  await replaceWhole(disk, path, encodeChain(keyring.chain.statements));
  return keyring;
}
