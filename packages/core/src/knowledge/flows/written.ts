/**
 * Files that one command of an action writes and another runs: what runs is what was written. Text
 * that the action itself prints into the file is read as the code it is; what comes out of another
 * command is known only at run time; what comes from the network is `Flows`' to say, by the pairs
 * that are found here. The order of the two is left open: loops and substitutions change it.
 */
import { Hole, RedirectionKind, WordFlag } from '../../shell/index.ts';
import { type Assessment, NONE } from '../assessment.ts';
import { codeEffect } from '../code/code.ts';
import type { EffectWriter } from '../effect-writer.ts';
import { effectFlags } from './flow-kinds.ts';
import {
  baseOf,
  isForeignScript,
  isManifest,
  isPasser,
  isPrinter,
  isSameFile,
  printedText,
  savedName,
} from './printed.ts';
import { Place } from '../paths/scope.ts';
import { effectNumber, LANGUAGES, NodeField, SpecialRole, type Tables, toUnits } from '../tables/tables.ts';
import { isDynamic } from '../paths/url.ts';
import type { Wrapping } from '../wrapping.ts';

const WRITES = 1;
const FETCHES = 2;
const RUNS = 4;
const BUILDS = 8;
const KINDS: Uint16Array = effectFlags({
  'file.write': WRITES,
  'file.replace': WRITES,
  'file.append': WRITES,
  'network.fetch': FETCHES,
  'file.run': RUNS,
  'code.project': BUILDS,
  build: BUILDS,
  'package.install': BUILDS,
});

const E = {
  CREATE: effectNumber('file.create'),
  INLINE: effectNumber('code.inline'),
  UNRESOLVED: effectNumber('code.unresolved'),
  EXCESSIVE: effectNumber('text.excessive'),
} as const;

/** Files written and run that are compared in one action; more is `text.excessive`. */
const MAX_COMPARED = 64;
/** Code units of written text that are read in one action; what is beyond is known only at run time. */
const MAX_FOLLOWED_UNITS = 1 << 16;
/** Invocations that are looked at for the stage before one. */
const MAX_STAGES_BACK = 64;

/** A file as an effect's word names it. */
interface Named {
  readonly row: number;
  readonly name: string;
}

/** Text that is written; `undefined`: what another command prints. */
type Content = string | undefined;

export class WrittenFiles {
  readonly #tables: Tables;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  readonly #wrapping: Wrapping;
  /** Rows of effects, two by two: one that writes a file, one that runs it. */
  readonly pairs: number[] = [];
  #compared = 0;
  #followed = 0;
  /** What invocations print, each put together once. */
  readonly #contents = new Map<number, Content>();

  constructor(tables: Tables, out: Assessment, writer: EffectWriter, wrapping: Wrapping) {
    this.#tables = tables;
    this.#out = out;
    this.#writer = writer;
    this.#wrapping = wrapping;
  }

  /** Finds the pairs, and adds what running them comes to. */
  follow(): void {
    // Emptying what is empty leaves compiled code, too.
    if (this.pairs.length > 0) this.pairs.length = 0;
    if (this.#out.reading.invocations.count < 2 || !this.#mayHold()) return;
    this.#compared = 0;
    this.#followed = 0;
    this.#contents.clear();
    this.#find();
    for (let at = 0; at < this.pairs.length; at += 2) this.#run(this.pairs[at] as number, this.pairs[at + 1] as number);
  }

  /** Whether the action both writes and runs files. */
  #mayHold(): boolean {
    const { effects } = this.#out;
    let kinds = 0;
    for (let row = 0; row < effects.count; row++) kinds |= KINDS[effects.effect(row)] as number;
    return (kinds & (WRITES | FETCHES)) !== 0 && (kinds & (RUNS | BUILDS)) !== 0;
  }

  #find(): void {
    const { effects } = this.#out;
    const written = this.#written();
    const manifests = [...written.values()].flat().filter(({ name }) => isManifest(name));
    for (let row = 0; row < effects.count; row++) {
      const kind = KINDS[effects.effect(row)] as number;
      if ((kind & BUILDS) !== 0) for (const file of manifests) if (!this.#pair(file.row, row)) return;
      if ((kind & RUNS) === 0 || this.#isOpen(effects.word(row))) continue;
      const name = this.#name(effects.word(row));
      for (const file of written.get(baseOf(name)) ?? [])
        if (!this.#pair(isSameFile(file.name, name) ? file.row : NONE, row)) return;
    }
  }

  /** Files that are written, by their last names. */
  #written(): ReadonlyMap<string, readonly Named[]> {
    const { effects } = this.#out;
    const written = new Map<string, Named[]>();
    const creators = this.#creators();
    for (let row = 0; row < effects.count; row++) {
      const name = this.#writtenName(row, creators);
      if (name === undefined) continue;
      const base = baseOf(name);
      const others = written.get(base);
      if (others === undefined) written.set(base, [{ row, name }]);
      else others.push({ row, name });
    }
    return written;
  }

  /** The file that an effect writes; undefined for one that writes none that has a name. */
  #writtenName(row: number, creators: ReadonlySet<number>): string | undefined {
    const { effects, frames } = this.#out;
    const kind = KINDS[effects.effect(row)] as number;
    const word = effects.word(row);
    const frame = effects.frame(row);
    if (word < 0 || word === frames.word(frame)) return undefined;
    if ((kind & WRITES) !== 0) return this.#isOpen(word) ? undefined : this.#name(word);
    if ((kind & FETCHES) === 0 || !creators.has(frame)) return undefined;
    // Of an address, the last part alone is the file's name.
    const saved = savedName(this.#name(word));
    return isDynamic(toUnits(saved), 0, saved.length) ? undefined : saved;
  }

  /** Frames of the commands that save under a name which they take from elsewhere. */
  #creators(): ReadonlySet<number> {
    const { effects, frames } = this.#out;
    const found = new Set<number>();
    for (let row = 0; row < effects.count; row++) {
      const word = effects.word(row);
      const frame = effects.frame(row);
      const isUnnamed = effects.effect(row) === E.CREATE && word >= 0;
      if (isUnnamed && (word === frames.word(frame) || this.#name(word).startsWith('-'))) found.add(frame);
    }
    return found;
  }

  #name(word: number): string {
    return this.#out.reading.text(word);
  }

  /** Whether a part of the word is known only at run time: such a name is compared with no other. */
  #isOpen(word: number): boolean {
    const { words, units } = this.#out.reading;
    const start = words.textStart(word);
    return units[start] === Hole.STREAM || isDynamic(units, start, words.textEnd(word));
  }

