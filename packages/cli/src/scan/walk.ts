/** The files that a scan looks at. Folders are walked within bounds, and no link is followed. */
import { lstatSync, opendirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { reasonOf } from '../files.ts';

/** Bounds of one scan. */
const FILES_MAX = 20_000;
const ENTRIES_MAX = 500_000;
const DEPTH_MAX = 64;

/** Folders with nothing of the repository's own; of `.git` only the hooks are of interest. */
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'bower_components', '.hg', '.svn', '__pycache__']);

export interface Target {
  /** As the user named it, or below a folder that the user named. */
  readonly path: string;
  readonly absolute: string;
  /** Whether the user named this very file: then it is not passed over in silence. */
  readonly isNamed: boolean;
}

/** Something that could not be looked at, and why. */
export interface Failure {
  readonly path: string;
  readonly why: string;
}

export interface Walk {
  readonly targets: readonly Target[];
  readonly failures: readonly Failure[];
}

/** Files at and below `paths`, in the order of their names. */
export function walk(paths: readonly string[], cwd: string): Walk {
  const walker = new Walker();
  for (const path of paths) walker.add({ path, absolute: resolve(cwd, path), isNamed: true }, 0);
  return walker;
}

class Walker implements Walk {
  readonly failures: Failure[] = [];
  /** By their absolute paths: one that is met again is looked at once. */
  readonly #targets = new Map<string, Target>();
  #isFull = false;
  #entriesLeft = ENTRIES_MAX;

  get targets(): Target[] {
    return [...this.#targets.values()];
  }

  add(target: Target, depth: number): void {
    try {
      const stat = lstatSync(target.absolute);
      if (stat.isDirectory()) this.#addFolder(target, depth);
      else if (stat.isFile()) this.#addFile(target);
      else if (target.isNamed)
        this.#fail(target.path, 'expected a file or a folder, met a link or a device; name where it leads');
    } catch (error) {
      this.#fail(target.path, `expected to read it, met ${reasonOf(error)}`);
    }
  }

  #addFile(target: Target): void {
    const known = this.#targets.get(target.absolute);
    if (known !== undefined) {
      if (target.isNamed) this.#targets.set(target.absolute, target);
    } else if (this.#targets.size < FILES_MAX) {
      this.#targets.set(target.absolute, target);
    } else if (!this.#isFull) {
      this.#isFull = true;
      this.#fail(target.path, `expected at most ${FILES_MAX} files, met more; scan parts of the tree`);
    }
  }

  #addFolder({ path, absolute }: Target, depth: number): void {
    if (depth > DEPTH_MAX) return this.#fail(path, `expected at most ${DEPTH_MAX} folders within each other, met more`);
    for (const name of this.#namesIn(path, absolute)) {
      if (SKIPPED.has(name)) continue;
      const inside = name === '.git' ? join('.git', 'hooks') : name;
      const child = { path: join(path, inside), absolute: join(absolute, inside), isNamed: false };
      if (name !== '.git' || isFolder(child.absolute)) this.add(child, depth + 1);
    }
  }

  #namesIn(path: string, absolute: string): string[] {
    const names: string[] = [];
    const folder = opendirSync(absolute);
    try {
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        if (this.#entriesLeft-- <= 0) {
          this.#fail(path, `expected at most ${ENTRIES_MAX} entries, met more; scan parts of the tree`);
          break;
        }
        if (entry.isDirectory() || entry.isFile()) names.push(entry.name);
      }
    } finally {
      folder.closeSync();
    }
    return names.sort();
  }

  #fail(path: string, why: string): void {
    this.failures.push({ path, why });
  }
}

/** In a worktree `.git` is a file, and a link may stand in its place. */
function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The path with `/` between its parts, as kinds and addresses have it. */
export function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
