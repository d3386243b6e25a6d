/** Commands inside commands: the words of a wrapper, and shell code in an argument. */
import {
  decodeUnits,
  Hole,
  InvocationKind,
  isHole,
  listed,
  MAX_NESTING,
  MAX_STAGES,
  mayChoose,
  mayList,
  Nesting,
  Origin,
  type Reading,
  readNested,
  RedirectionKind,
  SOME_FILE,
  type Value,
  WordFlag,
  type Words,
  wordsAt,
} from '../shell/index.ts';
import type { ArgumentState } from './arguments/argument-state.ts';
import { type Assessment, NONE } from './assessment.ts';
import { Assigned, type EffectWriter } from './effect-writer.ts';
import { type PathResolver, Place } from './paths/scope.ts';
import { effectNumber, NO_SLOTS, NodeField, NodeFlag, sameUnits, type Tables, toUnits } from './tables/tables.ts';

const E = {
  LIST: effectNumber('file.list'),
  READ: effectNumber('file.read'),
  CODE_UNRESOLVED: effectNumber('code.unresolved'),
  EXCESSIVE: effectNumber('text.excessive'),
} as const;

/** What a wrapper adds that lies where change is routine. */
const TAME: Words = [{ text: SOME_FILE, isGlob: false }];
/** What it adds that is known only at run time. */
const UNKNOWN: Words = [{ text: String.fromCharCode(Hole.UNKNOWN), isGlob: false }];

const NO_WORDS: Words = [];

const DASH = 0x2d;
/** What parts a command of `parallel` from its inputs. */
const GIVEN: Uint16Array = toUnits(':::');

/** Invocations among which the stages before a fed command are looked for: a bound on the work for many such commands. */
const MAX_LOOKED_BACK = 256;

/** Redirections that leave a command its standard input, and its standard output. */
const IS_OUTPUT = (kind: number, descriptor: number): boolean =>
  kind === RedirectionKind.WRITE ||
  kind === RedirectionKind.APPEND ||
  (kind === RedirectionKind.DUPLICATE && descriptor > 0);
