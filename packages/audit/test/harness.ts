/** Logs in memory, with keys of a seed's making. */
import { type Clock, utf8 } from '@capgate/base';
import { type Algorithm, fingerprint, Keyring, type KeyStore, type SigningKey } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { SeededRandom, SimulatedClock, SimulatedDisk } from '@capgate/testing';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { AuditLog, folderReader, type LogOptions, type LogParts } from '../src/index.ts';
import type { LogReader } from '../src/verify/index.ts';

export const primitives = nodePrimitives;
export const FOLDER = '/log';

/** Keys in memory, by another implementation of the algorithms than the one that checks them. */
export class MemoryKeyStore implements KeyStore {
  readonly algorithms = ['ed25519', 'ml-dsa-65'] as const;
  readonly #random: SeededRandom;
  readonly #keys = new Map<string, SigningKey>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  async create(name: string, algorithms: readonly Algorithm[]): Promise<SigningKey> {
    const parts = [...algorithms]
      .sort()
      .map((algorithm) => ({ algorithm, ...made(algorithm, this.#random.bytes(32)) }));
    const identity = { name, keys: parts.map(({ algorithm, bytes }) => ({ algorithm, bytes })) };
    const key: SigningKey = {
      identity,
      sign: async (message) => parts.map(({ sign }) => sign(message)),
      destroy: () => {},
    };
    this.#keys.set(fingerprint(identity, primitives), key);
    return key;
  }

  async open(id: string): Promise<SigningKey> {
    const key = this.#keys.get(id);
    if (key === undefined) throw new Error(`no key ${id}`);
    return key;
  }

  async list(): Promise<SigningKey['identity'][]> {
    return [...this.#keys.values()].map(({ identity }) => identity);
  }

  async remove(id: string): Promise<void> {
    this.#keys.delete(id);
  }
}

function made(
  algorithm: Algorithm,
  seed: Uint8Array,
): { bytes: Uint8Array; sign: (message: Uint8Array) => Uint8Array } {
  if (algorithm === 'ed25519') {
    return { bytes: ed25519.getPublicKey(seed), sign: (message) => ed25519.sign(message, seed) };
  }
  const { publicKey, secretKey } = ml_dsa65.keygen(seed);
  return { bytes: publicKey, sign: (message) => ml_dsa65.sign(message, secretKey) };
}

export async function newKeyring(
  store: KeyStore,
  algorithms: readonly Algorithm[] = ['ed25519'],
  nowMs = 0,
): Promise<Keyring> {
  return Keyring.create({ store, primitives }, { name: 'log.example', algorithms, nowMs });
}

export interface World {
  readonly random: SeededRandom;
  readonly clock: SimulatedClock;
  readonly disk: SimulatedDisk;
  readonly store: KeyStore;
  readonly keyring: Keyring;
}

export async function newWorld(seed: number, algorithms: readonly Algorithm[] = ['ed25519']): Promise<World> {
  const random = new SeededRandom(seed);
  const clock = new SimulatedClock();
  const store = new MemoryKeyStore(random);
  const keyring = await newKeyring(store, algorithms, clock.nowMs());
  return { random, clock, disk: new SimulatedDisk(random), store, keyring };
}

export function openLog(
  world: Omit<World, 'clock'> & { readonly clock: Clock },
  options: Partial<LogOptions> = {},
  onCommitted?: LogParts['onCommitted'],
): Promise<AuditLog> {
  const { disk, clock, random, keyring } = world;
  const parts = { folder: FOLDER, disk, clock, random, primitives, keyring, options };
  return AuditLog.open(onCommitted === undefined ? parts : { ...parts, onCommitted });
}

export function anchorOf({ keyring }: World): string {
  return keyring.chain.keys[0]?.fingerprint ?? '';
}

/** The public files of a log, to be altered at will. */
export type Files = Map<string, Uint8Array>;

export function publicFiles({ disk }: World): Files {
  const files = [...disk.files()].map(([path, bytes]) => [path.slice(FOLDER.length + 1), bytes] as const);
  return new Map(files.filter(([path]) => /^(?:checkpoint|keys\.json|tile\/)/u.test(path)));
}

export function filesReader(files: Files): LogReader {
  return { read: async (path) => files.get(path) };
}

export function worldReader({ disk }: World): LogReader {
  return folderReader(disk, FOLDER);
}

/** RFC 6962 §2.1 word for word. */
export function slowRoot(entries: readonly Uint8Array[]): Uint8Array {
  const [first] = entries;
  if (first === undefined) return primitives.sha256(new Uint8Array());
  if (entries.length === 1) return primitives.sha256(Uint8Array.of(0, ...first));
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return primitives.sha256(Uint8Array.of(1, ...slowRoot(entries.slice(0, split)), ...slowRoot(entries.slice(split))));
}

export function entriesOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => utf8(`entry ${i}`));
}
