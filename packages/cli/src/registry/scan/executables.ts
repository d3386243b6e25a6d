/** The executables on a search path: names and places. Nothing is opened, and nothing is run. */
import { isUtf8 } from 'node:buffer';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** More folders or names than any real search path has. */
const FOLDERS_MAX = 1024;
const EXECUTABLES_MAX = 1 << 17;

export interface Executable {
  /** Its name on the search path. */
  readonly name: string;
  /** Where it was found first. */
  readonly path: string;
}

/** Something that was met and left out, and why. */
export interface Note {
  readonly path: string;
  readonly why: string;
}

export interface Found {
  readonly folders: number;
  /** By name, those of the first folder before all others. */
  readonly executables: readonly Executable[];
  /** Other programs under a name that an earlier folder has: no shell reaches them by name. */
  readonly shadowed: readonly Executable[];
  readonly notes: readonly Note[];
}

/** Reads the folders of `searchPath` as a shell does, relative ones and empty ones (the working folder) included. */
export function findExecutables(searchPath: string, cwd: string): Found {
  const folders = searchPath === '' ? [] : searchPath.split(':');
  const search = new Search();
  for (const folder of folders.slice(0, FOLDERS_MAX)) search.addFolder(folder, cwd);
  if (folders.length > FOLDERS_MAX) search.note(searchPath, `more than ${FOLDERS_MAX} folders; the rest is left out`);
  return search.result();
}

class Search {
  readonly #executables = new Map<string, Executable>();
  readonly #shadowed: Executable[] = [];
  readonly #notes: Note[] = [];
  readonly #folders = new Set<string>();

  result(): Found {
    const executables = [...this.#executables.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
    return { folders: this.#folders.size, executables, shadowed: this.#shadowed, notes: this.#notes };
  }

  note(path: string, why: string): void {
    this.#notes.push({ path, why });
  }

  addFolder(written: string, cwd: string): void {
    const folder = resolve(cwd, written);
    if (!written.startsWith('/'))
      this.note(folder, 'a relative folder of the search path: what it holds depends on where one stands');
    try {
      const real = realpathSync(folder);
      // The same folder again, or by another name (`/bin` is `/usr/bin` on most systems), has nothing new.
      if (this.#folders.has(real)) return;
      this.#folders.add(real);
      for (const name of readdirSync(folder, { encoding: 'buffer' })) this.#addName(folder, name);
    } catch (error) {
      this.note(folder, `no folder that can be read: ${codeOf(error)}`);
    }
  }

  #addName(folder: string, bytes: Buffer): void {
    const name = bytes.toString('utf8');
    const path = join(folder, name);
    const fault = isUtf8(bytes) ? faultOf(name) : 'its name is no UTF-8';
    if (fault !== undefined) return this.note(path, fault);
    if (!this.#isExecutable(path)) return;
    const earlier = this.#executables.get(name);
    if (earlier !== undefined) {
      if (realpathSync(earlier.path) !== realpathSync(path)) this.#shadowed.push({ name, path });
    } else if (this.#executables.size < EXECUTABLES_MAX) {
      this.#executables.set(name, { name, path });
    } else {
      this.note(path, `more than ${EXECUTABLES_MAX} executables; it is left out`);
    }
  }

  #isExecutable(path: string): boolean {
    try {
      const status = statSync(path);
      return status.isFile() && (status.mode & 0o111) !== 0;
    } catch (error) {
      this.note(path, `cannot be looked at: ${codeOf(error)}`);
      return false;
    }
  }
}

/** A blank would make a name of two words, which is that of a subcommand. */
function faultOf(name: string): string | undefined {
  return /[\s\p{C}]/u.test(name) ? 'its name holds a blank or a character that is not seen' : undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
