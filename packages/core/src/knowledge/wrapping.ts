/** Commands inside commands: the words of a wrapper, and shell code in an argument. */
import { decodeUnits, Hole, isHole, MAX_NESTING, Nesting, Origin, readNested, WordFlag } from '../shell/index.ts';
import type { ArgumentState } from './argument-state.ts';
import { type Assessment, NONE } from './assessment.ts';
import type { Bindings } from './bindings.ts';
import type { EffectWriter } from './effect-writer.ts';
import type { Value } from './expansions.ts';
import { copyWord, layWord } from './laid-words.ts';
import { TAME } from './printed.ts';
import { type PathResolver, Place } from './scope.ts';
import { effectNumber, NO_SLOTS, NodeField, NodeFlag, type Tables } from './tables.ts';

const E = {
  LIST: effectNumber('file.list'),
  CODE_UNRESOLVED: effectNumber('code.unresolved'),
  EXCESSIVE: effectNumber('text.excessive'),
} as const;

const DASH = 0x2d;
const UNKNOWN = String.fromCharCode(Hole.UNKNOWN);

/** What a wrapper needs of whoever assesses commands. */
export interface CommandAssessor {
  /** Commands around the present one. */
  depth: number;
  /** Assesses the command whose words are `first … first + count - 1`; returns its frame. */
  assessWords(first: number, count: number, parent: number, invocation: number): number;
  /** Assesses the reading's invocations from row `first` on to its present end: those of a text that begins at `start`. */
  assessRows(first: number, parent: number, start: number, positional: readonly Value[]): void;
}

export class Wrapping {
  readonly #tables: Tables;
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  readonly #bindings: Bindings;
  readonly #host: CommandAssessor;
  readonly #origin = new Origin();

  constructor(
    tables: Tables,
    paths: PathResolver,
    out: Assessment,
    writer: EffectWriter,
    bindings: Bindings,
    host: CommandAssessor,
  ) {
    this.#tables = tables;
    this.#paths = paths;
    this.#out = out;
    this.#writer = writer;
    this.#bindings = bindings;
    this.#host = host;
  }

  /** The words from `word` up to `end` are a command of their own. */
  wrap(state: ArgumentState, word: number, end: number): void {
    state.fed = true;
    state.next = end;
    state.addOperand(NONE);
    const frames = this.#out.frames;
    const before = this.#out.effects.count;
    const { words, units } = this.#out.reading;
    // Options where a command should stand are arguments of one that is not written (a container's own entry point).
    const start = words.textStart[word] as number;
    if (start < (words.textEnd[word] as number) && units[start] === DASH) return;
    const invocation = frames.invocation[state.frame] as number;
    const first =
      (this.#tables.field(state.node, NodeField.FLAGS) & NodeFlag.FEEDS) === 0
        ? word
        : this.#fedWords(state, invocation, word, end);
    const last = first === word ? end : this.#out.reading.words.count;
    this.#host.assessWords(first, last - first, state.frame, invocation);
    this.#afterWrapped(state.node, before);
  }

  /** `find … -exec COMMAND ;`: the command ends at a word `;` or `+`, or at the last word. */
  wrapUntilTerminator(state: ArgumentState): void {
    const { words, units } = this.#out.reading;
    const first = state.next;
    let end = first;
    while (end < state.end) {
      const start = words.textStart[end] as number;
      if ((words.textEnd[end] as number) - start === 1 && (units[start] === 0x3b || units[start] === 0x2b)) break;
      end++;
    }
    const operands = state.operandCount;
    if (end > first) this.wrap(state, first, end);
    state.operandCount = operands;
    state.next = Math.min(end + 1, state.end);
  }

  /** The words from `word` on, joined with blanks, are shell code. */
  runJoined(state: ArgumentState, word: number): void {
    state.fed = true;
    state.addOperand(NONE);
    const end = state.end;
    state.next = end;
    if (end - word === 1) return this.runShell(word, state.frame, state.node);
    const { reading } = this.#out;
    const { words } = reading;
    let text = '';
    for (let at = word; at < end; at++) text += `${at === word ? '' : ' '}${reading.text(at)}`;
    const origin = this.#origin.collapsed(
      words.start[word] as number,
      words.end[end - 1] as number,
      this.#host.depth + 1,
    );
    this.#runText(text, origin, state.frame, state.node, []);
  }

