/** A command with the values of its variables in their places: once for each of them. */
import { RedirectionKind, WordFlag } from '../shell/index.ts';
import type { Assessment } from './assessment.ts';
import { type Bindings, MAX_VALUES } from './bindings.ts';
import { expanded, type Piece, type Use, type Value } from './expansions.ts';
import { holdsOneSubstitution, holdsOpen } from './holes.ts';
import { copyWord, layWord } from './laid-words.ts';

/** An invocation as it runs with one choice of values. */
export interface Variant {
  readonly wordFirst: number;
  readonly wordCount: number;
  /** Redirections' targets and assignments' values, by the words as they are written. */
  readonly replaced: ReadonlyMap<number, number>;
}

type Choice = ReadonlyMap<string, Value>;

export class Variants {
  readonly #out: Assessment;
  readonly #bindings: Bindings;

  constructor(out: Assessment, bindings: Bindings) {
    this.#out = out;
    this.#bindings = bindings;
  }

  /** The invocation with the values that are known in their places; undefined where none is, or there are too many. */
  of(row: number): readonly Variant[] | undefined {
    if (!this.#mayVary(row)) return undefined;
    const { invocations } = this.#out.reading;
    const first = invocations.wordFirst[row] as number;
    const own = Array.from({ length: invocations.wordCount[row] as number }, (_, index) => first + index);
    const others = this.#otherWords(row);
    const choices = this.#choices(
      [...own, ...others].filter((word) => this.#isOpen(word)),
      row,
    );
    if (choices === undefined) return undefined;
    const variants = choices.map((choice) => this.#variant(row, own, others, choice));
    return variants.some((variant) => variant !== undefined)
      ? variants.map((variant) => variant ?? { wordFirst: first, wordCount: own.length, replaced: new Map() })
      : undefined;
  }

  /** Whether any word is known only at run time: the question that most invocations are asked. */
  #mayVary(row: number): boolean {
    const { invocations, words } = this.#out.reading;
    const first = invocations.wordFirst[row] as number;
    const end = first + (invocations.wordCount[row] as number);
    for (let word = first; word < end; word++)
      if (((words.flags[word] as number) & WordFlag.DYNAMIC) !== 0 && this.#isOpen(word)) return true;
    if (((invocations.redirectionCount[row] as number) | (invocations.assignmentCount[row] as number)) === 0)
      return false;
    return this.#otherWords(row).some((word) => this.#isOpen(word));
  }

  #isOpen(word: number): boolean {
    const { words } = this.#out.reading;
    return ((words.flags[word] as number) & WordFlag.DYNAMIC) !== 0 && holdsOpen(this.#out.reading.text(word));
  }

  /** Targets of redirections, and values of assignments. */
  #otherWords(row: number): readonly number[] {
    const { invocations, redirections, assignments } = this.#out.reading;
    const found: number[] = [];
    const first = invocations.redirectionFirst[row] as number;
    for (let i = first; i < first + (invocations.redirectionCount[row] as number); i++) {
      const kind = redirections.kind[i];
      if (kind !== RedirectionKind.TEXT && kind !== RedirectionKind.DUPLICATE)
        found.push(redirections.target[i] as number);
    }
    const assigned = invocations.assignmentFirst[row] as number;
    for (let i = assigned; i < assigned + (invocations.assignmentCount[row] as number); i++)
      if (assignments.valueCount[i] === 1) found.push(assignments.value[i] as number);
    return found;
  }

  /** Every choice of values for the variables that are used; undefined where they are too many. */
  #choices(words: readonly number[], row: number): readonly Choice[] | undefined {
    let choices: Choice[] = [new Map()];
    for (const name of this.#namesIn(words, row)) {
      const values = this.#bindings.valuesOf(name, row, 0);
      if (values === undefined) continue;
      if (choices.length * values.length > MAX_VALUES) return undefined;
      choices = choices.flatMap((choice) => values.map((value) => new Map([...choice, [name, value]])));
    }
    return choices;
  }

