/** Experiments in folders of their own, run by the arms of the suites. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Experiment } from '../../src/experiment/schema.ts';
import { type Plan, planOf } from '../../src/experiment/plan.ts';
import type { Executor, ExecutorParts } from '../../src/run/executor.ts';
import { Lab, type LabOptions } from '../../src/run/lab.ts';
import { ThreadExecutor } from '../../src/run/thread-executor.ts';
import type { Result } from '../../src/results/result.ts';
import { withWorkers } from './nats/with-workers.ts';

type ExecutorOf = (parts: ExecutorParts) => Executor;

export const thread = { url: new URL('./thread.ts', import.meta.url), execArgv: ['--conditions=@capgate/source'] };

/** All ways to have arms asked, which do the same. Each asks the arms of the suites. */
export const EXECUTORS = {
  'worker threads': (parts) => new ThreadExecutor({ ...parts, thread }),
  'workers at a NATS server': withWorkers,
} as const satisfies Readonly<Record<string, ExecutorOf>>;

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'capgate-lab-'));
}

export interface Made {
  readonly folder: string;
  readonly plan: Plan;
}

export type Changes = Partial<
  Pick<
    Experiment,
    | 'type'
    | 'load'
    | 'constraints'
    | 'name'
    | 'replicates'
    | 'seed'
    | 'resources'
    | 'priority'
    | 'groundTruth'
    | 'hypotheses'
    | 'stopping'
    | 'blinding'
    | 'exclusions'
  >
> & {
  readonly arms?: readonly string[];
};

/** What one arm alone is held against. */
const CLAIM = { statement: 'It answers at once.', source: 'A suite.', value: 1, unit: 'ns' };

/** An experiment whose tasks are these commands, by strata. */
export function experimentOf(
  commands: Readonly<Record<string, readonly string[]>>,
  { arms = ['one', 'other'], ...changes }: Changes = {},
  folder = temporaryFolder(),
): Made {
  const strata = Object.entries(commands).map(([name, some]) => {
    const text = some.map((command, i) => `${JSON.stringify({ id: `${name}-${i}`, command })}\n`).join('');
    writeFileSync(join(folder, `${name}.jsonl`), text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { name, tasks: { path: `${name}.jsonl`, sha256, count: some.length } };
  });
  const plan = planOf({
    version: 1,
    name: 'a-test',
    title: 'Does it run?',
    ...(arms.length > 1 ? { type: 'gate_vs_gate' } : { type: 'claim', claim: CLAIM }),
    arms: arms.map((name) => ({ name, kind: 'command', settings: { argv: ['test-arm'] } })),
    strata,
    replicates: 2,
    seed: 7,
    blinding: 'none',
    hypotheses: {
      primary: [
        {
          id: 'sooner',
          statement: 'One answers sooner.',
          metric: 'latency',
          arms: arms.slice(0, 2),
          unit: 'replicate',
          test: arms.length > 1 ? 'welch' : 'one-sample-t',
          effect: { d: 100 },
        },
      ],
    },
    alpha: 0.05,
    power: 0.8,
    stopping: { rule: 'fixed' },
    exclusions: [],
    resources: { timeoutMs: 10_000, workers: 2, retries: 0 },
    priority: 5,
    ...changes,
  });
  return { folder, plan };
}

export function openLab(folder: string, options: Partial<LabOptions> = {}): Promise<Lab> {
  return Lab.open({ folder: join(folder, 'lab'), executorOf: EXECUTORS['worker threads'], ...options });
}

const CALM = { plain: ['allow', 'deny', 'allow', 'allow'] };

export interface Waiting {
  readonly lab: Lab;
  readonly folder: string;
  readonly plans: Readonly<Record<string, Plan>>;
}

/** A lab in which these experiments wait, entered in this order. */
export async function waitingIn(
  open: (folder: string) => Promise<Lab>,
  all: readonly (Changes & {
    readonly name: string;
    readonly commands?: Readonly<Record<string, readonly string[]>>;
  })[],
): Promise<Waiting> {
  const folder = temporaryFolder();
  const lab = await open(folder);
  const plans: Record<string, Plan> = {};
  for (const { commands = CALM, ...changes } of all) {
    const own = join(folder, changes.name);
    mkdirSync(own);
    const { plan } = experimentOf(commands, changes, own);
    plans[changes.name] = plan;
    await lab.submit(plan, own);
  }
  return { lab, folder, plans };
}

export async function allOf(lab: Lab, plan: Plan): Promise<Result[]> {
  const all: Result[] = [];
  for await (const result of lab.allResults(plan.hash)) all.push(result);
  return all;
}

/** What was measured, as `expectedKeys` says what was to be. */
export function keysOf(results: readonly Result[]): string[] {
  return results.map(keyText).sort();
}

/** Every measurement that the plan asks for, as a text each, sorted. */
export function expectedKeys({ experiment }: Plan, commands: Readonly<Record<string, readonly string[]>>): string[] {
  return experiment.arms
    .flatMap(({ name: arm }) =>
      Object.entries(commands).flatMap(([stratum, some]) =>
        some.flatMap((_, task) =>
          Array.from({ length: experiment.replicates }, (__, replicate) =>
            keyText({ arm, stratum, task: `${stratum}-${task}`, replicate }),
          ),
        ),
      ),
    )
    .sort();
}

function keyText({ arm, stratum, task, replicate }: Pick<Result, 'arm' | 'stratum' | 'task' | 'replicate'>): string {
  return JSON.stringify([arm, stratum, task, replicate]);
}
