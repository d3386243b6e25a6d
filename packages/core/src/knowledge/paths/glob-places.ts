/**
 * Where a path with globs may lie: every place of a rule that some name of the glob leads to. A
 * glob that means many names counts as the riskiest of them, so that `/etc/sh?dow` is no way around
 * `/etc/shadow`. Names that mean the same wherever they lie, and the gate's where it is only looked
 * at, count where the glob spells them half: `*.json` is not `credentials.json`.
 */
import { holdsGlob, mayMeanPart, meansName, type Pattern, patternOf, spelledBy } from './glob.ts';
import type { PathTrees, RuleNode } from './path-tree.ts';
import { PLACE_NAMES, type PlaceName } from '../vocabulary/places.ts';

/** The folders of a context, as segments. */
export interface GlobFolders {
  readonly workspace: readonly string[];
  readonly home: readonly string[];
  readonly gates: readonly (readonly string[])[];
  /** Other people's homes; `*` stands for any segment. */
  readonly homes: readonly (readonly string[])[];
}

/**
 * Places that a glob leads to no sooner than a plain path does: they have no bit, since an integer has 32. A shell
 * knows `/dev/tcp` by its letters alone.
 */
const UNREACHED: readonly PlaceName[] = ['none', 'workspace', 'root', 'connection', 'elsewhere', 'unresolved'];
const REACHED: readonly PlaceName[] = PLACE_NAMES.filter((name) => !UNREACHED.includes(name));
/** By place: its bit in a set of places that a glob may lead to, or 0. */
export const PLACE_BITS: Int32Array = Int32Array.from(PLACE_NAMES, (name) => bit(name));

function bit(name: PlaceName): number {
  return UNREACHED.includes(name) ? 0 : 1 << REACHED.indexOf(name);
}

const GATE = bit('gate');
const HOME = bit('home');
const HOME_ROOT = bit('home-root');
const TEMPORARY = bit('temporary');
/** Names that say more than that a path is temporary. */
const TELLING = bit('key') | bit('passwords') | bit('token') | GATE;

/** A bit (`PLACE_BITS`) for every place that the path may lie in, as far as its globs lead there; `changes`: the path is not only looked at. */
export function globPlaces(path: readonly string[], folders: GlobFolders, trees: PathTrees, changes: boolean): number {
  const patterns = path.map(patternOf);
  return patterns.some(holdsGlob) ? new GlobPath(path, patterns, changes).places(folders, trees) : 0;
}

/** Whether the path may mean a folder above one of `folders`. */
export function mayBeAbove(path: readonly string[], folders: readonly (readonly string[])[]): boolean {
  const patterns = path.map(patternOf);
  return folders.some(
    (folder) =>
      path.length < folder.length && patterns.every((pattern, at) => meansName(pattern, folder[at] as string)),
  );
}

/** Whether the path may mean one of `paths`. */
export function mayMeanOne(path: readonly string[], paths: readonly (readonly string[])[]): boolean {
  if (paths.length === 0) return false;
  const patterns = path.map(patternOf);
  return paths.some(
    (other) => path.length === other.length && patterns.every((pattern, at) => meansName(pattern, other[at] as string)),
  );
}

/** Whether the segment may mean one of `names`, and spells half of it. */
export function spellsOneOf(segment: string, names: readonly string[]): boolean {
  const pattern = patternOf(segment);
  return names.some((name) => 2 * spelledBy(pattern) >= name.length && meansName(pattern, name));
}

class GlobPath {
  readonly #path: readonly string[];
  readonly #patterns: readonly Pattern[];
  readonly #changes: boolean;

  constructor(path: readonly string[], patterns: readonly Pattern[], changes: boolean) {
    this.#path = path;
    this.#patterns = patterns;
    this.#changes = changes;
  }