const IS_OF_ERRORS = (kind: number, descriptor: number): boolean =>
  descriptor === 2 && (kind === RedirectionKind.WRITE || kind === RedirectionKind.APPEND);

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
    const written = this.#behindDashes(word, end);
    if (written < 0) return;
    const invocation = frames.invocation(state.frame);
    const first =
      (this.#tables.field(state.node, NodeField.FLAGS) & NodeFlag.FEEDS) === 0
        ? written
        : this.#fedWords(state, invocation, written, end);
    const last = first === written ? end : this.#out.reading.words.count;
    this.#host.assessWords(first, last - first, state.frame, invocation);
    this.#afterWrapped(state.node, before);
  }

  /**
   * Where a command begins behind a `--` that is the wrapper's own (`exec PROFILE -- COMMAND`); −1 where options stand:
   * they are arguments of a command that is not written (a container's own entry point).
   */
  #behindDashes(word: number, end: number): number {
    const { words, units } = this.#out.reading;
    for (let at = word; at < end; at++) {
      const start = words.textStart(at);
      const length = words.textEnd(at) - start;
      if (length === 0 || units[start] !== DASH) return at;
      if (length !== 2 || units[start + 1] !== DASH) return -1;
    }
    return -1;
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

  /** The word's text is shell code; `positional`: what `$0`, `$1` and so on hold in it. */
  runShell(word: number, frame: number, node: number, positional: Words = NO_WORDS): void {
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
    origin.positional = positional;
    this.#runText(text, origin, frame, node);
  }

  /** A text made of the words `first … last` is shell code. */
  runText(text: string, first: number, last: number, frame: number): void {
    const { words } = this.#out.reading;
    const start = words.start(first);
    const end = words.end(last);
    this.#assessText(text, this.#origin.collapsed(start, end, this.#host.depth + 1), frame);
  }

  /** Sets the variable of a `NAME=value` word, and reads what later programs run because of it; false where the word is none. */
  assign(word: number, frame: number): boolean {
    const set = this.#writer.assign(word, frame);
    if (set === Assigned.COMMAND) this.runValue(word, frame);
    return set !== Assigned.NOTHING;
  }

  /** What stands behind the sign of `NAME=CODE` is shell code. */
  runValue(word: number, frame: number): void {
    const text = this.#out.reading.text(word);
    const sign = text.indexOf('=');
    if (sign >= 0 && sign + 1 < text.length) this.runText(text.slice(sign + 1), word, word, frame);
  }

  #runText(text: string, origin: Origin, frame: number, node: number): void {
    const before = this.#out.effects.count;
    this.#assessText(text, origin, frame);
    this.#afterWrapped(node, before);
  }

  #assessText(text: string, origin: Origin, frame: number): void {
    const { reading, frames } = this.#out;
    if (this.#host.depth >= MAX_NESTING) {
      this.#writer.add(E.EXCESSIVE, Place.NONE, frames.word(frame), frame);
      return;
    }
    const first = readNested(reading, text, origin, Nesting.SUBSHELL, frames.invocation(frame));
    // The next text has none, unless it is given some.
    origin.positional = NO_WORDS;
    this.#host.depth++;
    this.#host.assessRows(first, frame);
    this.#host.depth--;
  }

  /**
   * The words from `first` to `end` with the operands that the wrapper adds: in the place of `{}` (or
   * what `xargs -I` says), or, for `xargs`, behind the last. Returns the first word's row. An added operand reads as
   * the paths that feed it, those alone that lie where change is no routine, or as known only at run time.
   */
  #fedWords(state: ArgumentState, invocation: number, first: number, end: number): number {
    const { reading } = this.#out;
    const { words } = reading;
    const isLister = this.#isLister(state.node);
    const given = this.#givenBehind(first, end);
    const last = given < 0 ? end : given;
    const paths = this.#pathsFedTo(state, invocation, last, end);
    const wild = paths?.filter((path) => !this.#isTame(path));
    const added = wild === undefined ? UNKNOWN : wild.length === 0 ? TAME : wild;
    const placeholder = state.placeholder < 0 ? SOME_FILE : reading.text(state.placeholder);
    const from = words.count;
    let isPlaced = false;
    for (let word = first; word < last; word++) {
      const text = reading.holds(word, placeholder) ? reading.text(word) : '';
      isPlaced ||= text !== '';
      if (text !== '' && text === placeholder) this.#addAll(added, word);
      else if (text !== '' && added !== TAME)
        reading.addText(text.split(placeholder).join(added[0]?.text), word, WordFlag.DYNAMIC | WordFlag.QUOTED);
      else words.addCopy(word);
    }
    // `find` adds nothing by itself.
    if (!isPlaced && !isLister) this.#addAll(added, last - 1);
    return from;
  }

  /** The word `:::` of `parallel`, behind which its inputs stand, or -1. */
  #givenBehind(first: number, end: number): number {
    const { words, units } = this.#out.reading;
    for (let word = first + 1; word < end; word++)
      if (sameUnits(GIVEN, units, words.textStart(word), words.textEnd(word))) return word;
    return NONE;
  }

  /** What a wrapper feeds to its command: found below folders, written behind it, or piped in; `undefined` where it may be anything. */
  #pathsFedTo(state: ArgumentState, invocation: number, last: number, end: number): Words | undefined {
    if (this.#isLister(state.node)) return this.#foldersOf(state, 0);
    if (last < end) return wordsAt(this.#out.reading, last + 1, end);
    const folders = this.#firstFolder(state.node);
    if (folders < 0) return this.#fedFrom(state, invocation);
    return this.#givesValue(state, E.LIST) ? undefined : this.#foldersOf(state, folders);
  }

  /** Whether an option's value has that role. */
  #givesValue(state: ArgumentState, role: number): boolean {
    for (let i = 1; i < state.valueCount; i += 2) if (state.values[i] === role) return true;
    return false;
  }

  /** The place among the operands from which on they are folders to look into, behind others, or -1. */
  #firstFolder(node: number): number {
    const slots = this.#tables.field(node, NodeField.SLOTS);
    const { lists } = this.#tables.data;
    return slots >= 0 && lists[slots + 2] === E.LIST ? (lists[slots + 1] as number) : NONE;
  }

  #addAll(values: Words, word: number): void {
    const flags = values === UNKNOWN ? WordFlag.DYNAMIC | WordFlag.QUOTED : 0;
    for (const { text, isGlob } of values)
      this.#out.reading.addText(text, word, isGlob ? flags | WordFlag.GLOB | WordFlag.DYNAMIC : flags);
  }

  /** Whether the tool's own operands are looked at, as `find`'s are. */
  #isLister(node: number): boolean {
    return this.#tables.field(node, NodeField.SLOTS) === NO_SLOTS - 1 - E.LIST;
  }

  /** Some file below each of the folders that are looked into. */
  #foldersOf(state: ArgumentState, from: number): Words {
    const { reading } = this.#out;
    const folders: Value[] = [];
    for (let i = from; i < state.operandCount; i++) {
      const word = state.operands[i] as number;
      if (word >= 0) folders.push({ text: `${reading.text(word)}/${SOME_FILE}`, isGlob: holdsGlob(reading, word) });
    }
    return folders;
  }

  /** The paths that are piped into a wrapper; `undefined` where it may read others. */
  #fedFrom(state: ArgumentState, invocation: number): Words | undefined {
    const isOther = this.#givesValue(state, E.READ) || this.#redirects(invocation, IS_OUTPUT);
    return isOther ? undefined : this.#pipedInto(invocation);
  }

  /** Whether a redirection of the invocation is another than those that `isKnown` takes. */
  #redirects(invocation: number, isKnown: (kind: number, descriptor: number) => boolean): boolean {
    const { invocations, redirections } = this.#out.reading;
    const first = invocations.redirectionFirst(invocation);
    for (let row = first; row < first + invocations.redirectionCount(invocation); row++)
      if (!isKnown(redirections.kind(row), redirections.descriptor(row))) return true;
    return false;
  }

  /** The paths that the stages before the invocation print, each of them one command. */
  #pipedInto(invocation: number): Words | undefined {
    const { reading } = this.#out;
    const { invocations } = reading;
    const pipeline = invocations.pipeline(invocation);
    const stages: Words[] = [];
    if (pipeline < 0 || invocations.stage(invocation) > MAX_STAGES) return undefined;
    for (let row = invocation - 1; row >= 0; row--) {
      if (invocation - row > MAX_LOOKED_BACK) return undefined;
      // Those of substitutions in their words follow them.
      if (invocations.parent(row) !== invocations.parent(invocation)) continue;
      if (invocations.pipeline(row) !== pipeline) break;
      const missing = invocations.stage(invocation) - stages.length - 1;
      const words = invocations.stage(row) === missing ? this.#wordsOf(row, missing === 0) : undefined;
      if (words === undefined) return undefined;
      stages.push(words);
    }
    return stages.length === invocations.stage(invocation) ? listed(stages.toReversed()) : undefined;
  }

  /** The words of a plain command that may list paths, or, behind the first stage, choose among them; `undefined` where one may be several, or it reads or writes files. */
  #wordsOf(row: number, isFirst: boolean): Words | undefined {
    const { reading } = this.#out;
    const { invocations } = reading;
    const first = invocations.wordFirst(row);
    const isPlain =
      invocations.kind(row) === InvocationKind.COMMAND &&
      invocations.assignmentCount(row) === 0 &&
      (isFirst ? mayList : mayChoose)(reading.words.hash(first)) &&
      !this.#redirects(row, IS_OF_ERRORS);
    return isPlain ? wordsAt(reading, first, first + invocations.wordCount(row)) : undefined;
  }

  /** Whether changing what a path leads to is routine. */
  #isTame({ text, isGlob }: Value): boolean {
    const { reading } = this.#out;
    const end = reading.lay(text);
    if (this.#paths.isReassigned(reading.units, reading.unitCount, end)) return false;
    const place = this.#paths.placeOf(reading.units, reading.unitCount, end, isGlob);
    return place === Place.WORKSPACE || place === Place.TEMPORARY;
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

function holdsGlob(reading: Reading, word: number): boolean {
  return (reading.words.flags(word) & WordFlag.GLOB) !== 0;
}
