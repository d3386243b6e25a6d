/** Which place a path lies in. The path is resolved as text alone: no file system is asked. */
import { hashText, hashUnits } from '../../shell/units.ts';
import { decodeUnits, HASH_BASIS, HASH_PRIME, Hole, isHole } from '../../shell/reading.ts';
import { type GlobFolders, globPlaces, mayBeAbove, mayMeanOne, PLACE_BITS, spellsOneOf } from './glob-places.ts';
import { childOf, type NameSieve, type PathTrees, pathTrees, type RuleNode, SIEVE_MASK } from './path-tree.ts';
import { HOOK_FOLDERS, PROJECT_FOLDERS } from '../vocabulary/path-rules.ts';
import { PLACE_NAMES, type PlaceName } from '../vocabulary/places.ts';
import { sameUnits, toUnits } from '../tables/tables.ts';

const SLASH = 0x2f;
const DOT = 0x2e;
const STAR = 0x2a;
const DASH = 0x2d;

/** Longest resolved path in code units; a longer one is `unresolved`. */
const MAX_PATH_UNITS = 4096;
const MAX_SEGMENTS = 256;

const numberOf = (name: PlaceName): number => PLACE_NAMES.indexOf(name);
export const Place = {
  NONE: numberOf('none'),
  WORKSPACE: numberOf('workspace'),
  WORKSPACE_ROOT: numberOf('workspace-root'),
  TEMPORARY: numberOf('temporary'),
  TEMPORARY_ROOT: numberOf('temporary-root'),
  HOME: numberOf('home'),
  HOME_ROOT: numberOf('home-root'),
  SINK: numberOf('sink'),
  ROOT: numberOf('root'),
  GATE: numberOf('gate'),
  AGENT_HOOKS: numberOf('agent-hooks'),
  CONNECTION: numberOf('connection'),
  ELSEWHERE: numberOf('elsewhere'),
  UNRESOLVED: numberOf('unresolved'),
} as const;

/** Where a command that is meant for another folder does no great harm. */
const HARMLESS: readonly number[] = [
  Place.WORKSPACE,
  Place.WORKSPACE_ROOT,
  Place.TEMPORARY,
  Place.HOME,
  Place.ELSEWHERE,
];

/** Where a workspace may lie, beside the project folders of the system. */
const PROJECT_PLACES: readonly number[] = [Place.HOME, numberOf('cache'), Place.TEMPORARY, Place.ELSEWHERE];

const GATE_BIT = PLACE_BITS[Place.GATE] as number;
const HARMLESS_MASK: number = HARMLESS.reduce((mask, place) => mask | (PLACE_BITS[place] as number), 0);

/** Folders that are a home, or whose direct content is. */
const HOMES: readonly (readonly string[])[] = [
  ['root'],
  ['home', '*'],
  ['Users', '*'],
  ['export', 'home', '*'],
  ['var', 'home', '*'],
];
const DARWIN_ROOT_HOME: readonly string[] = ['var', 'root'];
const DATA_VOLUME: readonly Uint16Array[] = ['system', 'volumes', 'data'].map(toUnits);
const PRIVATE: Uint16Array = toUnits('private');
const PRIVATE_FOLDERS: readonly Uint16Array[] = ['etc', 'tmp', 'var'].map(toUnits);

const HOOK_FOLDER_UNITS: readonly Uint16Array[] = HOOK_FOLDERS.map(toUnits);

const EMPTY: Uint16Array = new Uint16Array(0);

/**
 * Whether a path is relative, stays below the working directory and holds no name that a rule could
 * speak about. The common case, in one pass; where it says no, the slow way decides.
 */
