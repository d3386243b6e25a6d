/** What users are called: one person has one name by the socket, under `sudo` and as the owner of a token. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';

/** Accounts beyond this are not read, and named by their numbers. */
const ACCOUNTS_BYTES_MAX = 1 << 20;

export class UserNames {
  readonly #path: string;
  #version = '';
  #names: ReadonlyMap<number, string> = new Map();

  /** `path`: a file as passwd(5) has it. */
  constructor(path = '/etc/passwd') {
    this.#path = path;
  }

  /** The name that the system has for a user; `uid-N` where it has none that can be read. */
  readonly of = (uid: number): string => this.#current().get(uid) ?? ownName(uid) ?? `uid-${uid}`;

  /** Read again only once the file is another: each call of a peer asks. */
  #current(): ReadonlyMap<number, string> {
    try {
      const { ino, mtimeMs, size } = statSync(this.#path);
      const version = `${ino} ${mtimeMs} ${size}`;
      if (version !== this.#version) this.#names = namesIn(beginningOf(this.#path));
      this.#version = version;
    } catch {
      // As it was last.
    }
    return this.#names;
  }
}

/** By number; of several accounts with one, the first counts, as for getpwuid(3). */
function namesIn(accounts: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of accounts.split('\n')) {
    const [, name, uid] = /^([^:]+):[^:]*:(\d+):/u.exec(line) ?? [];
    if (name !== undefined && !names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
}

function beginningOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(file).size, ACCOUNTS_BYTES_MAX));
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

/** The system's other sources of names are asked for the service's own user alone. */
function ownName(uid: number): string | undefined {
  try {
    return uid === process.getuid?.() ? userInfo().username : undefined;
  } catch {
    return undefined;
  }
}
