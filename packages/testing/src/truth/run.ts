/** Command lines run for real, and what they did held against what core says. */
import { observe, PROJECT, readTrace, type Sandbox } from '@capgate/lab/sandbox';
import { evaluationContext } from '../evaluation-context.ts';
import { type Comparison, compare, type Disagreement } from './compare.ts';
import { KNOWN, type Known } from './known.ts';
import { predict } from './predict.ts';

export interface Outcome {
  readonly comparisons: readonly Comparison[];
  /** Command lines that were not run, with the program that is not installed. */
  readonly left: readonly { readonly command: string; readonly program: string }[];
}

/** Runs `commands` in `sandbox`, those aside whose programs are not there; says how many are done after each. */
export function compareReal(
  sandbox: Sandbox,
  commands: readonly string[],
  onDone: (count: number) => void = () => {},
): Outcome {
  const context = evaluationContext('balanced');
  const predictions = commands.map((command) => ({ command, predicted: predict(command, context) }));
  const missing = new Set(sandbox.missing([...new Set(predictions.flatMap(({ predicted }) => [...predicted.needed]))]));
  const left: { command: string; program: string }[] = [];
  const comparisons: Comparison[] = [];
  for (const { command, predicted } of predictions) {
    const program = [...predicted.needed].find((name) => missing.has(name));
    if (program !== undefined) left.push({ command, program });
    else
      comparisons.push(
        compare(command, observe(readTrace(sandbox.trace(command), PROJECT), sandbox.before), predicted),
      );
    onDone(comparisons.length + left.length);
  }
  return { comparisons, left };
}

/** Disagreements that no entry of `KNOWN` explains. */
export function unexplained(comparisons: readonly Comparison[]): Disagreement[] {
  return comparisons.flatMap(({ disagreements }) =>
    disagreements.filter((one) => !KNOWN.some((known) => covers(known, one))),
  );
}

/** Explanations of disagreements that did not happen, as `KIND FAULT COMMAND`, of command lines that were run. */
export function outdated(comparisons: readonly Comparison[]): string[] {
  const byCommand = new Map(comparisons.map((comparison) => [comparison.command, comparison.disagreements]));
  return KNOWN.flatMap((known) =>
    known.commands
      .filter((command) => byCommand.get(command)?.some((one) => covers(known, one)) === false)
      .map((command) => `${known.kind} ${known.fault} ${command}`),
  );
}

function covers({ kind, fault, commands }: Known, one: Disagreement): boolean {
  return kind === one.kind && fault === one.fault && commands.includes(one.command);
}