  places({ workspace, home, gates, homes }: GlobFolders, trees: PathTrees): number {
    let found = 0;
    for (const gate of gates) if (this.#mayStartWith(gate)) found |= GATE;
    if (this.#surelyStartsWith(workspace)) return found | this.#named(trees.named, workspace.length);
    if (this.#mayStartWith(workspace)) {
      found |=
        this.#path.length === workspace.length ? bit('workspace-root') : this.#named(trees.named, workspace.length);
    }
    if (this.#path.length < workspace.length && this.#mayStartWith(workspace.slice(0, this.#path.length)))
      found |= HOME_ROOT;
    if (this.#path.length < home.length && this.#mayStartWith(home.slice(0, this.#path.length))) found |= HOME_ROOT;
    if (this.#surelyStartsWith(home)) return found | this.#inHome(trees, home.length);
    if (this.#mayStartWith(home)) found |= this.#inHome(trees, home.length);
    for (const other of homes) {
      if (this.#surelyStartsWith(other)) return found | this.#inHome(trees, other.length);
      if (this.#mayStartWith(other)) found |= this.#inHome(trees, other.length);
    }
    return found | this.#outside(trees);
  }

  #outside(trees: PathTrees): number {
    const ruled = this.#reach(trees.absolute, 0, -1, !this.#changes);
    const named = this.#named(trees.named, 0);
    return ruled | (ruled === TEMPORARY ? named & TELLING : named);
  }

  #inHome(trees: PathTrees, depth: number): number {
    if (this.#path.length === depth) return HOME_ROOT;
    return HOME | this.#reach(trees.home, depth, -1, !this.#changes) | this.#named(trees.named, depth);
  }

  /** Places of rules on names anywhere from segment `from` on. */
  #named(root: RuleNode, from: number): number {
    let found = 0;
    for (let at = from; at < this.#path.length; at++) {
      const written = this.#path[at] as string;
      const pattern = this.#patterns[at] as Pattern;
      const spelled = 2 * spelledBy(pattern);
      for (const child of root.children?.values() ?? [])
        if (spelled >= child.text.length && meansName(pattern, child.text))
          found |= this.#reach(child, at + 1, -1, true);
      for (const { text, suffix, node } of root.wildcards ?? [])
        if (suffix ? written.endsWith(text) : written.startsWith(text)) found |= this.#reach(node, at + 1, -1, true);
    }
    return found;
  }

  /**
   * Places of the rules at and below `node`, whose name is the segment before `at`. `isHard`: the
   * gate's count only where every name up to there is spelt half. Who only looks into every folder
   * (`*` before a further name) looks at what lies around them, as with the folder itself.
   */
  #reach(node: RuleNode, at: number, above: number, isHard: boolean): number {
    const isUnnamed = !this.#changes && isEverything(this.#patterns[at - 1]);
    const below = node.below >= 0 && !isUnnamed ? node.below : above;
    const pattern = this.#patterns[at];
    if (pattern === undefined) return bitOf(node.own >= 0 ? node.own : below);
    const spelled = 2 * spelledBy(pattern);
    // Of a name that is written out, the rules below it say what holds there.
    const around = this.#hasNamed(node, at) ? -1 : below;
    let found = bitOf(around);
    for (const child of node.children?.values() ?? []) {
      if (!meansName(pattern, child.text)) continue;
      const met = this.#reach(child, at + 1, below, isHard);
      found |= isHard && spelled < child.text.length ? met & ~GATE : met;
    }
    for (const { text, suffix, node: child } of node.wildcards ?? [])
      if (mayMeanPart(pattern, text, suffix)) found |= this.#reach(child, at + 1, around, isHard);
    return found;
  }

  /** Whether a rule's next name is the segment at `at`, letter by letter. */
  #hasNamed({ children }: RuleNode, at: number): boolean {
    if (children === undefined || holdsGlob(this.#patterns[at] as Pattern)) return false;
    for (const { text } of children.values()) if (text === this.#path[at]) return true;
    return false;
  }

  #means(at: number, name: string): boolean {
    const pattern = this.#patterns[at];
    return pattern !== undefined && meansName(pattern, name);
  }

  #mayStartWith(folder: readonly string[]): boolean {
    return (
      folder.length > 0 && folder.every((name, at) => (name === '*' ? at < this.#path.length : this.#means(at, name)))
    );
  }

  #surelyStartsWith(folder: readonly string[]): boolean {
    return (
      folder.length > 0 && folder.every((name, at) => (name === '*' ? at < this.#path.length : this.#path[at] === name))
    );
  }
}

function bitOf(place: number): number {
  return place < 0 ? 0 : (PLACE_BITS[place] as number);
}

function isEverything(pattern: Pattern | undefined): boolean {
  return pattern !== undefined && pattern.length > 0 && pattern.every((piece) => piece === '*');
}
