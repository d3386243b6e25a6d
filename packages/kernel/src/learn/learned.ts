/** Collects what a session does, and says the least that would have let it. */
import type { KernelEvent } from '../event.ts';
import { type Control, REACHES, type Reach, type Scope } from '../mask.ts';
import { CHANGEABLE, type Changeable, type Profile } from './profile.ts';
import { isWithin } from '../place.ts';
import { folderOf, located, locatedProgram, type Surroundings } from './located.ts';

/** What it did that no profile can permit, with how often. */
export interface Unlearned {
  readonly text: string;
  readonly count: number;
}

export interface Lesson {
  readonly profile: Profile;
  readonly unlearned: readonly Unlearned[];
}

/** So many in one folder are the folder. */
const SIBLINGS_MAX = 4;
/** Different texts of what no profile can permit. */
const UNLEARNED_MAX = 1_000;
/** Different paths; a session that touches more is not learned whole, and that is said. */
const PATHS_MAX = 100_000;

interface Touched {
  readonly path: string;
  readonly scope: Scope;
}

export class Learned {
  readonly #programs = new Set<string>();
  readonly #reaches = new Set<Reach>(['local']);
  readonly #changed = new Set<Changeable>();
  readonly #read = new Map<string, Touched>();
  readonly #written = new Map<string, Touched>();
  readonly #unlearned = new Map<string, number>();

  add(event: KernelEvent): void {
    if (event.act === 'exec') this.#exec(event.path, event.reason);
    else if (event.act === 'control') this.#leave(CONTROL_TEXTS[event.control]);
    else if ('address' in event) this.#reaches.add(event.reach);
    else if (event.act === 'connect') this.#socket(event);
    else this.#file(event.act, event, event.isDenied);
  }

  /** `lost`: events that nobody could be told of. */
  lesson(around: Surroundings, lost: bigint): Lesson {
    if (lost > 0n) this.#leave('acts that nobody could be told of', Number(lost));
    const paths = (touched: ReadonlyMap<string, Touched>, isKept: (path: string) => boolean): string[] =>
      folded([...touched.values()].flatMap((one) => this.#located(one, around)).filter(isKept), around);
    const write = paths(this.#written, () => true);
    const profile = {
      connect: REACHES.filter((reach) => this.#reaches.has(reach)),
      change: CHANGEABLE.filter((scope) => this.#changed.has(scope)),
      read: paths(this.#read, (path) => !write.some((folder) => isWithin(path, folder))),
      write,
      programs: [...new Set([...this.#programs].flatMap((path) => locatedProgram(path, around)))].sort(),
    };
    return { profile, unlearned: [...this.#unlearned].map(([text, count]) => ({ text, count })) };
  }

  #exec(path: string, reason: string): void {
    if (reason === 'memory-exec' || reason === 'setuid-exec') this.#leave(`${CONTROL_TEXTS[reason]}: ${path}`);
    else this.#bounded(this.#programs, path, () => this.#programs.add(path));
  }

  /** What the broker of another session does is outside of all that is learned here. */
  #socket({ path, isDenied }: { readonly path: string; readonly isDenied: boolean }): void {
    if (isDenied) this.#leave(`asking at the socket ${path}`);
  }

  #file(act: 'read' | 'write' | 'remove', { path, scope }: Touched, isDenied: boolean): void {
    if (!isDenied) {
      const changed = CHANGEABLE.find((one) => one === scope);
      if (act !== 'read' && changed !== undefined) this.#changed.add(changed);
      return;
    }
    if (scope === 'gate') return this.#leave(`${act} of the gate's own ${path}`);
    const touched = act === 'read' ? this.#read : this.#written;
    const key = `${scope} ${path}`;
    this.#bounded(touched, key, () => touched.set(key, { path, scope }));
  }

  #bounded(known: { readonly size: number; has(key: string): boolean }, key: string, put: () => void): void {
    if (known.has(key)) return;
    if (known.size >= PATHS_MAX) this.#leave(`paths beyond the first ${PATHS_MAX}`);
    else put();
  }

  #located({ path, scope }: Touched, around: Surroundings): readonly string[] {
    const found = located(path, scope, around);
    if (found.length === 0) this.#leave(`${path}, of which nothing is left`);
    return found;
  }

  #leave(text: string, count = 1): void {
    const known = this.#unlearned;
    const told = known.size < UNLEARNED_MAX || known.has(text) ? text : 'others';
    known.set(told, (known.get(told) ?? 0) + count);
  }
}

const CONTROL_TEXTS: Readonly<Record<Control, string>> = {
  'foreign-exec': 'running a program that nothing is known of',
  'memory-exec': 'running a program that lies in no folder',
  'setuid-exec': "running a program with another user's rights",
  trace: 'looking into a process outside',
  signal: 'ending a process outside',
  mount: 'changing mounts',
  module: 'loading a module of the kernel',
  bpf: 'loading a program into the kernel',
  leave: 'leaving the control group',
};

/**
 * What is gone again, and many beside each other, are their folder: the next time they have other names. No folder stands
 * for one within another, and none above all of them, such as a home, is made of a few files in it.
 */
function folded(paths: readonly string[], { exists, places }: Surroundings): string[] {
  const siblings = Map.groupBy(new Set(paths), folderOf);
  const wide = new Set(places.filter(({ scope }) => scope === 'home' || scope === 'root').map(({ path }) => path));
  const meant = [...siblings].flatMap(([folder, within]) => {
    const isFolder = within.length >= SIBLINGS_MAX || !within.every(exists);
    return isFolder && !wide.has(folder) ? [folder] : within;
  });
  const all = new Set(meant);
  return [...all].filter((path) => !isBelowOneOf(all, path)).sort();
}

function isBelowOneOf(folders: ReadonlySet<string>, path: string): boolean {
  for (let at = path; at !== '/'; ) {
    at = folderOf(at);
    if (folders.has(at)) return true;
  }
  return false;
}