function isPlainRelative(sieve: NameSieve, units: Uint16Array, start: number, end: number): boolean {
  const first = units[start] as number;
  if (first === SLASH || isHole(first)) return false;
  const { names } = sieve;
  let named = false;
  let hash = HASH_BASIS;
  let ending = 0;
  let from = start;
  for (let at = start; at < end; at++) {
    const unit = units[at] as number;
    if (unit === SLASH) {
      if (!isPlainSegment(sieve, units, from, at, hash, ending)) return false;
      named ||= at - from > 1 || (at > from && units[from] !== DOT);
      hash = HASH_BASIS;
      ending = 0;
      from = at + 1;
      continue;
    }
    if (unit === DOT) {
      if (at > from && names[hash & SIEVE_MASK] === 1) return false;
      ending = HASH_BASIS;
    }
    hash = Math.imul(hash ^ unit, HASH_PRIME);
    if (ending !== 0) ending = Math.imul(ending ^ unit, HASH_PRIME);
  }
  named ||= end - from > 1 || (end > from && units[from] !== DOT);
  return named && isPlainSegment(sieve, units, from, end, hash, ending);
}

/** Whether a name rule may begin with this segment. */
function mayBeNamed({ names, endings }: NameSieve, units: Uint16Array, from: number, to: number): boolean {
  let hash = HASH_BASIS;
  let ending = 0;
  for (let at = from; at < to; at++) {
    const unit = units[at] as number;
    if (unit === DOT) {
      if (at > from && names[hash & SIEVE_MASK] === 1) return true;
      ending = HASH_BASIS;
    }
    hash = Math.imul(hash ^ unit, HASH_PRIME);
    if (ending !== 0) ending = Math.imul(ending ^ unit, HASH_PRIME);
  }
  return names[hash & SIEVE_MASK] === 1 || (ending !== 0 && endings[ending & SIEVE_MASK] === 1);
}

function isPlainSegment(
  { names, endings }: NameSieve,
  units: Uint16Array,
  from: number,
  to: number,
  hash: number,
  ending: number,
): boolean {
  if (to - from === 2 && units[from] === DOT && units[from + 1] === DOT) return false;
  return names[hash & SIEVE_MASK] === 0 && (ending === 0 || endings[ending & SIEVE_MASK] === 0);
}

/** A folder's variable that an action sets: its hole, and the new value. */
interface Assigned {
  readonly hole: number;
  readonly value: Uint16Array;
}

/** Variables that stand for a folder of the context. */
const FOLDER_VARIABLES: ReadonlyMap<number, number> = new Map([
  [hashText('HOME'), Hole.HOME],
  [hashText('PWD'), Hole.WORKING_DIRECTORY],
  [hashText('TMPDIR'), Hole.TEMPORARY],
]);
/** Assignments of them whose value is kept; a later one is known only at run time. */
const MAX_ASSIGNED = 8;
const UNKNOWN: Uint16Array = Uint16Array.of(Hole.UNKNOWN);

/** A working directory in the middle of an action. */
export interface WorkingDirectory {
  readonly units: Uint16Array;
  readonly isKnown: boolean;
  readonly isInWorkspace: boolean;
}

/** Longest working directory that is followed, in code units: each relative path costs as much. */
const MAX_DIRECTORY_UNITS = 1024;

/**
 * Whether a command line is commands joined by `&&` alone, seen roughly: each `cd` in it then has
 * happened when the next command runs. Elsewhere it may have failed, or been a subshell's.
 */
