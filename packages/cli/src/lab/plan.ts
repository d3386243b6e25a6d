/** `capgate lab plan`. */
import { clipped, quoted, visible, visibleJson } from '@capgate/base';
import type { Hypothesis, Plan, PlanFault, PlannedHypothesis } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { readText } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { parseDocument } from '../documents.ts';
import { findLab } from './find.ts';

/** Of the file; the lab's own bound is on what it says. */
export const MAX_FILE_BYTES = 1 << 22;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { planFaults, planOf, taskCount, urgencyOf } = await findLab();
  const path = args.operands[0] ?? '';
  const document = await parseDocument(readText(io, path, MAX_FILE_BYTES), path);
  const faults = planFaults(document);
  if (faults.length > 0) {
    await io.stdout.write(args.has('json') ? `${visibleJson({ faults })}\n` : faults.map(lineOf(path)).join(''));
    return ExitStatus.PROBLEM;
  }
  const plan = planOf(document);
  const { experiment } = plan;
  const facts = { tasks: taskCount(experiment), urgency: urgencyOf(experiment.priority) };
  await io.stdout.write(args.has('json') ? `${visibleJson(jsonOf(plan, facts))}\n` : textOf(plan, facts));
  return ExitStatus.OK;
}

interface Facts {
  readonly tasks: number;
  readonly urgency: string;
}

const lineOf =
  (file: string) =>
  ({ path, message }: PlanFault): string => {
    return `error ${clipped(`${quoted(file)} ${path}`.trimEnd())}: ${clipped(message, 1_000)}\n`;
  };

/** The document, with what the plan makes of it. */
function jsonOf({ experiment, hash, hypotheses }: Plan, facts: Facts): object {
  return {
    ...experiment,
    hash,
    ...facts,
    hypotheses: hypotheses.map(({ hypothesis, ...planned }) => ({
      ...hypothesis,
      alternative: directionOf(hypothesis),
      ...planned,
      // Absent where no number of values suffices.
      needed: planned.needed ?? null,
    })),
  };
}

function textOf({ experiment, hash, hypotheses }: Plan, { tasks, urgency }: Facts): string {
  const { name, type, title, arms, strata, replicates, seed, blinding, groundTruth, stopping, alpha, power } =
    experiment;
  const rows: [string, string][] = [
    ['Experiment', `${name} (${type}): ${title}`],
    ['Plan', `${hash}, the SHA-256 of its canonical form`],
    ['Priority', `${experiment.priority}, ${urgency}`],
    ['Arms', arms.map((arm) => `${arm.name} (${arm.kind})`).join(', ')],
    ['Values', `${tasks} tasks in ${strata.length} strata, ${replicates} replicates each, seed ${seed}`],
    ...loadRows(experiment),
    ['Blinding', blinding],
    ['Truth', truthOf(groundTruth)],
    [
      'Stops',
      stopping.rule === 'fixed' ? 'after all values' : `at looks after ${stopping.information?.join(', ')} of them`,
    ],
    ['Errors', `α ${alpha} for all primary hypotheses and for all secondary ones, power ${power}`],
  ];
  const facts = rows.map(([label, text]) => `${label.padEnd(12)}${visible(text)}\n`).join('');
  return `${facts}\n${hypotheses.map(hypothesisText).join('\n')}`;
}

function loadRows({ load }: Plan['experiment']): [string, string][] {
  if (load === undefined) return [];
  const { ratePerSecond, arrivals = 'fixed' } = load;
  return [['Load', `${ratePerSecond} questions a second, ${arrivals} arrivals, a block for each arm and replicate`]];
}

function truthOf(truth: Plan['experiment']['groundTruth']): string {
  if (truth === undefined) return 'none: this experiment can say nothing of accuracy';
  return truth.labels === undefined
    ? 'effects, observed in a sandbox'
    : `labels of ${truth.labels.annotators} people, in ${truth.labels.path}`;
}

function hypothesisText({ hypothesis, role, alpha, needed, planned, isPowered }: PlannedHypothesis): string {
  const { id, statement, metric, arms, test, unit } = hypothesis;
  const what = unit === 'task' ? 'tasks' : 'values';
  const wanted = needed === undefined ? `more ${what} than can be had` : `${needed} ${what}`;
  const verdict = isPowered ? 'enough' : 'too few: whatever comes out, it shows nothing against the hypothesis';
  return visibleLinesOf([
    `${id} (${role}): ${statement}`,
    `  ${metric} of ${arms.join(' and ')}, ${test}, ${directionOf(hypothesis)}, α ${Number(alpha.toPrecision(4))}`,
    `  needs ${wanted}, has ${planned}: ${verdict}`,
  ]);
}

/** Tests of equivalence look at both sides, each with all of α. */
function directionOf({ test, alternative }: Hypothesis): string {
  return test.endsWith('equivalence') ? 'within the margin' : (alternative ?? 'two-sided');
}

function visibleLinesOf(lines: readonly string[]): string {
  return lines.map((line) => `${visible(line)}\n`).join('');
}
