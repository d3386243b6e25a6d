/** Commands inside commands: the words of a wrapper, and shell code in an argument. */
import { decodeUnits, Hole, isHole, MAX_NESTING, Nesting, Origin, readNested, WordFlag } from '../shell/index.ts';
import type { ArgumentState } from './argument-state.ts';
import { type Assessment, NONE } from './assessment.ts';
import type { EffectWriter } from './effect-writer.ts';
import { type PathResolver, Place } from './scope.ts';
import { effectNumber, hashUnits, NO_SLOTS, NodeField, NodeFlag, type Tables } from './tables.ts';

const E = {
  LIST: effectNumber('file.list'),
  CODE_UNRESOLVED: effectNumber('code.unresolved'),
  EXCESSIVE: effectNumber('text.excessive'),
} as const;

/** The operands that a wrapper adds lie where change is routine. */
const TAME = -2;

const DASH = 0x2d;
const SLASH = 0x2f;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const BRACES: readonly number[] = [BRACE_OPEN, BRACE_CLOSE];

/** Effects among which those of the stage before a fed command are looked for: a bound on the work for many such commands. */
const MAX_LOOKED_BACK = 256;

/** What a wrapper needs of whoever assesses commands. */
export interface CommandAssessor {
  /** Commands around the present one. */
  depth: number;
  /** Assesses the command whose words are `first … first + count - 1`; returns its frame. */
  assessWords(first: number, count: number, parent: number, invocation: number): number;
  /** Assesses the reading's invocations from row `first` on to its present end. */
  assessRows(first: number, parent: number): void;
}

export class Wrapping {
  readonly #tables: Tables;
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  readonly #host: CommandAssessor;
  readonly #origin = new Origin();

  constructor(tables: Tables, paths: PathResolver, out: Assessment, writer: EffectWriter, host: CommandAssessor) {
    this.#tables = tables;
    this.#paths = paths;
    this.#out = out;
    this.#writer = writer;
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
    const start = words.textStart(word);
    if (start < words.textEnd(word) && units[start] === DASH) return;
    const invocation = frames.invocation(state.frame);
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
      const start = words.textStart(end);
      if (words.textEnd(end) - start === 1 && (units[start] === 0x3b || units[start] === 0x2b)) break;
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
    const origin = this.#origin.collapsed(words.start(word), words.end(end - 1), this.#host.depth + 1);
    this.#runText(text, origin, state.frame, state.node);
  }

  /** The word's text is shell code. */
  runShell(word: number, frame: number, node: number): void {
    const { words, units } = this.#out.reading;
    const start = words.textStart(word);
    const end = words.textEnd(word);
    if (end - start === 1 && isHole(units[start] as number)) {
      this.#writer.add(E.CODE_UNRESOLVED, Place.NONE, word, frame);
      return;
    }
    const sourceStart = words.start(word);
    const sourceEnd = words.end(word);
    const { source } = this.#out.reading;
    const quotes = sourceEnd - sourceStart - (end - start);
    const from = sourceStart + quotes / 2;
    // A fed operand has the span of another word, so the text itself is compared.
    const verbatim = (quotes === 0 || quotes === 2) && isSlice(source, from, units, start, end);
    const origin = verbatim
      ? this.#origin.exact(from, this.#host.depth + 1)
      : this.#origin.collapsed(sourceStart, sourceEnd, this.#host.depth + 1);
    const text = verbatim ? source.substring(from, sourceEnd - quotes / 2) : decodeUnits(units, start, end);
    this.#runText(text, origin, frame, node);
  }

