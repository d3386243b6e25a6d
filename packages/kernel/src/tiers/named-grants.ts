/**
 * Tier 1 from outside: grants at names. A folder has a number at its inode; a grant is of a command, a folder and a name in
 * it, `struct granted` in bpf/capgate.h. So it holds also for what is not there yet, and leads nowhere by other names.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, readlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type BpfMap, key32 } from '../bpf/map.ts';
import type { FileAct, Grant, Grants } from '../grant.ts';
import { memory } from '../system/memory.ts';

const NAME_AT = 16;
const NAME_BYTES = 256;
export const GRANTED_BYTES: number = NAME_AT + NAME_BYTES;
/** `enum act`, each as a bit. */
const ACT_BITS: Readonly<Record<FileAct, number>> = { read: 1 << 1, write: 1 << 2, remove: 1 << 3 };
const BELOW = 0x80_00_00_00;
const SECRETS = 0x40_00_00_00;
/** open(2): for no more than its name. */
const O_PATH = 0o10000000;

interface Given {
  readonly keys: Buffer<ArrayBuffer>[];
  /** Folders held open: an inode keeps its number while it is in memory. */
  readonly folders: number[];
}

export class NamedGrants implements Grants {
  readonly #folders: BpfMap;
  readonly #grants: BpfMap;
  readonly #given = new Map<bigint, Given>();

  constructor(folders: BpfMap, grants: BpfMap) {
    this.#folders = folders;
    this.#grants = grants;
  }

  give(group: bigint, grants: readonly Grant[]): readonly string[] {
    return grants.filter((grant) => !this.#giveOne(group, grant)).map(({ path }) => path);
  }

  takeBack(group: bigint): void {
    const { keys, folders } = this.#given.get(group) ?? { keys: [], folders: [] };
    for (const key of keys) this.#grants.delete(key);
    for (const fd of folders) closeSync(fd);
    this.#given.delete(group);
  }

  sweep(isHeld: (group: bigint) => boolean): void {
    const keys = [...this.#grants.keys()];
    for (const key of keys) if (!isHeld(key.readBigUInt64LE(0))) this.#grants.delete(key);
  }

  #giveOne(group: bigint, grant: Grant): boolean {
    const { path } = grant;
    const name = Buffer.from(basename(path));
    if (name.length === 0 || name.length >= NAME_BYTES) return false;
    const folder = folderAt(dirname(path));
    if (folder === undefined) return false;
    const { folders, keys } = this.#givenTo(group);
    folders.push(folder);
    const key = grantedKey(group, this.#numberOf(folder), name);
    this.#grants.set(key, bitsOf(grant, this.#grants.get(key)));
    keys.push(key);
    return true;
  }

  #givenTo(group: bigint): Given {
    const given = this.#given.get(group) ?? { keys: [], folders: [] };
    this.#given.set(group, given);
    return given;
  }

  /** The one that it has, or a new one. */
  #numberOf(fd: number): Buffer<ArrayBuffer> {
    this.#folders.add(key32(fd), randomBytes(8));
    return this.#folders.get(key32(fd)) as Buffer<ArrayBuffer>;
  }
}

function grantedKey(group: bigint, folder: Buffer, name: Buffer): Buffer<ArrayBuffer> {
  const key = memory(GRANTED_BYTES);
  key.writeBigUInt64LE(group, 0);
  folder.copy(key, 8);
  name.copy(key, NAME_AT);
  return key;
}

/** With what was granted there before. */
function bitsOf({ acts, isBelow, isSecret }: Grant, before: Buffer | undefined): Buffer<ArrayBuffer> {
  const bits = acts.reduce((all, act) => all | ACT_BITS[act], before?.readUInt32LE(0) ?? 0);
  return key32((bits | (isBelow ? BELOW : 0) | (isSecret ? SECRETS : 0)) >>> 0);
}

/** Undefined where there is none, and where a link leads there: who allowed the path has not seen what lies behind it. */
function folderAt(path: string): number | undefined {
  let fd: number;
  try {
    fd = openSync(path, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch {
    return undefined;
  }
  if (readlinkSync(`/proc/self/fd/${fd}`) === path) return fd;
  closeSync(fd);
  return undefined;
}
