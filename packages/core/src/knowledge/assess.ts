/** From invocations to frames and effects: what a command line would do. */
import { InvocationKind, MAX_NESTING, ReadFailure, read, RedirectionKind, WordFlag } from '../shell/index.ts';
import { ArgumentState } from './arguments/argument-state.ts';
import { type Assessment, NONE } from './assessment.ts';
import { expandBraces } from './arguments/braces.ts';
import { EffectWriter } from './effect-writer.ts';
import { Flows } from './flows/flows.ts';
import { OperandReader } from './arguments/operands.ts';
import { OptionReader } from './arguments/options.ts';
import { Outcome } from './outcome.ts';
import { PipedCode } from './flows/piped-code.ts';
import { PlantedCode } from './flows/planted-code.ts';
import { type Contents, SessionFiles } from './flows/session-files.ts';
import type { Trail } from './flows/trail.ts';
import { Recogniser } from './arguments/recognise.ts';
import { type PathResolver, Place } from './paths/scope.ts';
import { effectNumber, NodeField, NodeFlag, type Tables } from './tables/tables.ts';
import { isDynamic } from './paths/url.ts';
import { assignmentEffect, runsValue } from './variables.ts';
import { type CommandAssessor, Wrapping } from './wrapping.ts';
import { WrittenFiles } from './flows/written.ts';

const DASH = 0x2d;
const PLUS = 0x2b;

/** Commands, wrapped ones included, that one action may hold; more is `text.excessive`. */
const MAX_FRAMES = 1 << 16;

/** Code units that brace expansion may lay down in one action; words beyond stay as they are: known only at run time. */
const MAX_EXPANDED_UNITS = 1 << 16;
/** What the expansion of one word counts beside what it lays down. */
const EXPANSION_UNITS = 64;

const E = {
  READ: effectNumber('file.read'),
  WRITE: effectNumber('file.write'),
  APPEND: effectNumber('file.append'),
  DYNAMIC_WORD: effectNumber('dynamic.word'),
  HIDDEN: effectNumber('text.hidden'),
  UNPARSED: effectNumber('text.unparsed'),
  EXCESSIVE: effectNumber('text.excessive'),
} as const;

/**
 * Assesses actions with one set of tables, in one context. Holds scratch memory: one action at a time.
 *
 * A command's words go through `Recogniser` (which tool), `OptionReader` and `OperandReader` (what is
 * asked of it; wrapped commands at once, through `Wrapping`), and `Outcome` (what that comes to).
 */
export class Assessor implements CommandAssessor {
  readonly #tables: Tables;
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  readonly #wrapping: Wrapping;
  readonly #recogniser: Recogniser;
  readonly #options: OptionReader;
  readonly #operands: OperandReader;
  readonly #outcome: Outcome;
  readonly #piped: PipedCode;
  readonly #planted: PlantedCode;
  readonly #written: WrittenFiles;
  readonly #trail: Trail | undefined;
  readonly #sessionFiles: SessionFiles | undefined;
  readonly #flows = new Flows();
  readonly #states: ArgumentState[] = [];
  /** Code units that brace expansion has laid down in this action. */
  #expandedUnits = 0;
  depth = 0;

