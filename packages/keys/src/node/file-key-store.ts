/** Private keys in files that nobody but their owner can read. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Disk, type Random, readWhole, writeNew } from '@capgate/base';
import { type Algorithm, inOrder, type Primitives } from '../algorithm.ts';
import { KeyError } from '../error.ts';
import { checkName, fingerprint, type Identity, isSameIdentity } from '../identity.ts';
import type { KeyStore } from '../key-store.ts';
import type { SigningKey } from '../note.ts';
import { SEED_BYTES } from './der.ts';
import { decodeKeyFile, encodeKeyFile, KEY_FILE_BYTES_MAX, type KeyFile, seedsOf } from './key-file.ts';
import { supports, unsupported } from './primitives.ts';
import { identityOf, SeedSigningKey } from './seed-key.ts';

/** Asks for the passphrase; undefined where keys have none. What it gives is erased after use. */
export type Passphrase = () => Promise<Uint8Array | undefined>;

interface FileKeyStoreParts {
  readonly disk: Disk;
  readonly random: Random;
  readonly primitives: Primitives;
  readonly passphrase: Passphrase;
}

const SUFFIX = '.key';

export class FileKeyStore implements KeyStore {
  readonly algorithms: readonly Algorithm[] = (['ed25519', 'ml-dsa-65'] as const).filter(supports);
  readonly #folder: string;
  readonly #parts: FileKeyStoreParts;

  /** `folder` is made where it is absent. */
  constructor(folder: string, parts: FileKeyStoreParts) {
    this.#folder = folder;
    this.#parts = parts;
  }

  async create(name: string, algorithms: readonly Algorithm[]): Promise<SigningKey> {
    checkName(name);
    const ordered = inOrder(algorithms);
    const missing = ordered.find((algorithm) => !this.algorithms.includes(algorithm));
    if (missing !== undefined) throw unsupported(missing);
    const seeds = ordered.map(() => this.#parts.random.bytes(SEED_BYTES));
    try {
      const key = new SeedSigningKey(identityOf(name, ordered, seeds), seeds);
      await this.#write(key.identity, seeds);
      return key;
    } finally {
      for (const seed of seeds) seed.fill(0);
    }
  }

  async open(id: string): Promise<SigningKey> {
    const file = await this.#read(this.#pathOf(id));
    if (file === undefined)
      throw new KeyError('NOT_FOUND', `expected the private key ${id} in ${this.#folder}, met none`);
    if (fingerprint(file.identity, this.#parts.primitives) !== id) {
      throw new KeyError('FORM', `expected the key ${id} in its file, met another one`);
    }
    const seeds = await this.#seeds(file);
    try {
      return signing(file.identity, seeds);
    } finally {
      for (const seed of seeds) seed.fill(0);
    }
  }

  async list(): Promise<Identity[]> {
    const names = await this.#parts.disk.list(this.#folder);
    const files = names.filter((name) => name.endsWith(SUFFIX)).map((name) => this.#read(join(this.#folder, name)));
    return (await Promise.all(files)).flatMap((file) => (file === undefined ? [] : [file.identity]));
  }

  async remove(id: string): Promise<void> {
    const { disk } = this.#parts;
    if ((await this.#read(this.#pathOf(id))) === undefined) {
      throw new KeyError('NOT_FOUND', `expected the private key ${id} in ${this.#folder}, met none`);
    }
    await disk.remove(this.#pathOf(id));
    await disk.syncFolder(this.#folder);
  }

  async #seeds(file: KeyFile): Promise<Uint8Array[]> {
    const passphrase = file.isSealed ? await this.#parts.passphrase() : undefined;
    try {
      return await seedsOf(file, passphrase);
    } finally {
      passphrase?.fill(0);
    }
  }

  #pathOf(id: string): string {
    if (!/^[0-9a-f]{64}$/u.test(id)) throw new KeyError('NOT_FOUND', 'expected a fingerprint, met another text');
    return join(this.#folder, `${id}${SUFFIX}`);
  }

  async #write(identity: Identity, seeds: readonly Uint8Array[]): Promise<void> {
    const { disk, primitives, random } = this.#parts;
    const passphrase = await this.#parts.passphrase();
    const bytes = await encodeKeyFile(identity, seeds, passphrase, random).finally(() => passphrase?.fill(0));
    await disk.makeFolder(this.#folder);
    await checkPermissions(this.#folder, 'folder');
    await writeNew(disk, this.#pathOf(fingerprint(identity, primitives)), bytes);
    await disk.syncFolder(this.#folder);
    bytes.fill(0);
  }

  async #read(path: string): Promise<KeyFile | undefined> {
    const bytes = await readWhole(this.#parts.disk, path, KEY_FILE_BYTES_MAX);
    if (bytes === undefined) return undefined;
    await checkPermissions(this.#folder, 'folder');
    await checkPermissions(path, 'file');
    const file = decodeKeyFile(bytes);
    bytes.fill(0);
    return file;
  }
}

/** Throws `KeyError` FORM where the seeds are another's: what they sign would only be found wrong by whoever checks it. */
function signing(identity: Identity, seeds: readonly Uint8Array[]): SeedSigningKey {
  const algorithms = identity.keys.map(({ algorithm }) => algorithm);
  if (isSameIdentity(identityOf(identity.name, algorithms, seeds), identity))
    return new SeedSigningKey(identity, seeds);
  throw new KeyError('FORM', 'expected the private keys of the identity in their file, met others');
}

/** Throws `KeyError` PERMISSIONS where anyone but the owner, who must run this process, can get at `path`. */
async function checkPermissions(path: string, kind: 'file' | 'folder'): Promise<void> {
  // Windows keeps no such bits; the folder of a user is closed to others there by its inherited list.
  if (process.platform === 'win32') return;
  const { mode, uid } = await lstat(path);
  const isOpen = (mode & 0o077) !== 0;
  if (!isOpen && uid === process.geteuid?.()) return;
  const remedy = `chmod ${kind === 'file' ? '600' : '700'} and chown it to the user who signs`;
  throw new KeyError('PERMISSIONS', `expected ${path} to be its user's alone, met a ${kind} open to others; ${remedy}`);
}
