/** What was changed, written down before it is: a file a change, from which each is undone. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Removal, Scope } from '@capgate/agents';
import { CliError } from '../error.ts';
import type { Files } from './files.ts';
import type { TokenNote } from './posting/door.ts';

export interface Entry {
  readonly agent: string;
  readonly scope: Scope;
  /** The root of the project, for its scope. */
  readonly project: string;
  /** The file that was changed, behind links. */
  readonly target: string;
  /** What it was, in Base64; null where there was none. It may hold what settings hold: the journal is its owner's alone. */
  readonly before: string | null;
  readonly mode: number;
  /** SHA-256 of what it became, in hexadecimal digits. */
  readonly after: string;
  /** Where its new content was written first. */
  readonly temporary: string;
  /** Folders that were made for it, the outermost first. */
  readonly folders: readonly string[];
  readonly removal: Removal;
  /** The token that was put into it. */
  readonly token?: TokenNote;
}

export interface Written extends Entry {
  readonly file: string;
}

const NAME = /^(\d{8})\.json$/u;

export class Journal {
  readonly #folder: string;
  readonly #files: Files;

  /** In the folder, which is made where it is absent. */
  constructor(folder: string, files: Files) {
    this.#folder = folder;
    this.#files = files;
  }

  /** The changes that are not undone, the first first. Throws `CliError` INPUT. */
  entries(): Written[] {
    return this.#names().map((name) => {
      const file = join(this.#folder, name);
      try {
        return { ...(JSON.parse(readFileSync(file, 'utf8')) as Entry), file };
      } catch {
        throw new CliError('INPUT', `expected a change that capgate init wrote down in ${file}, met something else`);
      }
    });
  }

  add(entry: Entry): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const last = NAME.exec(this.#names().at(-1) ?? '')?.[1] ?? '0';
    const file = join(this.#folder, `${String(Number(last) + 1).padStart(8, '0')}.json`);
    const next = join(this.#folder, `.next-${randomUUID()}`);
    this.#files.writeNew(next, Buffer.from(JSON.stringify(entry)), 0o600);
    this.#files.rename(next, file);
  }

  remove({ file }: Written): void {
    this.#files.remove(file);
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder)
        .filter((name) => NAME.test(name))
        .sort();
    } catch {
      return [];
    }
  }
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