  /** Names of variables in the words, and in the substitutions that they hold. */
  #namesIn(words: readonly number[], row: number): ReadonlySet<string> {
    const { invocations } = this.#out.reading;
    const names = new Set<string>();
    const note = (word: number): void => {
      for (const piece of this.#bindings.piecesOf(word) ?? []) if (typeof piece !== 'string') names.add(piece.name);
    };
    for (const word of words) note(word);
    if (!words.some((word) => holdsOneSubstitution(this.#out.reading.text(word)))) return names;
    for (let inner = row + 1; inner < invocations.count && invocations.parent[inner] === row; inner++) {
      const first = invocations.wordFirst[inner] as number;
      for (let word = first; word < first + (invocations.wordCount[inner] as number); word++) note(word);
    }
    return names;
  }

  #variant(row: number, own: readonly number[], others: readonly number[], choice: Choice): Variant | undefined {
    this.#bindings.chosen = choice;
    const laid = own.map((word) => this.#replacements(word, row, choice));
    const replaced = new Map<number, number>();
    for (const word of others) {
      const [value, ...more] = this.#replacements(word, row, choice) ?? [];
      if (value !== undefined && more.length === 0) replaced.set(word, this.#lay(value, word));
    }
    this.#bindings.chosen = undefined;
    const isSame = laid.every((values) => values === undefined);
    if (isSame) return replaced.size === 0 ? undefined : { wordFirst: own[0] ?? 0, wordCount: own.length, replaced };
    const wordFirst = this.#out.reading.words.count;
    for (const [index, values] of laid.entries()) {
      const word = own[index] as number;
      if (values === undefined) copyWord(this.#out.reading.words, word);
      else for (const value of values) this.#lay(value, word);
    }
    const wordCount = this.#out.reading.words.count - wordFirst;
    return wordCount === 0 ? undefined : { wordFirst, wordCount, replaced };
  }

  /** The words that one becomes; undefined where it stays as it is. */
  #replacements(word: number, row: number, choice: Choice): readonly Value[] | undefined {
    if (!this.#isOpen(word)) return undefined;
    const text = this.#out.reading.text(word);
    if (holdsOneSubstitution(text)) return this.#bindings.wordValues(word, row, 0);
    const pieces = this.#bindings.piecesOf(word);
    if (pieces === undefined) return undefined;
    const [only, second] = pieces;
    if (only !== undefined && second === undefined && typeof only !== 'string') return this.#alone(only, choice);
    return this.#joined(pieces, choice, ((this.#out.reading.words.flags[word] as number) & WordFlag.GLOB) !== 0);
  }

  /** A word that is one variable: it may become several words, or none. */
  #alone(use: Use, choice: Choice): readonly Value[] | undefined {
    if ((use.name === '@' || use.name === '*') && use.operation === '') return this.#bindings.arguments?.slice(1);
    const value = valueOf(use, choice);
    if (value === undefined || use.isQuoted) return value && [value];
    return value.text
      .split(/\s+/)
      .filter((part) => part !== '')
      .map((text) => ({ text, isGlob: value.isGlob || isGlobText(text) }));
  }

  /** Unquoted blanks within a longer word are left to the shell. */
  #joined(pieces: readonly Piece[], choice: Choice, isGlob: boolean): readonly Value[] | undefined {
    const joined = { text: '', isGlob };
    let isKnown = false;
    for (const piece of pieces) {
      const value = typeof piece === 'string' ? undefined : valueOf(piece, choice);
      joined.text += typeof piece === 'string' ? piece : (value?.text ?? piece.hole);
      if (value === undefined || typeof piece === 'string') continue;
      if (!piece.isQuoted && /\s/.test(value.text)) return undefined;
      joined.isGlob ||= value.isGlob || (!piece.isQuoted && isGlobText(value.text));
      isKnown = true;
    }
    return isKnown ? [joined] : undefined;
  }

  #lay({ text, isGlob }: Value, word: number): number {
    return layWord(this.#out.reading, text, word, isGlob ? WordFlag.GLOB | WordFlag.DYNAMIC : 0);
  }
}

function valueOf(use: Use, choice: Choice): Value | undefined {
  const value = choice.get(use.name);
  return value && expanded(value, use.operation);
}

function isGlobText(text: string): boolean {
  return /[*?[]/.test(text);
}