  /** The word's text is shell code, whose `$0`, `$1` … are `positional`. */
  runShell(word: number, frame: number, node: number, positional: readonly Value[] = []): void {
    const { words, units } = this.#out.reading;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    if (end - start === 1 && isHole(units[start] as number)) {
      this.#writer.add(E.CODE_UNRESOLVED, Place.NONE, word, frame);
      return;
    }
    const sourceStart = words.start[word] as number;
    const sourceEnd = words.end[word] as number;
    const { source } = this.#out.reading;
    const quotes = sourceEnd - sourceStart - (end - start);
    const from = sourceStart + quotes / 2;
    // A fed operand has the span of another word, so the text itself is compared.
    const verbatim = (quotes === 0 || quotes === 2) && isSlice(source, from, units, start, end);
    const origin = verbatim
      ? this.#origin.exact(from, this.#host.depth + 1)
      : this.#origin.collapsed(sourceStart, sourceEnd, this.#host.depth + 1);
    const text = verbatim ? source.substring(from, sourceEnd - quotes / 2) : decodeUnits(units, start, end);
    this.#runText(text, origin, frame, node, positional);
  }

  #runText(text: string, origin: Origin, frame: number, node: number, positional: readonly Value[]): void {
    const { reading, frames, effects } = this.#out;
    if (this.#host.depth >= MAX_NESTING) {
      this.#writer.add(E.EXCESSIVE, Place.NONE, frames.word[frame] as number, frame);
      return;
    }
    const before = effects.count;
    const start = origin.end < 0 ? origin.start : -1;
    const first = readNested(reading, text, origin, Nesting.SUBSHELL, frames.invocation[frame] as number);
    this.#host.depth++;
    this.#host.assessRows(first, frame, start, positional);
    this.#host.depth--;
    this.#afterWrapped(node, before);
  }

  /**
   * The words from `first` to `end` with the operands that the wrapper adds: in the place of `{}` (or
   * what `xargs -I` says), or behind the last. Returns the first word's row. An added operand reads as
   * a path below the one that feeds it, or as known only at run time.
   */
  #fedWords(state: ArgumentState, invocation: number, first: number, end: number): number {
    const { reading } = this.#out;
    const listed = this.#isLister(state.node) ? this.#listed(state) : this.#bindings.pipedInto(invocation)?.text;
    const added = listed ?? UNKNOWN;
    const flags = listed === undefined ? WordFlag.QUOTED : 0;
    const placeholder = state.placeholder < 0 ? TAME : reading.text(state.placeholder);
    const from = reading.words.count;
    let isPlaced = false;
    for (let word = first; word < end; word++) {
      const text = reading.text(word);
      const holdsPlace = placeholder !== '' && text.includes(placeholder);
      isPlaced ||= holdsPlace;
      if (holdsPlace && text === placeholder) this.#lay(added, word, flags);
      else if (holdsPlace && added !== TAME)
        this.#lay(text.split(placeholder).join(added), word, WordFlag.DYNAMIC | WordFlag.QUOTED);
      else copyWord(reading.words, word);
    }
    if (!isPlaced) this.#lay(added, end - 1, flags);
    return from;
  }

  /** A word row for what is added, with the span of `word`: neither written there nor split. */
  #lay(text: string, word: number, flags: number): void {
    const { reading } = this.#out;
    const row = layWord(reading, text, word, 0);
    const kept = WordFlag.SLASH | WordFlag.DYNAMIC;
    reading.words.flags[row] = ((reading.words.flags[row] as number) & kept) | flags;
  }

  /** Whether the tool's own operands are looked at, as `find`'s are. */
  #isLister(node: number): boolean {
    return this.#tables.field(node, NodeField.SLOTS) === NO_SLOTS - 1 - E.LIST;
  }

  /** Something below the first of `find`'s folders where change is no routine, or below any other. */
  #listed(state: ArgumentState): string {
    const { reading } = this.#out;
    const { words, units } = reading;
    for (let i = 0; i < state.operandCount; i++) {
      const word = state.operands[i] as number;
      if (word < 0) continue;
      const start = words.textStart[word] as number;
      const end = words.textEnd[word] as number;
      if (isTame(this.#paths.placeOf(units, start, end, false))) continue;
      return start === end ? TAME : `${reading.text(word)}/${TAME}`;
    }
    return TAME;
  }

  /** What a wrapper makes of the effects of what it wraps: on another system there is no workspace. */
  #afterWrapped(node: number, firstEffect: number): void {
    const flags = this.#tables.field(node, NodeField.FLAGS);
    if ((flags & NodeFlag.AWAY) === 0) return;
    const { effects } = this.#out;
    for (let row = firstEffect; row < effects.count; row++) {
      if (effects.place[row] === Place.WORKSPACE || effects.place[row] === Place.WORKSPACE_ROOT)
        this.#writer.move(row, Place.ELSEWHERE);
    }
  }
}

/** Whether `units[start…end)` stand in the source from `at` on. */
function isSlice(source: string, at: number, units: Uint16Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (source.charCodeAt(at + i - start) !== units[i]) return false;
  return true;
}

/** Whether changing something there is routine. */
function isTame(place: number): boolean {
  return place === Place.WORKSPACE || place === Place.WORKSPACE_ROOT || place === Place.TEMPORARY;
}
