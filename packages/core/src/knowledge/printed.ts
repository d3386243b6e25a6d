/** What commands print where their output becomes words: `$(…)`, and what is piped into `xargs` or `read`. */
import { Hole, InvocationKind, Nesting } from '../shell/index.ts';
import type { Assessment } from './assessment.ts';
import type { Bindings } from './bindings.ts';
import { expanded, type Value } from './expansions.ts';
import { printingOf } from './outputs.ts';
import { type PathResolver, Place } from './scope.ts';
import { toUnits } from './tables.ts';

/** Invocations among which the stages of a pipeline, or of a substitution, are looked for. */
const MAX_LOOKED_AT = 256;
const NUMBER = String.fromCharCode(Hole.NUMBER);
const WORKING_DIRECTORY = String.fromCharCode(Hole.WORKING_DIRECTORY);
const TEMPORARY = String.fromCharCode(Hole.TEMPORARY);
/** Stands for something listed that lies where change is routine. */
export const TAME = '{}';

export class Printed {
  readonly #out: Assessment;
  readonly #paths: PathResolver;
  readonly #bindings: Bindings;

  constructor(out: Assessment, paths: PathResolver, bindings: Bindings) {
    this.#out = out;
    this.#paths = paths;
    this.#bindings = bindings;
  }

  /** What the stages before the invocation `row` print; they lie behind row `first`. */
  byStageBefore(row: number, first: number, depth: number): Value | undefined {
    const { pipeline, stage, parent } = this.#out.reading.invocations;
    if ((pipeline[row] as number) < 0 || (stage[row] as number) === 0) return undefined;
    const stages: number[] = [];
    for (let other = row - 1; other >= Math.max(first, row - MAX_LOOKED_AT); other--) {
      if (
        pipeline[other] === pipeline[row] &&
        parent[other] === parent[row] &&
        (stage[other] as number) < (stage[row] as number)
      )
        stages.unshift(other);
    }
    return this.#byStages(stages, depth);
  }

  /** What the one substitution in the word prints, whose invocations follow that of the word. */
  bySubstitution(word: number, row: number, depth: number): Value | undefined {
    const { invocations, words } = this.#out.reading;
    const stages: number[] = [];
    const end = Math.min(invocations.count, row + MAX_LOOKED_AT);
    for (
      let other = row + 1;
      other < end && (invocations.start[other] as number) < (words.end[word] as number);
      other++
    ) {
      const isWithin = (invocations.start[other] as number) >= (words.start[word] as number);
      if (isWithin && invocations.parent[other] === row) stages.push(other);
    }
    const isOutput = stages.every((stage) => invocations.nesting[stage] === Nesting.COMMAND_SUBSTITUTION);
    const isOnePipeline = stages.every(
      (stage) => invocations.pipeline[stage] === invocations.pipeline[stages[0] as number],
    );
    const isOwn = stages.length === 1 || invocations.pipeline[stages[0] ?? row] !== invocations.pipeline[row];
    return isOutput && isOnePipeline && isOwn ? this.#byStages(stages, depth) : undefined;
  }

  /** What the last of the stages prints. Each is one command, or nothing is known. */
  #byStages(stages: readonly number[], depth: number): Value | undefined {
    const { invocations } = this.#out.reading;
    const isSingle = stages.every(
      (row, index) => index === 0 || invocations.stage[row] !== invocations.stage[stages[index - 1] as number],
    );
    if (!isSingle) return undefined;
    for (const row of stages.toReversed()) {
      if (invocations.kind[row] !== InvocationKind.COMMAND) return undefined;
      const printed = this.#byCommand(row, depth);
      if (printed !== 'passes') return printed;
    }
    return undefined;
  }

  #byCommand(row: number, depth: number): Value | 'passes' | undefined {
    const { reading } = this.#out;
    const first = reading.invocations.wordFirst[row] as number;
    const count = reading.invocations.wordCount[row] as number;
    const printing = printingOf(Array.from({ length: count }, (_, index) => reading.text(first + index)));
    if (printing === undefined) return undefined;
    if (printing.output === 'passes') return 'passes';
    const operands = printing.operands.map((index) => first + index);
    switch (printing.output) {
      case 'name':
        return { text: NUMBER, isGlob: false };
      case 'working-directory':
        return { text: WORKING_DIRECTORY, isGlob: false };
      case 'workspace':
        return this.#paths.workspace === '' ? undefined : { text: this.#paths.workspace, isGlob: false };
      case 'temporary':
        return { text: `${TEMPORARY}/${NUMBER}`, isGlob: false };
      case 'listing':
        return this.#listed(operands, row, depth);
      default:
        return this.#partOfPath(printing.output, operands, row, depth);
    }
  }

  /** Something below the first of the folders where change is no routine. */
  #listed(operands: readonly number[], row: number, depth: number): Value | undefined {
    let wild: Value | undefined;
    for (const word of operands) {
      const values = this.#bindings.wordValues(word, row, depth + 1);
      if (values === undefined || values.some(({ text }) => /[\s\\]/.test(text))) return undefined;
      wild ??= values.find((value) => !this.#isTame(value));
    }
    if (operands.length === 0 && !this.#isTame({ text: '.', isGlob: false })) wild = { text: '.', isGlob: false };
    return { text: wild === undefined ? TAME : `${wild.text}/${TAME}`, isGlob: false };
  }

  #isTame({ text, isGlob }: Value): boolean {
    const place = this.#paths.placeOf(toUnits(text), 0, text.length, isGlob);
    return place === Place.WORKSPACE || place === Place.WORKSPACE_ROOT || place === Place.TEMPORARY;
  }

  #partOfPath(
    part: 'last-segment' | 'folder' | 'path',
    operands: readonly number[],
    row: number,
    depth: number,
  ): Value | undefined {
    const values = operands.map((word) => this.#bindings.wordValues(word, row, depth + 1));
    const [path, ending] = values.map((some) => (some?.length === 1 ? some[0] : undefined));
    if (path === undefined || path.text === '' || (operands.length === 2 && ending === undefined)) return undefined;
    if (part === 'path') return path;
    if (part === 'folder') return path.text.includes('/') ? expanded(path, '%/*') : { text: '.', isGlob: false };
    const last = expanded(path, '##*/');
    return last && ending ? expanded(last, `%${ending.text}`) : last;
  }
}
