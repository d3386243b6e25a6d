/** Texts put together from slices of a file, which still know where in the file each of their parts lies. */
import type { Span } from '@capgate/core';

interface Piece {
  /** Where it begins in the text that was put together, in UTF-16 code units. */
  readonly at: number;
  /** Half-open range of the file that it is, or stands for. */
  readonly from: number;
  readonly to: number;
  /** Whether it is that range letter by letter. */
  readonly isCopy: boolean;
}

/** A command line as its interpreter gets it: escapes, continuations and indentation of the file are gone. */
export interface Spliced {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** What a variable of the file's own language becomes: a value known only at run time, wherever it stands. */
const UNKNOWN = '${CAPGATE_UNKNOWN}';

export class Splicer {
  readonly #source: string;
  readonly #pieces: Piece[] = [];
  readonly #quoting = new Quoting();
  #text = '';

  constructor(source: string) {
    this.#source = source;
  }

  /** Takes a range of the file as it is. */
  copy(from: number, to: number): void {
    if (to <= from) return;
    const last = this.#pieces.at(-1);
    const goesOn = last?.isCopy === true && last.to === from;
    if (goesOn) this.#pieces[this.#pieces.length - 1] = { ...last, to };
    else this.#pieces.push({ at: this.#text.length, from, to, isCopy: true });
    this.#add(this.#source.slice(from, to));
  }

  /** Puts `text` in the place of a range of the file. */
  replace(text: string, from: number, to: number): void {
    if (text === '') return;
    this.#pieces.push({ at: this.#text.length, from, to, isCopy: false });
    this.#add(text);
  }

  /** Puts a value that nobody knows in the place of a range of the file, also where the shell's quotes would hide it. */
  unknown(from: number, to: number): void {
    this.replace(this.#quoting.isSingle ? `'"${UNKNOWN}"'` : UNKNOWN, from, to);
  }

  end(): Spliced {
    return { text: this.#text, pieces: this.#pieces };
  }

  #add(text: string): void {
    this.#text += text;
    this.#quoting.read(text);
  }
}

/** Whether what comes next in a shell's text stands in single quotes. Comments are seen, documents are not. */
class Quoting {
  isSingle = false;
  #isDouble = false;
  #isEscaped = false;
  #isComment = false;
  #isWordStart = true;

  read(text: string): void {
    for (const character of text) this.#step(character);
  }

  #step(character: string): void {
    if (this.#isComment) {
      this.#isComment = character !== '\n';
    } else if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (this.isSingle) {
      this.isSingle = character !== "'";
    } else if (character === '\\') {
      this.#isEscaped = true;
    } else if (character === '"') {
      this.#isDouble = !this.#isDouble;
    } else if (!this.#isDouble) {
      this.isSingle = character === "'";
      this.#isComment = character === '#' && this.#isWordStart;
    }
    this.#isWordStart = /[\s;&|(]/u.test(character);
  }
}

/** A range of the file as a text of its own. */
export function slice(source: string, from: number, to: number): Spliced {
  const splicer = new Splicer(source);
  splicer.copy(from, to);
  return splicer.end();
}

/** The range of the file that a range of the text comes from; of an empty one, the place. */
export function placeOf({ text, pieces }: Spliced, { start, end }: Span): Span {
  const first = pieceAt(pieces, Math.min(start, text.length));
  const last = pieceAt(pieces, Math.max(start, Math.min(end, text.length) - 1));
  if (first === undefined || last === undefined) return { start: 0, end: 0 };
  const from = first.isCopy ? Math.min(first.to, first.from + start - first.at) : first.from;
  const to = last.isCopy ? Math.min(last.to, last.from + Math.max(start, end) - last.at) : last.to;
  return { start: from, end: Math.max(from, to) };
}

/** The last piece that begins at `index` or before: by halving, as a script has thousands. */
function pieceAt(pieces: readonly Piece[], index: number): Piece | undefined {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (pieces[middle]!.at <= index) low = middle;
    else high = middle - 1;
  }
  return pieces[low];
}
