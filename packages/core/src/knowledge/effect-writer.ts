/** Writes effects into an assessment: finds the target's place and, from it, risk and capabilities. */
import { hashUnits } from '../shell/units.ts';
import { Hole, WordFlag } from '../shell/index.ts';
import type { ArgumentState } from './arguments/argument-state.ts';
import type { Assessment } from './assessment.ts';
import { PLACE_BITS } from './paths/glob-places.ts';
import { PLACE_COUNT, Reach, RISK_TABLES, TargetKind } from './vocabulary/risk.ts';
import type { Trail } from './flows/trail.ts';
import { isPersonalCall } from './gate-calls.ts';
import { type PathResolver, Place } from './paths/scope.ts';
import { effectNumber } from './tables/tables.ts';
import { beginsWith, Target, targetOf, tellsSecrets } from './paths/url.ts';
import { assignmentEffect, runsValue } from './variables.ts';

const DASH = 0x2d;
const AT = 0x40;
const EQUALS = 0x3d;
const SLASH = 0x2f;
const QUESTION = 0x3f;
const SCHEME = 'file:';
/** The host that a `file:` URL may name. */
const OWN_HOST = 'localhost/';

const E = {
  UPLOAD: effectNumber('file.upload'),
  READ: effectNumber('file.read'),
  READ_ASTRAY: effectNumber('file.read-astray'),
  RUN: effectNumber('file.run'),
  FETCH: effectNumber('network.fetch'),
  SEND: effectNumber('network.send'),
  LOCAL: effectNumber('network.local'),
  METADATA: effectNumber('network.metadata'),
  REMOTE_SECRET: effectNumber('remote.secret'),
  KILL_ALL: effectNumber('process.kill-all'),
  TAMPER: effectNumber('gate.tamper'),
  UPROOT: effectNumber('gate.uproot'),
  SIGNAL_GATE: effectNumber('gate.signal'),
} as const;

/** What a word has set. */
export const Assigned = {
  /** It is no `NAME=value`. */
  NOTHING: 0,
  PLAIN: 1,
  /** A variable whose value is a command line that later programs run, to a command that is not known to be harmless. */
  COMMAND: 2,
} as const;
export type Assigned = (typeof Assigned)[keyof typeof Assigned];

export class EffectWriter {
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  /** Numbers of the gate's own processes, and of their groups. */
  readonly #gateProcesses: readonly number[];
  /** Where files that are written and run are noted, if anybody asks for them. */
  readonly #trail: Trail | undefined;

  constructor(paths: PathResolver, out: Assessment, gateProcesses: readonly number[], trail: Trail | undefined) {
    this.#paths = paths;
    this.#out = out;
    this.#gateProcesses = gateProcesses;
    this.#trail = trail;
  }

