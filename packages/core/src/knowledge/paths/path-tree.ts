/** The path rules as trees of segments. Built when first asked for: many command lines name no path. */
import { hashText } from '../../shell/units.ts';
import { ABSOLUTE_RULES, HOME_RULES, NAME_RULES } from '../vocabulary/path-rules.ts';
import { PLACE_NAMES, type PlaceName } from '../vocabulary/places.ts';

/** A segment pattern with `*` at one end. */
interface Wildcard {
  readonly text: string;
  readonly suffix: boolean;
  readonly node: RuleNode;
}

/** A node of a tree of path rules. */
export interface RuleNode {
  readonly text: string;
  /** Place of this very path, or -1. */
  own: number;
  /** Place of everything below, or -1. */
  below: number;
  /** By hash of the segment. */
  children: Map<number, RuleNode> | undefined;
  wildcards: Wildcard[] | undefined;
}

function ruleNode(text: string): RuleNode {
  return { text, own: -1, below: -1, children: undefined, wildcards: undefined };
}

/** The child for a segment, or undefined. */
export function childOf(
  node: RuleNode,
  hash: number,
  units: Uint16Array,
  start: number,
  end: number,
): RuleNode | undefined {
  const found = node.children?.get(hash);
  if (found !== undefined && spells(found.text, units, start, end)) return found;
  if (node.wildcards === undefined) return undefined;
  for (const wildcard of node.wildcards) if (fits(wildcard, units, start, end)) return wildcard.node;
  return undefined;
}

function spells(text: string, units: Uint16Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== units[start + i]) return false;
  return true;
}

function fits(wildcard: Wildcard, units: Uint16Array, start: number, end: number): boolean {
  const { text } = wildcard;
  if (end - start < text.length) return false;
  const from = wildcard.suffix ? end - text.length : start;
  return spells(text, units, from, from + text.length);
}

/** Adds the path below `root`. */
function addRule(root: RuleNode, path: string, placeNumber: number, onlyItself: boolean): void {
  let node = root;
  for (const segment of path.split('/')) if (segment !== '') node = stepInto(node, segment);
  node.own = placeNumber;
  if (!onlyItself) node.below = placeNumber;
}

function stepInto(node: RuleNode, segment: string): RuleNode {
  const star = segment.indexOf('*');
  if (star >= 0) return stepIntoPattern(node, segment.replace('*', ''), star === 0);
  const hash = hashText(segment);
  node.children ??= new Map();
  let next = node.children.get(hash);
  if (next === undefined) {
    next = ruleNode(segment);
    node.children.set(hash, next);
  }
  return next;
}

function stepIntoPattern(node: RuleNode, text: string, suffix: boolean): RuleNode {
  node.wildcards ??= [];
  const known = node.wildcards.find((wildcard) => wildcard.text === text && wildcard.suffix === suffix);
  if (known !== undefined) return known.node;
  const next = ruleNode(text);
  node.wildcards.push({ text, suffix, node: next });
  return next;
}

function buildRules(rules: Readonly<Record<string, string>>, foldsCase: boolean): RuleNode {
  const root = ruleNode('');
  for (const [paths, name] of Object.entries(rules)) {
    const onlyItself = name.startsWith('=');
    const number = PLACE_NAMES.indexOf((onlyItself ? name.slice(1) : name) as PlaceName);
    for (const path of (foldsCase ? paths.toLowerCase() : paths).split(' '))
      addRule(root, path.includes('?') ? path.replaceAll('?', ' ') : path, number, onlyItself);
  }
  return root;
}

/** The rules as trees, each built when it is first asked for. */
export class PathTrees {
  readonly #foldsCase: boolean;
  #absolute: RuleNode | undefined;
  #home: RuleNode | undefined;
  #named: RuleNode | undefined;
  #sieve: NameSieve | undefined;

  constructor(foldsCase: boolean) {
    this.#foldsCase = foldsCase;
  }

  get absolute(): RuleNode {
    this.#absolute ??= buildRules(ABSOLUTE_RULES, this.#foldsCase);
    return this.#absolute;
  }

  /** Below any home folder. */
  get home(): RuleNode {
    this.#home ??= buildRules(HOME_RULES, this.#foldsCase);
    return this.#home;
  }

  /** Anywhere. */
  get named(): RuleNode {
    this.#named ??= buildRules(NAME_RULES, this.#foldsCase);
    return this.#named;
  }

  get sieve(): NameSieve {
    this.#sieve ??= buildSieve(this.named);
    return this.#sieve;
  }
}

const EXACT = new PathTrees(false);
let folded: PathTrees | undefined;

/** The trees of all contexts; `foldsCase`: of those where letter case means nothing, in small letters. */
export function pathTrees(foldsCase: boolean): PathTrees {
  if (!foldsCase) return EXACT;
  folded ??= new PathTrees(true);
  return folded;
}

/** Bits by hash (`SIEVE_MASK`) of the names, and of the endings from a dot on, that name rules speak about: a sieve, no proof. */
export interface NameSieve {
  readonly names: Uint8Array;
  readonly endings: Uint8Array;
}
export const SIEVE_MASK = 4095;

function buildSieve({ children, wildcards }: RuleNode): NameSieve {
  const names = new Uint8Array(SIEVE_MASK + 1);
  const endings = new Uint8Array(SIEVE_MASK + 1);
  for (const hash of children?.keys() ?? []) names[hash & SIEVE_MASK] = 1;
  for (const { text, suffix } of wildcards ?? []) {
    if (suffix) endings[hashText(text.slice(text.lastIndexOf('.'))) & SIEVE_MASK] = 1;
    else names[hashText(text.slice(0, Math.max(1, text.indexOf('.', 1)))) & SIEVE_MASK] = 1;
  }
  return { names, endings };
}
