/** The system's users: one person has one name by the socket, under `sudo` and as the owner of a token. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';

/** Accounts beyond this are not read, and named by their numbers. */
const ACCOUNTS_BYTES_MAX = 1 << 20;

interface Account {
  readonly name: string;
  readonly home: string;
}

export class Accounts {
  readonly #path: string;
  #version = '';
  #accounts: ReadonlyMap<number, Account> = new Map();

  /** `path`: a file as passwd(5) has it. */
  constructor(path = '/etc/passwd') {
    this.#path = path;
  }

  /** The name that the system has for a user; `uid-N` where it has none that can be read. */
  readonly nameOf = (uid: number): string => this.#current().get(uid)?.name ?? ownName(uid) ?? `uid-${uid}`;

  /** Absolute; undefined where the system has none that can be read. */
  readonly homeOf = (uid: number): string | undefined => this.#current().get(uid)?.home;

  /** Read again only once the file is another: each call of a peer asks. */
  #current(): ReadonlyMap<number, Account> {
    try {
      const { ino, mtimeMs, size } = statSync(this.#path);
      const version = `${ino} ${mtimeMs} ${size}`;
      if (version !== this.#version) this.#accounts = accountsIn(beginningOf(this.#path));
      this.#version = version;
    } catch {
      // As it was last.
    }
    return this.#accounts;
  }
}

/** By number; of several accounts with one, the first counts, as for getpwuid(3). */
function accountsIn(text: string): Map<number, Account> {
  const accounts = new Map<number, Account>();
  for (const line of text.split('\n')) {
    const [, name, uid, home = ''] = /^([^:]+):[^:]*:(\d+):[^:]*:[^:]*:(\/[^:]*)?/u.exec(line) ?? [];
    if (name !== undefined && !accounts.has(Number(uid))) accounts.set(Number(uid), { name, home });
  }
  return accounts;
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