  /** Adds an effect whose target is the word: a path, a URL, or a name. */
  addOn(effect: number, word: number, frame: number, state: ArgumentState | undefined): void {
    const kind = RISK_TABLES.targetKind[effect];
    if (kind === TargetKind.PATH) return this.#addOnPath(effect, word, frame);
    if (kind === TargetKind.URL) return this.#addOnUrl(effect, word, frame, state);
    this.add(effect, Place.NONE, word, frame);
    const reach = RISK_TABLES.reaches[effect];
    if (reach === Reach.PROCESS) this.#addOnProcess(effect, word, frame);
    else if (reach === Reach.BELOW && this.#isOnGate(word)) this.add(E.UPROOT, Place.NONE, word, frame);
  }

  /** The program that the word names runs, with the words behind it in its frame: it may be the gate's own. */
  addGateCall(program: number, frame: number): void {
    const { reading, frames } = this.#out;
    const end = frames.word(frame) + frames.wordCount(frame);
    if (program < frames.word(frame) || program >= end - 1) return;
    const words = Array.from({ length: end - program - 1 }, (_, i) => reading.text(program + 1 + i));
    if (isPersonalCall(reading.text(program), words)) this.add(E.TAMPER, Place.NONE, program, frame);
  }

  /** The program that the word names by its path runs. */
  addRun(place: number, word: number, frame: number): void {
    const { words, units } = this.#out.reading;
    this.add(E.RUN, place, word, frame);
    this.#trail?.note(E.RUN, units, words.textStart(word), words.textEnd(word), word);
    this.addGateCall(word, frame);
  }

  /** A signal by a number that is the gate's, alone or in its group; one to all processes reaches it too. */
  #addOnProcess(effect: number, word: number, frame: number): void {
    if (this.#gateProcesses.length === 0) return;
    const number = Number(this.#out.reading.text(word));
    const isEverybody = effect === E.KILL_ALL && number !== 1;
    if (isEverybody || this.#gateProcesses.includes(Math.abs(number))) this.add(E.SIGNAL_GATE, Place.NONE, word, frame);
  }

  /** Words behind the signal that look like options are groups of processes: `kill -9 -4242`; `-1` is everybody. */
  addOnGroups(from: number, to: number, frame: number): void {
    if (this.#gateProcesses.length === 0) return;
    for (let word = from; word < to; word++) {
      const text = this.#out.reading.text(word);
      const group = /^-\d+$/.test(text) ? -Number(text) : 0;
      if (group === 1 || this.#gateProcesses.includes(group)) this.add(E.SIGNAL_GATE, Place.NONE, word, frame);
    }
  }

  /** Whether the word is a path of the gate's own, or above it, for what a mount covers. */
  #isOnGate(word: number): boolean {
    const { words, units } = this.#out.reading;
    const [start, end] = [words.textStart(word), words.textEnd(word)];
    return (
      this.#paths.placeOf(units, start, end, false) === Place.GATE || this.takesGateAlong(units, start, end, false)
    );
  }

  /** Whether the gate's own files lie below the path, from here or, behind a `cd`, from where the action began. */
  takesGateAlong(units: Uint16Array, start: number, end: number, glob: boolean): boolean {
    if (this.#paths.isAboveGate(units, start, end, glob)) return true;
    if (!this.#paths.hasMoved) return false;
    const now = this.#paths.goToStart();
    const isAbove = this.#paths.isAboveGate(units, start, end, glob);
    this.#paths.comeBack(now);
    return isAbove;
  }

  add(effect: number, place: number, word: number, frame: number): void {
    const at = effect * PLACE_COUNT + place;
    this.#out.effects.add(
      effect,
      place,
      RISK_TABLES.risk[at] as number,
      RISK_TABLES.capabilities[at] as number,
      word,
      frame,
    );
  }

  /** Moves an effect to another place. */
  move(row: number, place: number): void {
    const { effects } = this.#out;
    const at = effects.effect(row) * PLACE_COUNT + place;
    effects.setPlace(row, place);
    effects.setRisk(row, RISK_TABLES.risk[at] as number);
    effects.setCapabilities(row, RISK_TABLES.capabilities[at] as number);
  }

  /** Turns effects of one kind that this command has into another. */
  turn(state: ArgumentState, from: number, to: number): void {
    const { effects } = this.#out;
    for (let row = state.effectMark; row < effects.count; row++) {
      if (effects.effect(row) !== from || effects.frame(row) !== state.frame) continue;
      effects.setEffect(row, to);
      this.move(row, effects.place(row));
    }
  }

  /** Where a path effect without a path happens: in the working directory. */
  workingPlace(): number {
    const { reading } = this.#out;
    reading.reserve(1);
    reading.units[reading.unitCount] = 0x2e;
    const place = this.#paths.placeOf(reading.units, reading.unitCount, reading.unitCount + 1, false);
    return place === Place.WORKSPACE_ROOT ? Place.WORKSPACE : place;
  }

  /** Sets the variable of a `NAME=value` word. */
  assign(word: number, frame: number): Assigned {
    const { words, units } = this.#out.reading;
    const start = words.textStart(word);
    const end = words.textEnd(word);
    let at = start;
    while (at < end && isNameUnit(units[at] as number)) at++;
    if (at === start || at === end || units[at] !== EQUALS) return Assigned.NOTHING;
    const name = hashUnits(units, start, at);
    this.#paths.assign(name, units, at + 1, end);
    const effect = assignmentEffect(name, units, at + 1, end);
    this.add(effect, Place.NONE, word, frame);
    return runsValue(name, effect) ? Assigned.COMMAND : Assigned.PLAIN;
  }

  #addOnPath(effect: number, word: number, frame: number): void {
    const { words, units } = this.#out.reading;
    const start = words.textStart(word);
    const end = words.textEnd(word);
    // No file has an empty name (`sed -i ''`).
    if (start === end) return;
    // A lone `-` is a standard stream.
    if (end - start === 1 && units[start] === DASH) return;
    // What flows through a stream between commands is told by those commands.
    if (end - start === 1 && units[start] === Hole.STREAM && effect !== E.RUN && effect !== E.UPLOAD) return;
    const flags = words.flags(word);
    const from = pathStart(effect, units, start, end);
    const to = from > start && beginsWith(units, start, end, SCHEME) ? queryStart(units, from, end) : end;
    // Braces that were not expanded could name any path.
    const place = (flags & WordFlag.BRACE) !== 0 ? Place.UNRESOLVED : this.#placeOf(effect, units, from, to, flags);
    if (place === Place.SINK && effect !== E.RUN) return;
    const riskier = this.#riskier(effect, place, units, from, to, flags);
    this.add(effect, riskier, word, frame);
    this.#trail?.note(effect, units, from, to, word);
    if (effect === E.RUN) this.addGateCall(word, frame);
    if (RISK_TABLES.reaches[effect] === Reach.BELOW && this.#uproots(units, from, to, flags, riskier))
      this.add(E.UPROOT, Place.NONE, word, frame);
    if (effect === E.READ && this.#paths.climbs(units, from, to)) this.add(E.READ_ASTRAY, riskier, word, frame);
  }

  /** Whether what is done to the folder is done to the gate's files below it, or to an agent's hooks. */
  #uproots(units: Uint16Array, from: number, to: number, flags: number, place: number): boolean {
    if ((flags & WordFlag.BRACE) !== 0) return false;
    const glob = (flags & WordFlag.GLOB) !== 0;
    if (this.takesGateAlong(units, from, to, glob)) return true;
    return place !== Place.TEMPORARY && this.#paths.isHookFolder(units, from, to, glob);
  }

  /** The place of a path, from here or, behind a `cd`, from where the action began: the riskier. */
  placeFrom(effect: number, units: Uint16Array, start: number, end: number, flags: number): number {
    const place = this.#placeOf(effect, units, start, end, flags);
    return this.#riskier(effect, place, units, start, end, flags);
  }

  /** The place of a path; where the action sets its folder's variable, the riskiest that it may lie in. */
  #placeOf(effect: number, units: Uint16Array, start: number, end: number, flags: number): number {
    let riskiest = this.#placeWritten(effect, units, start, end, flags);
    if (!this.#paths.isReassigned(units, start, end)) return riskiest;
    for (const path of this.#paths.reassigned(units, start, end)) {
      // What the variable holds is expanded where it stands.
      const place = this.#placeWritten(effect, path, 0, path.length, flags | WordFlag.GLOB);
      if (isRiskier(effect, place, riskiest)) riskiest = place;
    }
    return riskiest;
  }

  /** The place of a path as it is written; of one with a glob, the riskiest that it may lie in. */
  #placeWritten(effect: number, units: Uint16Array, start: number, end: number, flags: number): number {
    const glob = (flags & WordFlag.GLOB) !== 0;
    let riskiest = this.#paths.placeOf(units, start, end, glob);
    if (!glob) return riskiest;
    const places = this.#paths.placesOfGlob(units, start, end, RISK_TABLES.changes[effect] === 1);
    for (let place = 0; place < PLACE_COUNT; place++)
      if ((places & (PLACE_BITS[place] as number)) !== 0 && isRiskier(effect, place, riskiest)) riskiest = place;
    return riskiest;
  }

  /**
   * A `cd` may fail, or end with its subshell: behind one, a relative path counts from where the
   * action began too, and the riskier of both places holds.
   */
  #riskier(effect: number, place: number, units: Uint16Array, start: number, end: number, flags: number): number {
    if (!this.#paths.hasMoved || (flags & WordFlag.BRACE) !== 0) return place;
    const now = this.#paths.goToStart();
    const other = this.#placeOf(effect, units, start, end, flags);
    this.#paths.comeBack(now);
    return isRiskier(effect, other, place) ? other : place;
  }

  #addOnUrl(effect: number, word: number, frame: number, state: ArgumentState | undefined): void {
    const { words, units } = this.#out.reading;
    const target = targetOf(units, words.textStart(word), words.textEnd(word));
    if (target === Target.METADATA) return this.add(E.METADATA, Place.NONE, word, frame);
    if (target === Target.FILE && effect === E.FETCH) return this.#addFileUrl(word, frame);
    if (state !== undefined && (effect === E.FETCH || effect === E.SEND)) {
      if (target === Target.LOCAL) state.local = true;
      else state.remote = true;
    }
    if (effect === E.FETCH && tellsSecrets(units, words.textStart(word), words.textEnd(word)))
      this.add(E.REMOTE_SECRET, Place.NONE, word, frame);
    this.add(target === Target.LOCAL && effect !== E.FETCH ? E.LOCAL : effect, Place.NONE, word, frame);
    this.#trail?.note(effect, units, words.textStart(word), words.textEnd(word), word);
  }

  /** `file:///path` and `file://localhost/path` read the path. */
  #addFileUrl(word: number, frame: number): void {
    const { words, units } = this.#out.reading;
    let from = words.textStart(word) + 5;
    const end = words.textEnd(word);
    const start = from;
    while (from + 1 < end && units[from] === SLASH && units[from + 1] === SLASH) from++;
    if (from > start && beginsWith(units, from + 1, end, OWN_HOST)) from += OWN_HOST.length;
    const place = this.#paths.placeOf(units, from, end, false);
    this.add(E.READ, place, word, frame);
    this.add(E.READ_ASTRAY, place, word, frame);
  }
}

/** Where the path of a target starts: behind the scheme of `file:PATH`, which some tools take, and the `@` of an upload. */
function pathStart(effect: number, units: Uint16Array, start: number, end: number): number {
  if (effect === E.UPLOAD) return referenceStart(units, start, end);
  if (!beginsWith(units, start, end, SCHEME)) return start;
  const from = start + SCHEME.length;
  return from + 1 < end && units[from] === SLASH && units[from + 1] === SLASH ? from + 2 : from;
}

/** Where the query of a URL starts, or `end`. */
function queryStart(units: Uint16Array, start: number, end: number): number {
  let at = start;
  while (at < end && units[at] !== QUESTION) at++;
  return at;
}

/** Whether the effect is riskier at the one place than at the other; the gate beats all. */
function isRiskier(effect: number, one: number, other: number): boolean {
  const { risk } = RISK_TABLES;
  if (other === Place.GATE) return false;
  if (one === Place.GATE) return true;
  return (risk[effect * PLACE_COUNT + one] as number) > (risk[effect * PLACE_COUNT + other] as number);
}

/** Where the path of an uploaded file starts: behind the `@` of `@path` and `name=@path`. */
function referenceStart(units: Uint16Array, start: number, end: number): number {
  if (units[start] === AT) return start + 1;
  for (let at = start; at + 1 < end && units[at] !== SLASH; at++)
    if (units[at] === EQUALS && units[at + 1] === AT) return at + 2;
  return start;
}

function isNameUnit(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f || (unit >= 0x30 && unit <= 0x39)
  );
}
