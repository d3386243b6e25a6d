/**
 * Code that the text itself prints into whoever runs what flows in: `echo 'ls' | sh`. It is read as
 * the code it is; where it is all that flows, nothing of what runs is known only at run time.
 */
import { InvocationKind, WordFlag } from '../../shell/index.ts';
import { type Assessment, NONE } from '../assessment.ts';
import { callsIn } from '../code/calls.ts';
import { codeEffect } from '../code/code.ts';
import type { EffectWriter } from '../effect-writer.ts';
import { Place } from '../paths/scope.ts';
import { holdsHole } from '../paths/url.ts';
import { effectNumber, LANGUAGES, NodeField, NodeFlag, SpecialRole, type Tables, toUnits } from '../tables/tables.ts';
import { PLACE_COUNT, RISK_TABLES } from '../vocabulary/risk.ts';
import type { Wrapping } from '../wrapping.ts';
import { plainlyPrinted } from './printed.ts';

/** Invocations of an action in which printed code is followed. */
export const MAX_PIPED_INVOCATIONS = 64;

const STDIN: number = effectNumber('code.stdin');
const INSPECT: number = effectNumber('inspect');
const INLINE: number = effectNumber('code.inline');

export class PipedCode {
  readonly #tables: Tables;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  readonly #wrapping: Wrapping;

  constructor(tables: Tables, out: Assessment, writer: EffectWriter, wrapping: Wrapping) {
    this.#tables = tables;
    this.#out = out;
    this.#writer = writer;
    this.#wrapping = wrapping;
  }

  /** Adds what the printed code does, in place of the effect that nothing is known of it. */
  assess(): void {
    const { effects, reading } = this.#out;
    const rows = effects.count;
    for (let row = 0; row < rows; row++) {
      if (effects.effect(row) !== STDIN || reading.invocations.count > MAX_PIPED_INVOCATIONS) continue;
      const printer = this.#printer(this.#out.frames.invocation(effects.frame(row)));
      const code = printer === NONE ? undefined : this.#printed(printer);
      if (code !== undefined) this.#run(row, code, printer);
    }
  }

  /** The one command whose output is all that the invocation reads, or `NONE`. */
  #printer(invocation: number): number {
    const { invocations } = this.#out.reading;
    const pipeline = invocation < 0 ? NONE : invocations.pipeline(invocation);
    if (pipeline < 0 || invocations.redirectionCount(invocation) > 0) return NONE;
    const stage = invocations.stage(invocation);
    const parent = invocations.parent(invocation);
    let found = NONE;
    for (let at = 0; at < invocations.count; at++) {
      if (at === invocation || invocations.parent(at) !== parent) continue;
      const other = this.#stageOf(at, pipeline);
      // Whoever else stands there reads, or prints, some of it.
      if (other === stage || (other === stage - 1 && found !== NONE)) return NONE;
      if (other === stage - 1) found = at;
    }
    return found;
  }

  /** The stage of a pipeline in which an invocation stands, pipelines within that one included, or `NONE`. */
  #stageOf(invocation: number, pipeline: number): number {
    const { invocations, pipelines } = this.#out.reading;
    let stage = invocations.stage(invocation);
    for (let at = invocations.pipeline(invocation); at >= 0; at = pipelines.parent(at)) {
      if (at === pipeline) return stage;
      stage = pipelines.stage(at);
    }
    return NONE;
  }

  /** What the invocation prints, if the text says all of it. */
  #printed(invocation: number): string | undefined {
    const { reading } = this.#out;
    const { invocations, words, units } = reading;
    const isPlain = invocations.kind(invocation) === InvocationKind.COMMAND;
    if (!isPlain || invocations.redirectionCount(invocation) > 0) return undefined;
    const first = invocations.wordFirst(invocation);
    const end = first + invocations.wordCount(invocation);
    for (let word = first; word < end; word++) {
      if ((words.flags(word) & (WordFlag.GLOB | WordFlag.BRACE)) !== 0) return undefined;
      if (holdsHole(units, words.textStart(word), words.textEnd(word))) return undefined;
    }
    return plainlyPrinted(Array.from({ length: end - first }, (_, i) => reading.text(first + i)));
  }

  #run(row: number, code: string, printer: number): void {
    const { effects, frames, reading } = this.#out;
    const frame = effects.frame(row);
    const word = effects.word(row);
    const node = frames.node(frame);
    const role = node < 0 ? NONE : this.#tables.field(node, NodeField.STDIN);
    const isLater = node < 0 || (this.#tables.field(node, NodeField.FLAGS) & NodeFlag.DEFERS) !== 0;
    const language = LANGUAGES[role - SpecialRole.SOURCE];
    if (isLater || language === undefined) return;
    const { invocations } = reading;
    const first = invocations.wordFirst(printer);
    const last = first + invocations.wordCount(printer) - 1;
    this.#quell(row);
    if (language === 'shell') return this.#wrapping.runText(code, first, last, frame);
    const units = toUnits(code);
    const effect = codeEffect(language, units, 0, units.length);
    this.#writer.add(effect, Place.NONE, word, frame);
    if (effect !== INLINE) return;
    for (const { role: called, text } of callsIn(language, units, 0, units.length)) {
      if (called === 'source.shell') this.#wrapping.runText(text, first, last, frame);
      else this.#writer.addOn(effectNumber(called), reading.addText(text, word, 0), frame, undefined);
    }
  }

  #quell(row: number): void {
    const { effects } = this.#out;
    const at = INSPECT * PLACE_COUNT;
    effects.setEffect(row, INSPECT);
    effects.setRisk(row, RISK_TABLES.risk[at] as number);
    effects.setCapabilities(row, RISK_TABLES.capabilities[at] as number);
  }
}
