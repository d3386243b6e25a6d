/**
 * What is put into a folder lies there under its own name: `cp settings.json .claude/` writes
 * `.claude/settings.json`. Of a tree, an archive, or a name known only at run time, any file may be
 * meant that the folder has.
 */
import { isHole, WordFlag } from '../shell/index.ts';
import type { ArgumentState } from './arguments/argument-state.ts';
import type { Assessment } from './assessment.ts';
import type { EffectWriter } from './effect-writer.ts';
import { type PathResolver, Place } from './paths/scope.ts';
import { effectNumber } from './tables/tables.ts';

const SLASH = 0x2f;
const DOT = 0x2e;
const COLON = 0x3a;
const STAR = 0x2a;
const QUESTION = 0x3f;
const BRACKET = 0x5b;
const HASH = 0x23;

/** Pairs of a source and a target that are looked at in one command; of more, every name counts as unknown. */
const MAX_PAIRS = 4096;
/** Longest path of a target and a name in it, in code units; a longer one is nobody's. */
const MAX_JOINED_UNITS = 4096;

const HERE: Uint16Array = Uint16Array.of(DOT);

const E = {
  READ: effectNumber('file.read'),
  MOVE: effectNumber('file.move'),
  FETCH: effectNumber('network.fetch'),
  CREATE: effectNumber('file.create'),
  WRITE: effectNumber('file.write'),
  UNPACK: effectNumber('file.unpack'),
} as const;

const SOURCES: readonly number[] = [E.READ, E.MOVE, E.FETCH];
const TARGETS: readonly number[] = [E.CREATE, E.WRITE, E.UNPACK];

/** Folders into which everybody copies: there only what names the gate's own is the gate's. */
const COMMON: readonly number[] = [
  Place.HOME_ROOT,
  Place.WORKSPACE_ROOT,
  Place.ROOT,
  Place.TEMPORARY,
  Place.TEMPORARY_ROOT,
];

/** How much is known of what arrives from a source. */
const Arrival = { NOTHING: 0, NAMED: 1, UNKNOWN: 2, TREE: 3 } as const;
type Arrival = (typeof Arrival)[keyof typeof Arrival];

/** Whether the effect puts files at, or into, its target. */
export function isPut(effect: number): boolean {
  return TARGETS.includes(effect);
}

export class Copies {
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  /** The target that is looked at, and the effect on it. */
  #units: Uint16Array = HERE;
  #start = 0;
  #end = 0;
  #isGlob = false;
  #effect = 0;
  #word = 0;
  /** The name of the source that is looked at. */
  #nameStart = 0;
  #nameEnd = 0;
  readonly #joined: Uint16Array = new Uint16Array(MAX_JOINED_UNITS);

  constructor(paths: PathResolver, out: Assessment, writer: EffectWriter) {
    this.#paths = paths;
    this.#out = out;
    this.#writer = writer;
  }

  /** Adds what the command, whose words are all told, does to the gate's own by what it puts into folders. */
  add(state: ArgumentState): void {
    const { effects, frames } = this.#out;
    const end = effects.count;
    const targets = this.#count(state, end, TARGETS);
    if (targets === 0) return;
    const sources = this.#count(state, end, SOURCES);
    for (let row = state.effectMark; row < end; row++) {
      if (effects.frame(row) !== state.frame || !TARGETS.includes(effects.effect(row))) continue;
      if (this.#begin(effects.effect(row), effects.word(row))) this.#judge(state, end, sources, targets);
    }
    if (state.putsHere < 0) return;
    this.#beginAt(state.putsHere, frames.word(state.frame), HERE, 0, HERE.length);
    this.#judge(state, end, sources, targets);
  }

  #count(state: ArgumentState, end: number, among: readonly number[]): number {
    const { effects } = this.#out;
    let count = 0;
    for (let row = state.effectMark; row < end; row++)
      if (effects.frame(row) === state.frame && among.includes(effects.effect(row))) count++;
    return count;
  }

