/**
 * Code that is written where it runs later by itself: startup files, hooks. What a command prints
 * into such a file, or a here-document holds for it, is read as what it will be: shell code. What is
 * brought there from a temporary folder, where anybody may have put it, is planted unseen.
 */
import { RedirectionKind } from '../../shell/index.ts';
import { type Assessment, NONE } from '../assessment.ts';
import { EFFECT_NAMES } from '../vocabulary/effects.ts';
import { PLACE_NAMES, type PlaceName } from '../vocabulary/places.ts';
import { Place } from '../paths/scope.ts';
import { add } from './flow-kinds.ts';
import { baseOf, printedText } from './printed.ts';
import { effectNumber, NodeField, NodeFlag, type Tables } from '../tables/tables.ts';
import type { Wrapping } from '../wrapping.ts';

/** Files in one action whose text is read. */
const MAX_PLANTS = 8;

const SCHEDULE: number = effectNumber('schedule.install');
/** What stands before the command in a line of a schedule: when it runs. */
const SCHEDULED_AT = /^[ \t]*(?:@[a-z]+|(?:[\d*/,a-z-]+[ \t]+){4}[\d*/,a-z-]+)[ \t]+/gim;
const JSON_TEXT = /"((?:[^"\\]|\\.)*)"/g;

/** The shell code in what is written where it runs later: of JSON, the texts in it; of a schedule, its commands. */
export function codeWithin(text: string, isSchedule: boolean): string {
  if (isSchedule) return text.replaceAll(SCHEDULED_AT, '');
  if (!/^\s*[[{]/.test(text)) return text;
  const texts = [...text.matchAll(JSON_TEXT)].map(([, code = '']) => code.replaceAll('\\"', '"'));
  // One without a blank is a key or a name.
  return texts.filter((code) => code.includes(' ')).join('\n');
}

/** By effect: whether it writes; by place: whether what lies there runs by itself. */
const WRITES: Uint8Array = flagged(EFFECT_NAMES, ['file.write', 'file.replace', 'file.append', 'file.create']);
const RUN_LATER: Uint8Array = flagged(PLACE_NAMES, ['startup', 'hooks']);
const TAKES: Uint8Array = flagged(EFFECT_NAMES, ['file.read', 'file.move']);
/** Places whose files run, or steer an agent, by themselves. */
export const PLANTED: readonly PlaceName[] = ['startup', 'hooks', 'ci', 'agent-settings', 'instructions'];
/** Of these, where nobody installs a program of his own, as in a startup folder. */
export const BROUGHT: readonly PlaceName[] = ['hooks', 'ci', 'agent-settings', 'instructions'];
const BROUGHT_PLACES: Uint8Array = flagged(PLACE_NAMES, BROUGHT);
const PLANT: number = effectNumber('code.plant');

function flagged<Name extends string>(all: readonly Name[], chosen: readonly Name[]): Uint8Array {
  return Uint8Array.from(all, (name) => (chosen.includes(name) ? 1 : 0));
}

export class PlantedCode {
  readonly #tables: Tables;
  readonly #out: Assessment;
  readonly #wrapping: Wrapping;

  constructor(tables: Tables, out: Assessment, wrapping: Wrapping) {
    this.#tables = tables;
    this.#out = out;
    this.#wrapping = wrapping;
  }

  /** Adds what the written code would do. */
  assess(): void {
    const { effects } = this.#out;
    const rows = effects.count;
    let plants = 0;
    for (let row = 0; row < rows; row++) {
      const isSchedule = effects.effect(row) === SCHEDULE;
      if (this.#isBroughtIn(row, rows)) add(this.#out, PLANT, row);
      const isWritten = RUN_LATER[effects.place(row)] === 1 && WRITES[effects.effect(row)] === 1;
      if (!isSchedule && !isWritten) continue;
      if (++plants > MAX_PLANTS) return;
      this.#read(effects.frame(row), isSchedule);
    }
  }

  /** Whether a command brings here a temporary file that the action does not write itself. */
  #isBroughtIn(row: number, rows: number): boolean {
    const { effects } = this.#out;
    if (BROUGHT_PLACES[effects.place(row)] === 0 || WRITES[effects.effect(row)] === 0) return false;
    let isTaken = false;
    for (let other = 0; other < rows; other++) {
      if (effects.place(other) !== Place.TEMPORARY) continue;
      if (WRITES[effects.effect(other)] === 1) return false;
      isTaken ||= TAKES[effects.effect(other)] === 1 && effects.frame(other) === effects.frame(row);
    }
    return isTaken;
  }

  /** Reads what the frame's invocation, and the stage before it, print. */
  #read(frame: number, isSchedule: boolean): void {
    const { invocations } = this.#out.reading;
    const invocation = this.#out.frames.invocation(frame);
    if (invocation < 0) return;
    const count = invocations.count;
    for (let other = 0; other < count; other++) {
      if (other !== invocation && !this.#isBefore(other, invocation)) continue;
      this.#readHereDocuments(other, frame, isSchedule);
      this.#readPrinted(other, frame, isSchedule);
    }
  }

  #isBefore(one: number, other: number): boolean {
    const { invocations } = this.#out.reading;
    const own = invocations.pipeline(other);
    return own >= 0 && invocations.pipeline(one) === own && invocations.stage(one) === invocations.stage(other) - 1;
  }

  #readHereDocuments(invocation: number, frame: number, isSchedule: boolean): void {
    const { reading } = this.#out;
    const { invocations, redirections } = reading;
    const first = invocations.redirectionFirst(invocation);
    const end = first + invocations.redirectionCount(invocation);
    for (let at = first; at < end; at++) {
      if (redirections.kind(at) !== RedirectionKind.TEXT) continue;
      const target = redirections.target(at);
      this.#run(reading.text(target), target, target, frame, isSchedule);
    }
  }

  /** The words of a command that prints its operands. */
  #readPrinted(invocation: number, frame: number, isSchedule: boolean): void {
    const { frames, reading } = this.#out;
    const count = frames.count;
    for (let at = 0; at < count; at++) {
      const node = frames.node(at);
      if (frames.invocation(at) !== invocation || node === NONE) continue;
      if ((this.#tables.field(node, NodeField.FLAGS) & NodeFlag.PRINTS) === 0) continue;
      const first = frames.word(at);
      const [name = '', ...operands] = Array.from({ length: frames.wordCount(at) }, (_, i) => reading.text(first + i));
      const text = printedText(baseOf(name), operands);
      this.#run(text, first + 1, first + operands.length, frame, isSchedule);
    }
  }

  #run(text: string, first: number, last: number, frame: number, isSchedule: boolean): void {
    const code = codeWithin(text, isSchedule);
    if (code !== '') this.#wrapping.runText(code, first, last, frame);
  }
}