  /** Notes a pair, unless `written` is `NONE` or of the same command; false where there were too many to compare. */
  #pair(written: number, run: number): boolean {
    const { effects, frames } = this.#out;
    const frame = effects.frame(run);
    if (this.#compared++ >= MAX_COMPARED) {
      this.#writer.add(E.EXCESSIVE, Place.NONE, effects.word(run), frame);
      return false;
    }
    const isOwn = written !== NONE && frames.invocation(effects.frame(written)) === frames.invocation(frame);
    if (written !== NONE && !isOwn) this.pairs.push(written, run);
    return true;
  }

  #run(written: number, run: number): void {
    const { effects, frames } = this.#out;
    const printer = this.#printer(written);
    if (printer === NONE) return;
    if (!this.#contents.has(printer)) this.#contents.set(printer, this.#content(printer));
    const content = this.#contents.get(printer);
    const frame = effects.frame(run);
    const word = effects.word(run);
    const isBuild = ((KINDS[effects.effect(run)] as number) & BUILDS) !== 0;
    this.#followed += content?.length ?? 0;
    // What a build tool makes of a manifest is not read.
    if (isBuild || content === undefined || this.#followed > MAX_FOLLOWED_UNITS)
      return this.#writer.add(E.UNRESOLVED, Place.NONE, word, frame);
    this.#runText(content, word, frame, frames.node(frame));
  }

  /** The text as the language of whoever runs it. */
  #runText(content: string, word: number, frame: number, node: number): void {
    const text = this.#out.reading.addText(content, word, WordFlag.DYNAMIC | WordFlag.QUOTED);
    const { words, units } = this.#out.reading;
    const role = node < 0 ? NONE : this.#tables.field(node, NodeField.STDIN);
    const language = LANGUAGES[role - SpecialRole.SOURCE] ?? (isForeignScript(content) ? 'other' : 'shell');
    if (language === 'shell') return this.#wrapping.runShell(text, frame, node);
    const effect = codeEffect(language, units, words.textStart(text), words.textEnd(text));
    this.#writer.add(effect, Place.NONE, word, frame);
  }

  /** The invocation whose output a file gets, or `NONE` where a tool writes the file by itself. */
  #printer(written: number): number {
    const { effects, frames, reading } = this.#out;
    const { invocations, redirections } = reading;
    const word = effects.word(written);
    const frame = effects.frame(written);
    const invocation = frames.invocation(frame);
    const first = invocations.redirectionFirst(invocation);
    for (let i = first; i < first + invocations.redirectionCount(invocation); i++)
      if (redirections.target(i) === word) return invocation;
    return this.#commandName(invocation) === 'tee' ? invocation : NONE;
  }

  /** What an invocation prints, as far as the text says. */
  #content(invocation: number): Content {
    const name = this.#commandName(invocation);
    if (isPrinter(name)) return printedText(name, this.#operands(invocation));
    if (!isPasser(name)) return undefined;
    const given = this.#given(invocation);
    if (given !== undefined) return given;
    const isPassing = name === 'tee' || this.#operands(invocation).every((text) => text.startsWith('-'));
    const before = isPassing ? this.#stageBefore(invocation) : NONE;
    return before === NONE || !isPrinter(this.#commandName(before)) ? undefined : this.#content(before);
  }

  #commandName(invocation: number): string {
    const { invocations } = this.#out.reading;
    const hasWords = invocations.wordCount(invocation) > 0;
    return hasWords ? baseOf(this.#out.reading.text(invocations.wordFirst(invocation))) : '';
  }

  #operands(invocation: number): string[] {
    const { invocations } = this.#out.reading;
    const first = invocations.wordFirst(invocation) + 1;
    const count = invocations.wordCount(invocation) - 1;
    return Array.from({ length: count }, (_, i) => this.#out.reading.text(first + i));
  }

  /** The here-document, or here-string, that an invocation reads. */
  #given(invocation: number): string | undefined {
    const { invocations, redirections } = this.#out.reading;
    const first = invocations.redirectionFirst(invocation);
    for (let i = first + invocations.redirectionCount(invocation) - 1; i >= first; i--)
      if (redirections.kind(i) === RedirectionKind.TEXT) return this.#out.reading.text(redirections.target(i));
    return undefined;
  }

  #stageBefore(invocation: number): number {
    const { invocations } = this.#out.reading;
    const pipeline = invocations.pipeline(invocation);
    const stage = invocations.stage(invocation) - 1;
    const parent = invocations.parent(invocation);
    if (pipeline < 0) return NONE;
    for (let at = invocation - 1; at >= Math.max(0, invocation - MAX_STAGES_BACK); at--) {
      const isBefore = invocations.pipeline(at) === pipeline && invocations.stage(at) === stage;
      if (isBefore && invocations.parent(at) === parent) return at;
    }
    return NONE;
  }
}