  /** False where the target says no path. */
  #begin(effect: number, word: number): boolean {
    const { words, units } = this.#out.reading;
    const flags = words.flags(word);
    const [start, end] = [words.textStart(word), words.textEnd(word)];
    if (start === end || (flags & WordFlag.BRACE) !== 0) return false;
    this.#beginAt(effect, word, units, start, end);
    this.#isGlob = (flags & WordFlag.GLOB) !== 0;
    return true;
  }

  #beginAt(effect: number, word: number, units: Uint16Array, start: number, end: number): void {
    this.#effect = effect;
    this.#word = word;
    this.#units = units;
    this.#start = start;
    this.#end = end;
    this.#isGlob = false;
  }

  #judge(state: ArgumentState, end: number, sources: number, targets: number): void {
    if (this.#effect === E.UNPACK || sources * targets > MAX_PAIRS) return this.#addAll(state.frame, Arrival.UNKNOWN);
    const { effects } = this.#out;
    for (let row = state.effectMark; row < end; row++) {
      const effect = effects.effect(row);
      if (effects.frame(row) !== state.frame || !SOURCES.includes(effect)) continue;
      const arrival = this.#arrival(effect, effects.word(row), state.transfers);
      // The only source of a target that may not be there yet becomes the folder.
      const isFolder = arrival === Arrival.NAMED && sources === 1 && this.#isBare() && this.#isHookFolder();
      if (arrival === Arrival.NAMED && !isFolder) this.#addNamed(state.frame);
      else if (arrival !== Arrival.NOTHING) this.#addAll(state.frame, arrival);
    }
  }

  /** Whether the target is written like a file: no slash behind it, no `.`, no folder of a variable. */
  #isBare(): boolean {
    const last = this.#units[this.#end - 1] as number;
    return last !== SLASH && last !== DOT && !isHole(last);
  }

  #isHookFolder(): boolean {
    return this.#paths.isHookFolder(this.#units, this.#start, this.#end, this.#isGlob);
  }

  #place(): number {
    return this.#paths.placeOf(this.#units, this.#start, this.#end, this.#isGlob);
  }

  /** What arrives from a source; finds its name. `transfers`: a slash behind it means all that is in it. */
  #arrival(effect: number, word: number, transfers: boolean): Arrival {
    const { words, units } = this.#out.reading;
    const flags = words.flags(word);
    if ((flags & WordFlag.BRACE) !== 0) return Arrival.UNKNOWN;
    const [start, stop] = [words.textStart(word), words.textEnd(word)];
    const end = effect === E.FETCH ? queryStart(units, start, stop) : stop;
    this.#findName(units, start, end, effect === E.FETCH);
    const isOpen = units[end - 1] === SLASH;
    if (isOpen && (transfers || (effect !== E.FETCH && this.#isHookFolder()))) return Arrival.TREE;
    if (effect === E.FETCH && (isOpen || this.#nameStart === this.#nameEnd)) return Arrival.NOTHING;
    if (isAround(units, this.#nameStart, this.#nameEnd)) return Arrival.TREE;
    const glob = (flags & WordFlag.GLOB) !== 0;
    return isLiteral(units, this.#nameStart, this.#nameEnd, glob) ? Arrival.NAMED : Arrival.UNKNOWN;
  }

  #findName(units: Uint16Array, start: number, end: number, isRemote: boolean): void {
    let to = end;
    while (to > start && units[to - 1] === SLASH) to--;
    // In front of a remote path stands its host.
    const mark = isRemote ? COLON : SLASH;
    let from = to;
    while (from > start && units[from - 1] !== SLASH && units[from - 1] !== mark) from--;
    this.#nameStart = from;
    this.#nameEnd = to;
  }

  /** Any file in the target may be written over. */
  #addAll(frame: number, arrival: Arrival): void {
    const place = this.#place();
    if (place !== Place.TEMPORARY && this.#isHookFolder()) return this.#add(this.#effect, Place.AGENT_HOOKS, frame);
    if (place === Place.HOME_ROOT && arrival === Arrival.TREE) return this.#add(E.UNPACK, place, frame);
    if (this.#holdsGate()) return this.#add(this.#effect, Place.GATE, frame);
    if (!this.#paths.hasMoved) return;
    const now = this.#paths.goToStart();
    if (this.#holdsGate()) this.#add(this.#effect, Place.GATE, frame);
    this.#paths.comeBack(now);
  }

  /** Whether the target is a folder above the gate's files, and none that everybody copies into. */
  #holdsGate(): boolean {
    return (
      !COMMON.includes(this.#place()) && this.#paths.isAboveGate(this.#units, this.#start, this.#end, this.#isGlob)
    );
  }

  /** The source's name in the target is written over. */
  #addNamed(frame: number): void {
    const size = this.#join();
    if (size === 0) return;
    const flags = this.#isGlob ? WordFlag.GLOB : 0;
    const place = this.#writer.placeFrom(this.#effect, this.#joined, 0, size, flags);
    if (place === Place.GATE || place === Place.AGENT_HOOKS) return this.#add(this.#effect, place, frame);
    const around = this.#place();
    const isRoot = around === Place.HOME_ROOT || around === Place.WORKSPACE_ROOT;
    if (isRoot && this.#paths.isHookFolder(this.#joined, 0, size, this.#isGlob))
      return this.#add(this.#effect, Place.AGENT_HOOKS, frame);
    // A tree over one that the gate's files lie in: as grave as one over the home folder.
    if (this.#writer.takesGateAlong(this.#joined, 0, size, this.#isGlob)) this.#add(E.UNPACK, Place.HOME_ROOT, frame);
  }

  /** Lays the target and the name down as one path; its size, or 0 beyond the bound. */
  #join(): number {
    const [target, name] = [this.#end - this.#start, this.#nameEnd - this.#nameStart];
    if (target + 1 + name > MAX_JOINED_UNITS) return 0;
    this.#joined.set(this.#units.subarray(this.#start, this.#end));
    this.#joined[target] = SLASH;
    this.#joined.set(this.#out.reading.units.subarray(this.#nameStart, this.#nameEnd), target + 1);
    return target + 1 + name;
  }

  #add(effect: number, place: number, frame: number): void {
    this.#writer.add(effect, place, this.#word, frame);
  }
}

/** Where the query or fragment of a URL starts, or `end`. */
function queryStart(units: Uint16Array, start: number, end: number): number {
  let at = start;
  while (at < end && units[at] !== QUESTION && units[at] !== HASH) at++;
  return at;
}

/** Whether the name is none, `.` or `..`: what is copied is all that lies there. */
function isAround(units: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (units[at] !== DOT) return false;
  return end - start <= 2;
}

/** Whether the name is known before run time. */
function isLiteral(units: Uint16Array, start: number, end: number, glob: boolean): boolean {
  for (let at = start; at < end; at++) {
    const unit = units[at] as number;
    if (isHole(unit) || (glob && (unit === STAR || unit === QUESTION || unit === BRACKET))) return false;
  }
  return true;
}