export function isPlainChain(text: string): boolean {
  return !/[;|()\n{}`!]|(?:^|[^&])&(?:$|[^&])|pushd|popd/.test(text);
}

/** Resolves paths against one context's folders and finds their place. Holds scratch memory: one instance a context. */
export class PathResolver {
  readonly #trees: PathTrees;
  /** What the action has set the folders' variables to. */
  #assigned: Assigned[] = [];
  readonly #foldsCase: boolean;
  readonly #isDarwin: boolean;
  readonly #globFolders: GlobFolders;
  /** Homes beside the user's own; an empty segment stands for any. */
  readonly #homes: readonly (readonly Uint16Array[])[];
  readonly #workspace: readonly Uint16Array[];
  readonly #home: readonly Uint16Array[];
  readonly #gates: readonly (readonly Uint16Array[])[];
  /** Working directory, resolved; `cd` changes it while a command line is assessed. */
  readonly #initial: Uint16Array;
  #working: Uint16Array = new Uint16Array(MAX_PATH_UNITS + MAX_SEGMENTS);
  #workingLength = 0;
  #workingKnown = true;
  /** Whether the working directory is not the initial one. */
  #moved = true;
  /** Whether the action was in a folder where change is grave, and perhaps still is: no `cd` helps any more. */
  #lost = false;
  /** Plain relative paths are the workspace's. */
  #workingInWorkspace = false;
  readonly #initialInWorkspace: boolean;
  /** The path being resolved: its units, and its segments' ends. */
  readonly #units: Uint16Array = new Uint16Array(MAX_PATH_UNITS);
  readonly #starts: Int32Array = new Int32Array(MAX_SEGMENTS);
  readonly #ends: Int32Array = new Int32Array(MAX_SEGMENTS);
  #segments = 0;
  #length = 0;

  /** Folders are absolute paths; `gates` are further paths of the gate itself; `platform` as Node names it. */
  constructor(workingDirectory: string, workspace: string, home: string, gates: readonly string[], platform = 'linux') {
    this.#isDarwin = platform === 'darwin';
    this.#foldsCase = this.#isDarwin || platform === 'win32';
    this.#trees = pathTrees(this.#foldsCase);
    const folder = (path: string): Uint16Array[] => this.#canonical(path);
    // Without a known home its rules still hold: it is then a folder of its own, that no other path leads to.
    this.#home = home === '' ? [Uint16Array.of(Hole.HOME)] : folder(home);
    this.#gates = gates.map(folder);
    const homes = this.#isDarwin ? [...HOMES, DARWIN_ROOT_HOME] : HOMES;
    const spelled = this.#foldsCase ? homes.map((path) => path.map((name) => name.toLowerCase())) : homes;
    this.#homes = spelled.map((path) => path.map((name) => (name === '*' ? EMPTY : toUnits(name))));
    this.#workspace = this.#workspaceAt(workspace);
    this.#globFolders = {
      homes: spelled,
      workspace: this.#workspace.map(textOf),
      home: this.#home.map(textOf),
      gates: this.#gates.map((gate) => gate.map(textOf)),
    };
    this.#initial = toUnits(`/${folder(workingDirectory).map(textOf).join('/')}`).slice(0, MAX_PATH_UNITS);
    this.#initialInWorkspace = this.#isPlainWorkspace(this.#initial);
    this.restart();
  }

  /** The segments of an absolute path as they are compared. */
  #canonical(path: string): Uint16Array[] {
    const units = toUnits(`/${path}`);
    // One that is too long is cut: nothing that can be resolved lies there.
    this.#resolve(units, 0, units.length);
    return Array.from({ length: this.#segments }, (_, i) => this.#units.slice(this.#starts[i], this.#ends[i]));
  }

  /**
   * The workspace's segments; none where the folder is none for projects. A workspace makes what lies in it harmless,
   * so a home, a folder above one, the root or a system folder cannot be one because an agent happens to start there:
   * what lies there keeps its own places.
   */
  #workspaceAt(path: string): readonly Uint16Array[] {
    const segments = this.#canonical(path);
    return this.#isForProjects() ? segments : [];
  }

  /** Whether the resolved path lies where projects do, and no rule speaks about what is in it. */
  #isForProjects(): boolean {
    const depth = this.#homeDepth();
    if (this.#segments === depth || this.#isAncestor(this.#home)) return false;
    for (let at = 0; at < this.#segments; at++) if (this.#leadsOn(this.#trees.named, at)) return false;
    const tree = depth > 0 ? this.#trees.home : this.#trees.absolute;
    if (this.#leadsOn(tree, depth)) return false;
    const ruled = this.#walk(tree, depth);
    return ruled < 0 || PROJECT_PLACES.includes(ruled) || (ruled === SYSTEM && this.#isInProjectFolder());
  }

  #isInProjectFolder(): boolean {
    const path = `/${this.#texts().join('/')}/`;
    return PROJECT_FOLDERS.some((folder) => path.startsWith(`${this.#foldsCase ? folder.toLowerCase() : folder}/`));
  }

  /** Whether a folder lies in the workspace, and neither it nor what lies below can be the gate's. */
  #isPlainWorkspace(folder: Uint16Array): boolean {
    if (
      this.#gates.some(
        (gate) =>
          gate.length > 0 &&
          this.#workspace.every((segment, i) => sameUnits(segment, gate[i] ?? EMPTY, 0, gate[i]?.length ?? 0)),
      )
    )
      return false;
    const place = this.placeOf(folder, 0, folder.length, false);
    return place === Place.WORKSPACE || place === Place.WORKSPACE_ROOT;
  }

  /** Forgets every `cd` and every assignment. */
  restart(): void {
    if (this.#assigned.length > 0) this.#assigned = [];
    if (!this.#moved) return;
    this.#moved = false;
    this.#lost = false;
    this.#begin();
  }

  #begin(): void {
    this.#working.set(this.#initial);
    this.#workingLength = this.#initial.length;
    this.#workingKnown = true;
    this.#workingInWorkspace = this.#initialInWorkspace;
  }

  /**
   * The action sets a variable, perhaps for one command or in a subshell alone: where it is a
   * folder's, paths from there may lead to the old value and to this one.
   */
  assign(nameHash: number, units: Uint16Array, start: number, end: number): void {
    const hole = FOLDER_VARIABLES.get(nameHash);
    if (hole === undefined) return;
    if (this.#assigned.length < MAX_ASSIGNED) this.#assigned.push({ hole, value: units.slice(start, end) });
    else if (!this.#assigned.some((other) => other.hole === hole && other.value === UNKNOWN))
      this.#assigned.push({ hole, value: UNKNOWN });
  }

  /** Whether the action has set the variable that the path `units[start…end)` begins with. */
  isReassigned(units: Uint16Array, start: number, end: number): boolean {
    if (this.#assigned.length === 0 || start === end) return false;
    return this.#assigned.some(({ hole }) => hole === units[start]);
  }

  /** The paths that `units[start…end)` stands for by the action's own assignments. Allocates: such actions are seldom. */
  reassigned(units: Uint16Array, start: number, end: number): Uint16Array[] {
    const rest = units.subarray(start + 1, end);
    return this.#assigned
      .filter(({ hole }) => hole === units[start])
      .map(({ value }) => Uint16Array.of(...value, ...rest));
  }

  /** Relative paths start at `units[start…end)` from here on; at `-`, at a folder known only at run time. */
  changeDirectory(units: Uint16Array, start: number, end: number): void {
    if (start === end) return;
    if (end - start === 1 && units[start] === DASH) return this.loseDirectory();
    if (this.isReassigned(units, start, end)) return this.loseDirectory();
    this.#moved = true;
    this.#workingInWorkspace = false;
    this.#workingKnown = this.#resolve(units, start, end) && !this.#hasHole() && this.#length <= MAX_DIRECTORY_UNITS;
    if (!this.#workingKnown) return;
    let at = 0;
    for (let i = 0; i < this.#segments; i++) {
      this.#working[at++] = SLASH;
      const from = this.#starts[i] as number;
      const to = this.#ends[i] as number;
      this.#working.set(this.#units.subarray(from, to), at);
      at += to - from;
    }
    if (at === 0) this.#working[at++] = SLASH;
    this.#workingLength = at;
    this.#workingInWorkspace = this.#isPlainWorkspace(this.#working.slice(0, at));
  }

  /**
   * As `changeDirectory`, for a change that may not happen: from where that is grave, relative paths
   * start at a folder known only at run time, whatever `cd` comes later.
   */
  perhapsChangeDirectory(units: Uint16Array, start: number, end: number): void {
    this.#lost ||= this.#workingKnown && !HARMLESS.includes(this.placeOf(this.#working, 0, this.#workingLength, false));
    if (this.#lost) this.loseDirectory();
    else this.changeDirectory(units, start, end);
  }

  /** Where relative paths start, to come back to. Allocates: for the few commands that are told another folder. */
  directory(): WorkingDirectory {
    return {
      units: this.#working.slice(0, this.#workingLength),
      isKnown: this.#workingKnown,
      isInWorkspace: this.#workingInWorkspace,
    };
  }

  /** Relative paths start there again. */
  comeBack(directory: WorkingDirectory): void {
    this.#working.set(directory.units);
    this.#workingLength = directory.units.length;
    this.#workingKnown = directory.isKnown;
    this.#workingInWorkspace = directory.isInWorkspace;
  }

  /** Relative paths start at a folder known only at run time from here on. */
  loseDirectory(): void {
    this.#moved = true;
    this.#workingKnown = false;
    this.#workingInWorkspace = false;
  }

  /** Whether the path leads up past the root: more `..` than the working directory has folders above it. */
  climbs(units: Uint16Array, start: number, end: number): boolean {
    let up = 0;
    for (let at = start; at + 2 < end && units[at] === DOT && units[at + 1] === DOT && units[at + 2] === SLASH; at += 3)
      up++;
    if (up === 0 || !this.#workingKnown) return false;
    for (let at = 0; at < this.#workingLength; at++)
      if (this.#working[at] === SLASH && at + 1 < this.#workingLength) up--;
    return up > 0;
  }

  /** Whether relative paths may start elsewhere than where the action began. */
  get hasMoved(): boolean {
    return this.#moved;
  }

  /** Relative paths start where the action began; returns where they started before, to come back to. */
  goToStart(): WorkingDirectory {
    const now = this.directory();
    this.#begin();
    return now;
  }

  /** The place of the path `units[start…end)`; `glob`: it holds unquoted `*`, `?` or `[`. */
  placeOf(units: Uint16Array, start: number, end: number, glob: boolean): number {
    if (start === end) return Place.UNRESOLVED;
    if (this.#workingInWorkspace && !glob && this.#isPlain(units, start, end)) return Place.WORKSPACE;
    if (!this.#resolve(units, start, end)) return Place.UNRESOLVED;
    if (glob && this.#segments > 0 && this.#isEverything(this.#segments - 1)) {
      this.#segments--;
      return wholeOf(this.#classify(), this.#segments);
    }
    return this.#classify();
  }

  /** Further places that a path with a glob may lie in, a bit for each; `changes`: it is not only looked at. */
  placesOfGlob(units: Uint16Array, start: number, end: number, changes: boolean): number {
    if (!this.#resolve(units, start, end) || this.#segments === 0) return 0;
    // What changes everything in a folder changes the gate's file in it.
    const isGate = changes && mayMeanOne(this.#texts(), this.#globFolders.gates);
    this.#dropEverything();
    return globPlaces(this.#texts(), this.#globFolders, this.#trees, changes) | (isGate ? GATE_BIT : 0);
  }

  /** The absolute path that `units[start…end)` stands for; undefined where a part is known only at run time. */
  absolute(units: Uint16Array, start: number, end: number): string | undefined {
    if (start === end || !this.#resolve(units, start, end) || this.#hasHole()) return undefined;
    return `/${this.#texts().join('/')}`;
  }

  /** Whether the path is a folder above the gate's own: what becomes of it becomes of them. */
  isAboveGate(units: Uint16Array, start: number, end: number, glob: boolean): boolean {
    if (this.#gates.length === 0 || !this.#resolve(units, start, end)) return false;
    if (!glob) return this.#gates.some((gate) => this.#isAncestor(gate));
    this.#dropEverything();
    return mayBeAbove(this.#texts(), this.#globFolders.gates);
  }

  /** Whether the path is a folder that holds agents' hooks. */
  isHookFolder(units: Uint16Array, start: number, end: number, glob: boolean): boolean {
    if (!this.#resolve(units, start, end)) return false;
    if (glob) this.#dropEverything();
    if (this.#segments === 0) return false;
    const last = this.#segments - 1;
    if (!glob) return HOOK_FOLDER_UNITS.some((name) => this.#segment(last, name));
    return spellsOneOf(this.#texts()[last] as string, HOOK_FOLDERS);
  }

  /** A glob that fits everything in a folder stands for the folder. */
  #dropEverything(): void {
    if (this.#segments > 0 && this.#isEverything(this.#segments - 1)) this.#segments--;
  }

  /** The resolved path's segments. Allocates: for globs. */
  #texts(): string[] {
    return Array.from({ length: this.#segments }, (_, i) =>
      decodeUnits(this.#units, this.#starts[i] as number, this.#ends[i] as number),
    );
  }

  /** Whether a path with a glob may be a folder where change is grave. */
  mayBeGrave(units: Uint16Array, start: number, end: number): boolean {
    return (this.placesOfGlob(units, start, end, true) & ~HARMLESS_MASK) !== 0;
  }

  #isPlain(units: Uint16Array, start: number, end: number): boolean {
    if (this.#foldsCase && holdsCase(units, start, end)) return false;
    return isPlainRelative(this.#trees.sieve, units, start, end);
  }

  /** Fills the segments; false where the base is known only at run time, or the path is too long. */
  #resolve(units: Uint16Array, start: number, end: number): boolean {
    this.#segments = 0;
    this.#length = 0;
    const first = units[start] as number;
    let from = start;
    if (first === Hole.HOME) {
      if (!this.#appendAll(this.#home)) return false;
      from++;
    } else if (first === Hole.TEMPORARY) {
      if (!this.#append(TEMPORARY, 0, TEMPORARY.length)) return false;
      from++;
    } else if (first === Hole.WORKING_DIRECTORY) {
      if (!this.#appendWorking()) return false;
      from++;
    } else if (first !== SLASH) {
      if (isHole(first) && first !== Hole.NUMBER && first !== Hole.STATUS) return false;
      if (!this.#appendWorking()) return false;
    }
    if (!this.#append(units, from, end)) return false;
    if (this.#isDarwin) this.#followSystemLinks();
    return true;
  }

  /** On macOS `/etc`, `/tmp` and `/var` are links into `/private`, and all that is mounted at `/` lies in the data volume too. */
  #followSystemLinks(): void {
    if (this.#startsWith(DATA_VOLUME)) this.#dropFirst(DATA_VOLUME.length);
    if (this.#segment(0, PRIVATE) && PRIVATE_FOLDERS.some((name) => this.#segment(1, name))) this.#dropFirst(1);
  }

  #dropFirst(count: number): void {
    this.#starts.copyWithin(0, count, this.#segments);
    this.#ends.copyWithin(0, count, this.#segments);
    this.#segments -= count;
  }

  #appendWorking(): boolean {
    return this.#workingKnown && this.#append(this.#working, 0, this.#workingLength);
  }

  #appendAll(segments: readonly Uint16Array[]): boolean {
    for (const segment of segments) if (!this.#push(segment, 0, segment.length)) return false;
    return true;
  }

  /** Appends the segments of `units[start…end)`, resolving `.` and `..`. */
  #append(units: Uint16Array, start: number, end: number): boolean {
    let from = start;
    for (let at = start; at <= end; at++) {
      if (at < end && units[at] !== SLASH) continue;
      const size = at - from;
      if (size === 2 && units[from] === DOT && units[from + 1] === DOT) this.#pop();
      else if (size > 0 && !(size === 1 && units[from] === DOT) && !this.#push(units, from, at)) return false;
      from = at + 1;
    }
    return true;
  }

  #pop(): void {
    if (this.#segments === 0) return;
    this.#segments--;
    this.#length = this.#starts[this.#segments] as number;
  }

  #push(units: Uint16Array, start: number, end: number): boolean {
    const size = end - start;
    if (this.#segments >= MAX_SEGMENTS || this.#length + size > MAX_PATH_UNITS) return false;
    const at = this.#length;
    for (let i = 0; i < size; i++) this.#units[at + i] = units[start + i] as number;
    if (this.#foldsCase) foldCase(this.#units, at, at + size);
    this.#starts[this.#segments] = at;
    this.#ends[this.#segments++] = at + size;
    this.#length = at + size;
    return true;
  }

  #hasHole(): boolean {
    for (let i = 0; i < this.#length; i++) if (isHole(this.#units[i] as number)) return true;
    return false;
  }

  /** Whether a segment is a glob that fits everything, or everything hidden. */
  #isEverything(segment: number): boolean {
    for (let i = this.#starts[segment] as number; i < (this.#ends[segment] as number); i++) {
      const unit = this.#units[i];
      if (unit !== STAR && unit !== DOT) return false;
    }
    return true;
  }

  #classify(): number {
    for (const gate of this.#gates) if (this.#startsWith(gate)) return Place.GATE;
    if (this.#segments === 0) return Place.ROOT;
    const inWorkspace = this.#workspace.length > 0 && this.#startsWith(this.#workspace);
    if (inWorkspace) {
      if (this.#segments === this.#workspace.length) return Place.WORKSPACE_ROOT;
      const named = this.#named(this.#workspace.length);
      return named < 0 ? Place.WORKSPACE : named;
    }
    if (this.#isAncestor(this.#workspace)) return Place.HOME_ROOT;
    return this.#classifyOutside();
  }

  #classifyOutside(): number {
    const homeDepth = this.#homeDepth();
    if (homeDepth === this.#segments) return Place.HOME_ROOT;
    if (homeDepth > 0) return this.#classifyHome(homeDepth);
    const ruled = this.#walk(this.#trees.absolute, 0);
    if (ruled === Place.TEMPORARY) return this.#classifyTemporary();
    const named = ruled < 0 || ruled === SYSTEM ? this.#named(0) : -1;
    if (named >= 0 && named !== Place.WORKSPACE) return named;
    if (ruled >= 0) return ruled;
    return this.#isAncestor(this.#home) ? Place.HOME_ROOT : Place.ELSEWHERE;
  }

  #classifyHome(depth: number): number {
    const ruled = this.#walk(this.#trees.home, depth);
    const named = ruled < 0 ? this.#named(depth) : ruled;
    return named < 0 || named === Place.WORKSPACE ? Place.HOME : named;
  }

  #classifyTemporary(): number {
    const own = this.#walkSelf(this.#trees.absolute);
    if (own === Place.TEMPORARY) return Place.TEMPORARY_ROOT;
    const named = this.#named(0);
    return named === KEY || named === TOKEN || named === Place.GATE ? named : Place.TEMPORARY;
  }

  /** Number of leading segments that name a home folder, or 0. */
  #homeDepth(): number {
    if (this.#home.length > 0 && this.#startsWith(this.#home)) return this.#home.length;
    for (const home of this.#homes) if (this.#isBelow(home)) return home.length;
    return 0;
  }

  #isBelow(home: readonly Uint16Array[]): boolean {
    if (home.length > this.#segments) return false;
    for (let i = 0; i < home.length; i++) {
      const name = home[i] as Uint16Array;
      if (name.length > 0 && !this.#segment(i, name)) return false;
    }
    return true;
  }

  #segment(index: number, text: Uint16Array): boolean {
    return (
      index < this.#segments && sameUnits(text, this.#units, this.#starts[index] as number, this.#ends[index] as number)
    );
  }

  #startsWith(segments: readonly Uint16Array[]): boolean {
    if (segments.length === 0 || segments.length > this.#segments) return false;
    for (let i = segments.length - 1; i >= 0; i--) if (!this.#segment(i, segments[i] as Uint16Array)) return false;
    return true;
  }

  /** Whether `segments` lies below the path. */
  #isAncestor(segments: readonly Uint16Array[]): boolean {
    if (this.#segments >= segments.length) return false;
    for (let i = 0; i < this.#segments; i++) if (!this.#segment(i, segments[i] as Uint16Array)) return false;
    return true;
  }

  /** The place that the longest rule from segment `from` on gives, or -1. */
  #walk(root: RuleNode, from: number): number {
    let node: RuleNode | undefined = root;
    let found = -1;
    for (let i = from; i < this.#segments; i++) {
      const start = this.#starts[i] as number;
      const end = this.#ends[i] as number;
      node = childOf(node, hashUnits(this.#units, start, end), this.#units, start, end);
      if (node === undefined) return found;
      const last = i === this.#segments - 1;
      if (last && node.own >= 0) return node.own;
      if (node.below >= 0) found = node.below;
    }
    return found;
  }

  /** The place of a rule for exactly this path, or -1. */
  #walkSelf(root: RuleNode): number {
    return this.#nodeOf(root, 0)?.own ?? -1;
  }

  /** Whether rules speak about what lies below the path, read from segment `from` on. */
  #leadsOn(root: RuleNode, from: number): boolean {
    const node = this.#nodeOf(root, from);
    return node?.children !== undefined || node?.wildcards !== undefined;
  }

  #nodeOf(root: RuleNode, from: number): RuleNode | undefined {
    let node: RuleNode | undefined = root;
    for (let i = from; i < this.#segments && node !== undefined; i++) {
      const start = this.#starts[i] as number;
      const end = this.#ends[i] as number;
      node = childOf(node, hashUnits(this.#units, start, end), this.#units, start, end);
    }
    return node;
  }

  /** The place that a name rule gives at any segment from `from` on, or -1; the last one wins. */
  #named(from: number): number {
    let found = -1;
    for (let i = from; i < this.#segments; i++) {
      if (!mayBeNamed(this.#trees.sieve, this.#units, this.#starts[i] as number, this.#ends[i] as number)) continue;
      const named = this.#walk(this.#trees.named, i);
      if (named >= 0) found = named;
    }
    return found;
  }
}

const TEMPORARY: Uint16Array = toUnits('/tmp');
const KEY: number = numberOf('key');
const TOKEN: number = numberOf('token');
const SYSTEM: number = numberOf('system');

/** What "everything directly in" a place is: `/tmp/*` is every temporary file, `~/*` the whole home. */
function wholeOf(placeNumber: number, depth: number): number {
  return depth === 0 ? Place.ROOT : placeNumber;
}

/** Letters that are two of one as a file system without letter case sees them, beside those of ASCII. */
const LONG_S = 0x17f;
const KELVIN = 0x212a;

function holdsCase(units: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (folded(units[at] as number) !== units[at]) return true;
  return false;
}

function foldCase(units: Uint16Array, start: number, end: number): void {
  for (let at = start; at < end; at++) units[at] = folded(units[at] as number);
}

function folded(unit: number): number {
  if (unit >= 0x41 && unit <= 0x5a) return unit + 32;
  if (unit === LONG_S) return 0x73;
  return unit === KELVIN ? 0x6b : unit;
}

function textOf(units: Uint16Array): string {
  return decodeUnits(units, 0, units.length);
}
