/**
 * Code that is written where it runs later by itself: startup files, hooks. What a command prints
 * into such a file, or a here-document holds for it, is read as what it will be: shell code.
 */
import { RedirectionKind } from '../shell/index.ts';
import { type Assessment, NONE } from './assessment.ts';
import { EFFECT_NAMES } from './effects.ts';
import { PLACE_NAMES } from './places.ts';
import { baseOf, printedText } from './printed.ts';
import { NodeField, NodeFlag, type Tables } from './tables.ts';
import type { Wrapping } from './wrapping.ts';

/** Files in one action whose text is read. */
const MAX_PLANTS = 8;

/** By effect: whether it writes; by place: whether what lies there runs by itself. */
const WRITES: Uint8Array = flagged(EFFECT_NAMES, ['file.write', 'file.append', 'file.create']);
const RUN_LATER: Uint8Array = flagged(PLACE_NAMES, ['startup', 'hooks']);

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
      if (RUN_LATER[effects.place(row)] === 0 || WRITES[effects.effect(row)] === 0) continue;
      if (++plants > MAX_PLANTS) return;
      this.#read(effects.frame(row));
    }
  }

  /** Reads what the frame's invocation, and the stage before it, print. */
  #read(frame: number): void {
    const { invocations } = this.#out.reading;
    const invocation = this.#out.frames.invocation(frame);
    if (invocation < 0) return;
    const count = invocations.count;
    for (let other = 0; other < count; other++) {
      if (other !== invocation && !this.#isBefore(other, invocation)) continue;
      this.#readHereDocuments(other, frame);
      this.#readPrinted(other, frame);
    }
  }

  #isBefore(one: number, other: number): boolean {
    const { invocations } = this.#out.reading;
    const own = invocations.pipeline(other);
    return own >= 0 && invocations.pipeline(one) === own && invocations.stage(one) === invocations.stage(other) - 1;
  }

  #readHereDocuments(invocation: number, frame: number): void {
    const { reading } = this.#out;
    const { invocations, redirections } = reading;
    const first = invocations.redirectionFirst(invocation);
    const end = first + invocations.redirectionCount(invocation);
    for (let at = first; at < end; at++) {
      if (redirections.kind(at) !== RedirectionKind.TEXT) continue;
      const target = redirections.target(at);
      this.#wrapping.runText(reading.text(target), target, target, frame);
    }
  }

  /** The words of a command that prints its operands. */
  #readPrinted(invocation: number, frame: number): void {
    const { frames, reading } = this.#out;
    const count = frames.count;
    for (let at = 0; at < count; at++) {
      const node = frames.node(at);
      if (frames.invocation(at) !== invocation || node === NONE) continue;
      if ((this.#tables.field(node, NodeField.FLAGS) & NodeFlag.PRINTS) === 0) continue;
      const first = frames.word(at);
      const [name = '', ...operands] = Array.from({ length: frames.wordCount(at) }, (_, i) => reading.text(first + i));
      const text = printedText(baseOf(name), operands);
      if (text !== '') this.#wrapping.runText(text, first + 1, first + operands.length, frame);
    }
  }
}
