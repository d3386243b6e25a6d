/**
 * One look at the bytes of a text that nearly always ends the search for secrets in it: whether anything stands there
 * that each of their forms needs. All signs are looked for at once, by the automaton of Aho and Corasick (Efficient
 * string matching, CACM 18(6), 1975), in one step a byte.
 */
import { utf8 } from '@capgate/base';

/** In lower case; a letter of either case fits, and any blank of ASCII. Each form of a secret holds one of them. */
const SIGNS: readonly string[] = [
  // What JSON escapes may part what belongs together, so a text with an escape is looked at more closely.
  '\\',
  // Names of secrets, and what the addresses are called that are secrets themselves.
  'pass pwd secret token key credential auth cookie hooks',
  // A password in an address.
  '@',
  'akia asia abia acca gho_ ghp_ ghs_ ghu_ ghr_ github_pat',
  'glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat-',
  'xox xapp _live_ _test_ sk- aiza ya29 npm_ pypi- hf_ dckr dop_v1 sg. hvs. eyj cgt_ capgate-enrol',
  // Patterns that do not mind the case take these for s and k.
  'ſ \u212a',
]
  .flatMap((line) => line.split(' '))
  // Options that take a user or a password.
  .concat(' -u', ' -a', ' -p', ' -w', ' --u');

/** The bytes that blanks beyond ASCII begin with, before which patterns know options too: rare, and looked at closely. */
const OTHER_BLANKS: readonly (readonly number[])[] = [
  [0xc2, 0xa0],
  [0xe1, 0x9a, 0x80],
  [0xe2, 0x80],
  [0xe2, 0x81, 0x9f],
  [0xe3, 0x80, 0x80],
  [0xef, 0xbb, 0xbf],
];

/** A step to here is the end. */
const FOUND = 0xffff;
const ROW_BITS = 6;

/** What a byte is to the automaton: most are the same to it. */
const classes = new Uint8Array(256);
/** Where a byte of each class leads, a row of 64 for each state. */
const steps = automaton();

/** Whether a secret may be in this part of a text in UTF-8; where not, there is none of a known form. */
export function mayHoldSecret(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
  let row = 0;
  for (let i = from; i < to; i++) {
    row = steps[row | (classes[bytes[i] as number] as number)] as number;
    if (row === FOUND) return true;
  }
  return false;
}

interface State {
  readonly next: Map<number, State>;
  readonly row: number;
  isEnd: boolean;
  /** The state of the longest other beginning of a sign that what led here ends with. */
  fallback: State | undefined;
}

function automaton(): Uint16Array {
  const states = trie();
  const table = new Uint16Array(states.length << ROW_BITS);
  // Those that more bytes lead to come later, so that a fallback's row is complete before it is needed.
  for (const state of states) {
    const { fallback } = state;
    for (let kind = 0; kind < 1 << ROW_BITS; kind++) {
      const next = state.next.get(kind);
      const otherwise = fallback === undefined ? 0 : (table[fallback.row | kind] as number);
      if (otherwise === FOUND && next !== undefined) next.isEnd = true;
      table[state.row | kind] = next === undefined ? otherwise : next.isEnd ? FOUND : next.row;
      if (next !== undefined) next.fallback = fallback === undefined ? states[0] : stateAt(states, otherwise);
    }
  }
  return table;
}

/** The beginnings of all signs, the shorter before the longer. */
function trie(): State[] {
  const states: State[] = [begun(0)];
  let level = [...SIGNS.map(utf8), ...OTHER_BLANKS].map((bytes) => ({ state: states[0] as State, bytes }));
  for (let depth = 0; level.length > 0; depth++) {
    level = level.flatMap(({ state, bytes }) => {
      const kind = classOf(bytes[depth] as number);
      let next = state.next.get(kind);
      if (next === undefined) {
        next = begun(states.length);
        states.push(next);
        state.next.set(kind, next);
      }
      next.isEnd ||= bytes.length === depth + 1;
      return bytes.length === depth + 1 ? [] : [{ state: next, bytes }];
    });
  }
  return states;
}

function begun(index: number): State {
  return { next: new Map(), row: index << ROW_BITS, isEnd: false, fallback: undefined };
}

function stateAt(states: readonly State[], row: number): State | undefined {
  return row === FOUND ? states[0] : states[row >> ROW_BITS];
}

/** Gives a byte of a sign, and those that fit as well, a class of their own. */
function classOf(byte: number): number {
  const known = classes[byte] as number;
  if (known !== 0) return known;
  const kind = Math.max(...classes) + 1;
  if (kind >> ROW_BITS > 0) throw new RangeError('expected signs of fewer different bytes');
  for (const same of fitting(byte)) classes[same] = kind;
  return kind;
}

function fitting(byte: number): readonly number[] {
  if (byte === 0x20) return [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d];
  const isLetter = byte >= 0x61 && byte <= 0x7a;
  return isLetter ? [byte, byte - 0x20] : [byte];
}