  /** `trail`: where files that are written and run are noted, for who follows a session. */
  constructor(
    tables: Tables,
    paths: PathResolver,
    out: Assessment,
    gateProcesses: readonly number[] = [],
    trail?: Trail,
  ) {
    this.#tables = tables;
    this.#paths = paths;
    this.#out = out;
    this.#writer = new EffectWriter(paths, out, gateProcesses, trail);
    const wrapping = new Wrapping(tables, paths, out, this.#writer, this);
    this.#wrapping = wrapping;
    this.#recogniser = new Recogniser(tables, paths, out, this.#writer);
    this.#options = new OptionReader(tables, paths, out, wrapping);
    this.#operands = new OperandReader(tables, out, this.#writer, wrapping);
    this.#written = new WrittenFiles(tables, out, this.#writer, wrapping);
    this.#outcome = new Outcome(tables, paths, out, this.#writer, wrapping);
    this.#piped = new PipedCode(tables, out, this.#writer, wrapping);
    this.#planted = new PlantedCode(tables, out, wrapping);
    this.#trail = trail;
    this.#sessionFiles = trail && new SessionFiles(tables, out, this.#writer, wrapping, trail);
  }

  /** Fills the assessment with what the command line would do; `contents`: of files that the session wrote. */
  assessCommandLine(text: string, contents?: Contents): void {
    const out = this.#out;
    out.reset();
    this.#trail?.restart();
    this.#paths.restart();
    this.depth = 0;
    this.#expandedUnits = 0;
    this.#recogniser.restart();
    this.#outcome.restart();
    read(out.reading, text);
    this.assessRows(0, NONE);
    this.#planted.assess();
    this.#piped.assess();
    this.#written.follow();
    if (contents !== undefined) this.#sessionFiles?.follow(contents);
    if (out.reading.failure !== ReadFailure.NONE) this.#addFailure();
    this.#flows.addTo(out, this.#written.pairs);
    this.#total();
  }

  /** Fills the assessment with one effect on one path, URL or name. */
  assessTarget(effect: number, text: string): void {
    const out = this.#out;
    out.reset();
    this.#trail?.restart();
    out.reading.reset(text);
    this.#paths.restart();
    out.reading.reserve(text.length);
    for (let i = 0; i < text.length; i++) out.reading.units[i] = text.charCodeAt(i);
    out.reading.unitCount = text.length;
    const word = out.reading.words.add(0, text.length, 0, text.length, 0, 0);
    const frame = out.frames.add(NONE, 0, NONE, NONE);
    this.#writer.addOn(effect, word, frame, undefined);
    this.#total();
  }

  /** Assesses the reading's invocations from row `first` on to its present end. */
  assessRows(first: number, parent: number): void {
    const end = this.#out.reading.invocations.count;
    for (let row = first; row < end; row++) this.#assessInvocation(row, parent);
  }

  /** Assesses the command whose words are `from … from + size - 1`; returns its frame. */
  assessWords(from: number, size: number, parent: number, invocation: number): number {
    const { frames } = this.#out;
    const first = this.#holdsBraces(from, size) ? this.#expandWords(from, size) : from;
    const count = first === from ? size : this.#out.reading.words.count - first;
    const frame = frames.add(first, count, parent, invocation);
    if (this.depth >= MAX_NESTING || frames.count > MAX_FRAMES) {
      this.#writer.add(E.EXCESSIVE, Place.NONE, first, frame);
      return frame;
    }
    this.depth++;
    const node = this.#recogniser.recognise(first, frame);
    if (node >= 0) this.#assessArguments(frame, node, first + 1, first + count);
    this.depth--;
    return frame;
  }

  /** Whether a word is left to expand, and the bound not met. */
  #holdsBraces(first: number, count: number): boolean {
    const { words } = this.#out.reading;
    if (this.#expandedUnits >= MAX_EXPANDED_UNITS) return false;
    for (let word = first; word < first + count; word++) if ((words.flags(word) & WordFlag.BRACE) !== 0) return true;
    return false;
  }

  /** Lays down the words that brace expansion makes of those from `first` on; returns the first one's row. */
  #expandWords(first: number, count: number): number {
    const { reading } = this.#out;
    const { words } = reading;
    const from = words.count;
    for (let word = first; word < first + count; word++) {
      const isBrace = (words.flags(word) & WordFlag.BRACE) !== 0;
      const expanded = isBrace ? this.#expanded(word) : undefined;
      if (expanded === undefined) words.addCopy(word);
      else {
        for (const text of expanded) {
          this.#expandedUnits += text.length;
          reading.addText(text, word, expandedFlags(text, words.flags(word)));
        }
      }
    }
    // A command that expands to nothing at all is the one that was written.
    return words.count === from ? first : from;
  }

  /** The words that one becomes; undefined beyond the bounds. The attempt counts too. */
  #expanded(word: number): readonly string[] | undefined {
    if (this.#expandedUnits >= MAX_EXPANDED_UNITS) return undefined;
    const expanded = expandBraces(this.#out.reading.text(word));
    this.#expandedUnits += EXPANSION_UNITS;
    return expanded;
  }

  #addFailure(): void {
    const { reading, frames } = this.#out;
    const word = reading.words.add(reading.failureAt, reading.source.length, 0, 0, 0, 0);
    const frame = frames.count > 0 ? 0 : frames.add(NONE, 0, NONE, NONE);
    this.#writer.add(reading.failure === ReadFailure.SYNTAX ? E.UNPARSED : E.EXCESSIVE, Place.NONE, word, frame);
  }