  #runText(text: string, origin: Origin, frame: number, node: number): void {
    const { reading, frames, effects } = this.#out;
    if (this.#host.depth >= MAX_NESTING) {
      this.#writer.add(E.EXCESSIVE, Place.NONE, frames.word(frame), frame);
      return;
    }
    const before = effects.count;
    const first = readNested(reading, text, origin, Nesting.SUBSHELL, frames.invocation(frame));
    this.#host.depth++;
    this.#host.assessRows(first, frame);
    this.#host.depth--;
    this.#afterWrapped(node, before);
  }

  /**
   * The words from `first` to `end` with the operands that the wrapper adds: in the place of `{}` (or
   * what `xargs -I` says), or behind the last. Returns the first word's row. An added operand reads as
   * a path below the one that feeds it, or as known only at run time.
   */
  #fedWords(state: ArgumentState, invocation: number, first: number, end: number): number {
    const { words } = this.#out.reading;
    const feeder = this.#isLister(state.node) ? this.#listed(state) : this.#pipedIn(invocation);
    const added = this.#addText(feeder === TAME ? NONE : feeder);
    const flags = feeder === NONE ? WordFlag.DYNAMIC | WordFlag.QUOTED : feeder === TAME ? 0 : WordFlag.SLASH;
    const from = words.count;
    let placed = false;
    for (let word = first; word < end; word++) {
      const start = words.textStart(word);
      const stop = words.textEnd(word);
      const at = this.#findPlaceholder(state, start, stop);
      placed ||= at >= 0;
      if (at === start && stop - at === this.#placeholderLength(state)) this.#addFed(added, word, flags, feeder);
      else if (at >= 0 && feeder !== TAME) this.#addReplaced(state, word, added, feeder);
      else words.add(words.start(word), words.end(word), start, stop, words.hash(word), words.flags(word));
    }
    if (!placed) this.#addFed(added, end - 1, flags, feeder);
    return from;
  }

  #placeholderLength({ placeholder }: ArgumentState): number {
    const { words } = this.#out.reading;
    return placeholder < 0 ? 2 : words.textEnd(placeholder) - words.textStart(placeholder);
  }

  /** Where the text that stands for an added operand stands between two units, or -1. */
  #findPlaceholder(state: ArgumentState, start: number, end: number): number {
    const { words, units } = this.#out.reading;
    const length = this.#placeholderLength(state);
    if (length === 0) return -1;
    const own = state.placeholder < 0 ? -1 : words.textStart(state.placeholder);
    for (let at = start; at + length <= end; at++) {
      let same = 0;
      while (same < length && units[at + same] === (own < 0 ? BRACES[same] : units[own + same])) same++;
      if (same === length) return at;
    }
    return -1;
  }

  /** A word row for `word` with what is added in every place that it holds for it: shell code with `{}` in it. */
  #addReplaced(state: ArgumentState, word: number, added: number, feeder: number): void {
    const { reading } = this.#out;
    const { words } = reading;
    const end = words.textEnd(word);
    const addedStart = feeder === NONE ? added + 2 : added;
    const addedEnd = feeder === NONE ? added + 3 : added + this.#addedLength(feeder);
    const from = reading.unitCount;
    for (let at = words.textStart(word); at < end; ) {
      const isPlace = this.#findPlaceholder(state, at, Math.min(end, at + this.#placeholderLength(state))) === at;
      this.#copyUnits(isPlace ? addedStart : at, isPlace ? addedEnd : at + 1);
      at += isPlace ? this.#placeholderLength(state) : 1;
    }
    const { units, unitCount } = reading;
    words.add(
      words.start(word),
      words.end(word),
      from,
      unitCount,
      hashUnits(units, from, unitCount),
      WordFlag.DYNAMIC | WordFlag.QUOTED,
    );
  }

  /** Units of `PATH/{}` for the path of `feeder`. */
  #addedLength(feeder: number): number {
    const { words } = this.#out.reading;
    const length = words.textEnd(feeder) - words.textStart(feeder);
    return length === 0 ? 2 : length + 3;
  }

  #copyUnits(start: number, end: number): void {
    const { reading } = this.#out;
    reading.reserve(end - start);
    reading.units.copyWithin(reading.unitCount, start, end);
    reading.unitCount += end - start;
  }

  /** A word row for the added operand at unit `at`, with the span of `word`. */
  #addFed(at: number, word: number, flags: number, feeder: number): void {
    const { words, units } = this.#out.reading;
    const start = feeder === NONE ? at + 2 : at;
    const end = start + (feeder === NONE ? 1 : feeder === TAME ? 2 : this.#addedLength(feeder));
    words.add(words.start(word), words.end(word), start, end, hashUnits(units, start, end), flags);
  }

  /** Lays down `PATH/{}` for the path of `feeder`, or `{}` for none, and a hole behind it; returns where. */
  #addText(feeder: number): number {
    const { reading } = this.#out;
    const { words } = reading;
    const start = feeder === NONE ? 0 : words.textStart(feeder);
    const end = feeder === NONE ? 0 : words.textEnd(feeder);
    reading.reserve(end - start + 4);
    const { units } = reading;
    const from = reading.unitCount;
    let at = from;
    for (let i = start; i < end; i++) units[at++] = units[i] as number;
    if (end > start) units[at++] = SLASH;
    units[at++] = BRACE_OPEN;
    units[at++] = BRACE_CLOSE;
    units[at++] = Hole.UNKNOWN;
    reading.unitCount = at;
    return from;
  }

  /** Whether the tool's own operands are looked at, as `find`'s are. */
  #isLister(node: number): boolean {
    return this.#tables.field(node, NodeField.SLOTS) === NO_SLOTS - 1 - E.LIST;
  }

  /** The first of `find`'s folders where change is no routine, or `TAME`. */
  #listed(state: ArgumentState): number {
    const { words, units } = this.#out.reading;
    for (let i = 0; i < state.operandCount; i++) {
      const word = state.operands[i] as number;
      if (word < 0) continue;
      const start = words.textStart(word);
      const end = words.textEnd(word);
      const isOwn = this.#paths.isReassigned(units, start, end);
      if (isOwn || !isTame(this.#paths.placeOf(units, start, end, false))) return word;
    }
    return TAME;
  }

  /** The first path outside that the stage before lists, `TAME` where it lists others only, `NONE` where it does more than list. */
  #pipedIn(invocation: number): number {
    const { reading, effects, frames } = this.#out;
    const { invocations } = reading;
    const own = invocations.pipeline(invocation);
    const stage = invocations.stage(invocation) - 1;
    let found = NONE;
    if (own < 0) return NONE;
    for (let row = effects.count - 1; row >= 0; row--) {
      if (effects.count - row > MAX_LOOKED_BACK) return NONE;
      const source = frames.invocation(effects.frame(row));
      if (source < 0 || invocations.pipeline(source) !== own || invocations.stage(source) !== stage) continue;
      if (effects.effect(row) !== E.LIST) return NONE;
      if (!isTame(effects.place(row))) found = effects.word(row);
      else if (found === NONE) found = TAME;
    }
    return found;
  }

  /** What a wrapper makes of the effects of what it wraps: on another system there is no workspace. */
  #afterWrapped(node: number, firstEffect: number): void {
    const flags = this.#tables.field(node, NodeField.FLAGS);
    if ((flags & NodeFlag.AWAY) === 0) return;
    const { effects } = this.#out;
    for (let row = firstEffect; row < effects.count; row++) {
      if (effects.place(row) === Place.WORKSPACE || effects.place(row) === Place.WORKSPACE_ROOT)
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
