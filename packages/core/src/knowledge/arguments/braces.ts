/** Brace expansion: `{a,b}` and `{1..9}` in a word become the words that bash makes of it. */
import { Hole } from '../../shell/index.ts';

/** Longest word that is expanded, in code units, and most words that one becomes. */
const MAX_WORD_UNITS = 1024;
const MAX_RESULTS = 256;

const SEQUENCE = /^(?:-?\d+\.\.-?\d+|[A-Za-z]\.\.[A-Za-z])(?:\.\.-?\d+)?$/;

/** Where braces that belong together open and close, and the commas between them. */
interface Pair {
  readonly close: number;
  readonly commas: readonly number[];
}

/**
 * What bash makes of the cooked word, in order; undefined where it is more than can be checked. A
 * number of a sequence reads as `Hole.NUMBER`, a letter as the glob `?`. Empty words are left out, as
 * bash does with unquoted ones; a `~` that comes to stand first is the home folder.
 *
 * Quoted braces and commas count as plain ones: the cooked text does not tell.
 */
export function expandBraces(text: string): readonly string[] | undefined {
  if (text.length > MAX_WORD_UNITS) return undefined;
  const words = new Expander(text).expand(0, text.length);
  return words?.filter((word) => word !== '').map(withHome);
}

class Expander {
  readonly #text: string;
  readonly #pairs: ReadonlyMap<number, Pair>;

  constructor(text: string) {
    this.#text = text;
    this.#pairs = pairsOf(text);
  }

  /** The words of `text[from…to)`; undefined where they are too many. */
  expand(from: number, to: number): string[] | undefined {
    let words = [''];
    let plain = from;
    for (let at = from; at < to; at++) {
      const pair = this.#pairs.get(at);
      const inner = pair === undefined ? undefined : this.#alternatives(at, pair);
      if (inner === null) return undefined;
      if (pair === undefined || inner === undefined) continue;
      if (words.length * inner.length > MAX_RESULTS) return undefined;
      const before = this.#text.slice(plain, at);
      words = words.flatMap((word) => inner.map((part) => word + before + part));
      at = pair.close;
      plain = at + 1;
    }
    const rest = this.#text.slice(plain, to);
    return words.map((word) => word + rest);
  }

  /** What stands between one pair of braces; undefined where they are plain text, null where it is too much. */
  #alternatives(open: number, { close, commas }: Pair): string[] | undefined | null {
    if (commas.length === 0) return sequence(this.#text.slice(open + 1, close));
    const words: string[] = [];
    let from = open + 1;
    for (const to of [...commas, close]) {
      const part = this.expand(from, to);
      if (part === undefined || words.length + part.length > MAX_RESULTS) return null;
      words.push(...part);
      from = to + 1;
    }
    return words;
  }
}

function sequence(text: string): string[] | undefined {
  if (!SEQUENCE.test(text)) return undefined;
  return [/^[A-Za-z]/.test(text) ? '?' : String.fromCharCode(Hole.NUMBER)];
}

function pairsOf(text: string): ReadonlyMap<number, Pair> {
  const pairs = new Map<number, Pair>();
  const open: { readonly at: number; readonly commas: number[] }[] = [];
  for (let at = 0; at < text.length; at++) {
    const unit = text[at];
    if (unit === '{') open.push({ at, commas: [] });
    else if (unit === ',') open.at(-1)?.commas.push(at);
    else if (unit === '}') {
      const last = open.pop();
      if (last !== undefined) pairs.set(last.at, { close: at, commas: last.commas });
    }
  }
  return pairs;
}

/** A home that is not one's own is known only at run time. */
function withHome(word: string): string {
  if (!word.startsWith('~')) return word;
  const isOwn = word.length === 1 || word[1] === '/';
  return String.fromCharCode(isOwn ? Hole.HOME : Hole.UNKNOWN) + word.slice(1);
}