  /** Sums risk and capabilities up, per frame and for the whole. */
  #total(): void {
    const { effects, frames } = this.#out;
    let capabilities = 0;
    for (let row = 0; row < effects.count; row++) {
      const frame = effects.frame(row);
      const risk = effects.risk(row);
      const own = effects.capabilities(row);
      if (risk > frames.risk(frame)) frames.setRisk(frame, risk);
      frames.setCapabilities(frame, frames.capabilities(frame) | own);
      capabilities |= own;
    }
    let riskiest = 0;
    for (let frame = 1; frame < frames.count; frame++) {
      if (frames.risk(frame) > frames.risk(riskiest)) riskiest = frame;
    }
    this.#out.capabilities = capabilities;
    this.#out.riskiestFrame = riskiest;
    this.#out.risk = frames.count === 0 ? 0 : frames.risk(riskiest);
  }

  #assessInvocation(row: number, parent: number): void {
    const { invocations } = this.#out.reading;
    const kind = invocations.kind(row);
    const wordFirst = invocations.wordFirst(row);
    const wordCount = invocations.wordCount(row);
    if (this.#out.frames.count >= MAX_FRAMES) return;
    if (invocations.assignmentCount(row) > 0) this.#noteAssignments(row);
    let frame: number;
    if (kind === InvocationKind.COMMAND && wordCount > 0) {
      frame = this.assessWords(wordFirst, wordCount, parent, row);
    } else {
      frame = this.#out.frames.add(wordCount > 0 ? wordFirst : NONE, 0, parent, row);
      if (kind === InvocationKind.FUNCTION) this.#recogniser.define(row, frame);
    }
    this.#assessAssignments(row, frame);
    this.#assessRedirections(row, frame);
    for (let word = wordFirst; word < wordFirst + wordCount; word++) this.#noteWord(word, frame);
  }

  /** Tells the paths of variables that are set: before the command runs, whose code may read them. */
  #noteAssignments(row: number): void {
    const { invocations, assignments, words, units } = this.#out.reading;
    const first = invocations.assignmentFirst(row);
    for (let i = first; i < first + invocations.assignmentCount(row); i++) {
      const value = assignments.value(i);
      const name = words.hash(assignments.name(i));
      if (assignments.valueCount(i) === 1)
        this.#paths.assign(name, units, words.textStart(value), words.textEnd(value));
    }
  }

  #assessAssignments(row: number, frame: number): void {
    const { invocations, assignments, words, units } = this.#out.reading;
    const first = invocations.assignmentFirst(row);
    const end = first + invocations.assignmentCount(row);
    for (let i = first; i < end; i++) {
      const value = assignments.value(i);
      const count = assignments.valueCount(i);
      // Of an array, the first element is what the plain name stands for; it may have none.
      const start = count === 0 ? 0 : words.textStart(value);
      const stop = count === 0 ? 0 : words.textEnd(value);
      const name = assignments.name(i);
      const effect = assignmentEffect(words.hash(name), units, start, stop);
      this.#writer.add(effect, Place.NONE, name, frame);
      if (count === 1 && runsValue(words.hash(name), effect))
        this.#wrapping.runText(this.#out.reading.text(value), value, value, frame);
      for (let element = value; element < value + count; element++) this.#noteWord(element, frame);
    }
  }

  #assessRedirections(row: number, frame: number): void {
    const { invocations, redirections } = this.#out.reading;
    const first = invocations.redirectionFirst(row);
    const end = first + invocations.redirectionCount(row);
    for (let i = first; i < end; i++) {
      const target = redirections.target(i);
      const effect = redirectionEffect(redirections.kind(i));
      if (effect < 0) continue;
      this.#writer.addOn(effect, target, frame, undefined);
      this.#noteWord(target, frame);
    }
  }

  /** Flags that a word sets whatever becomes of it. */
  #noteWord(word: number, frame: number): void {
    const { words, units } = this.#out.reading;
    const flags = words.flags(word);
    if ((flags & WordFlag.INVISIBLE) !== 0) this.#writer.add(E.HIDDEN, Place.NONE, word, frame);
    if ((flags & WordFlag.DYNAMIC) === 0) return;
    if (isDynamic(units, words.textStart(word), words.textEnd(word)))
      this.#writer.add(E.DYNAMIC_WORD, Place.NONE, word, frame);
  }

  #assessArguments(frame: number, node: number, first: number, end: number): void {
    const state = this.#state();
    state.begin(frame, node, this.#tables.field(node, NodeField.SLOTS), first, end, this.#out.effects.count);
    while (state.next < state.end) this.#readArgument(state, state.next++);
    this.#outcome.finish(state);
  }

  #state(): ArgumentState {
    let state = this.#states[this.depth];
    if (state === undefined) {
      state = new ArgumentState();
      this.#states[this.depth] = state;
    }
    return state;
  }

  #readArgument(state: ArgumentState, word: number): void {
    const { words, units } = this.#out.reading;
    const start = words.textStart(word);
    const end = words.textEnd(word);
    if (!state.optionsEnded) {
      if (end - start > 1 && units[start] === DASH) return this.#options.read(state, word, start, end);
      if (units[start] === PLUS && this.#options.readPlus(state, word, start, end)) return;
      const flags = this.#tables.field(state.node, NodeField.FLAGS);
      if ((flags & NodeFlag.KEYED) !== 0 && this.#options.readKeyed(state, word, start, end)) return;
      if ((flags & NodeFlag.BUNDLE) !== 0 && word === state.first)
        return this.#options.readCluster(state, word, start, end);
      if ((words.flags(word) & WordFlag.SPLIT) !== 0) this.#options.readDynamic(state, word, start, end);
    }
    this.#operands.read(state, word);
  }
}

/** The flags of a word that brace expansion has made of one with `flags`. */
function expandedFlags(text: string, flags: number): number {
  const kept = flags & (WordFlag.QUOTED | WordFlag.SPLIT | WordFlag.INVISIBLE);
  return /[*?[]/.test(text) ? kept | WordFlag.GLOB | WordFlag.DYNAMIC : kept;
}

/** The effect of a redirection on its target, or -1. */
function redirectionEffect(kind: number): number {
  switch (kind) {
    case RedirectionKind.READ:
      return E.READ;
    case RedirectionKind.WRITE:
    case RedirectionKind.READ_WRITE:
      return E.WRITE;
    case RedirectionKind.APPEND:
      return E.APPEND;
    default:
      return -1;
  }
}
