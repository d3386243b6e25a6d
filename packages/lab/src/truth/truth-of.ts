/** The ground truth that a plan names. */
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { StratumTasks } from '../experiment/tasks.ts';
import { namedText } from '../named-text.ts';
import { checkEffects, type EffectOptions, effectTruth } from './effects/effect-truth.ts';
import { labelTruth } from './label-truth.ts';
import { type Labels, readLabels } from './labels.ts';
import type { GroundTruth } from './truth.ts';

export interface TruthOptions extends EffectOptions {
  /** Of all strata. */
  readonly tasks: readonly StratumTasks[];
}

type LabelPlan = NonNullable<NonNullable<Experiment['groundTruth']>['labels']>;

/** Of a file of labels. */
const LABELS_BYTES_MAX = 64 << 20;

/**
 * What is right about the tasks, by the plan's own word for it; undefined where it names none. Relative paths start at
 * `folder`, where the document lies. Of effects, every command is run, a fraction of a second each, in this thread.
 * Rejects with `LabError` LABELS where the file is not the one that the plan names, RUN where commands cannot be isolated.
 */
export async function truthOf(
  { groundTruth }: Experiment,
  folder: string,
  { tasks, ...options }: TruthOptions,
): Promise<GroundTruth | undefined> {
  if (groundTruth?.source === 'effects') return effectTruth(tasks, options);
  if (groundTruth?.labels === undefined) return undefined;
  const { labels: plan } = groundTruth;
  const bytes = await bytesOf(isAbsolute(plan.path) ? plan.path : join(folder, plan.path));
  const text = namedText(bytes, { ...plan, code: 'LABELS', remedy: 'other labels are another experiment' });
  // Spreadsheets begin UTF-8 with a mark.
  const labels = readLabels(text.replace(/^\ufeff/u, ''), tasks);
  checkAnnotators(labels, plan);
  return labelTruth(
    labels,
    tasks.reduce((total, { tasks: own }) => total + own.length, 0),
  );
}

/** Whether there will be a truth, found out before anything is measured for it. Rejects as `truthOf` does. */
export async function checkTruth(
  experiment: Experiment,
  folder: string,
  tasks: readonly StratumTasks[],
): Promise<void> {
  if (experiment.groundTruth?.source === 'effects') checkEffects();
  else await truthOf(experiment, folder, { tasks });
}

async function bytesOf(place: string): Promise<Buffer> {
  try {
    const facts = await stat(place);
    if (facts.isFile() && facts.size <= LABELS_BYTES_MAX) return await readFile(place);
    const met = facts.isFile() ? `${facts.size} bytes` : 'something else';
    throw new LabError('LABELS', `expected a file of at most ${LABELS_BYTES_MAX} bytes at ${place}, met ${met}`);
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('LABELS', `expected labels in ${place}, met: ${(error as Error).message}`);
  }
}

function checkAnnotators({ annotators }: Labels, plan: LabelPlan): void {
  if (annotators === plan.annotators) return;
  throw new LabError('LABELS', `expected labels of ${plan.annotators} people in ${plan.path}, met ${annotators}`);
}
