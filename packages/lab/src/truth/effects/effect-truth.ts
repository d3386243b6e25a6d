/** Ground truth by what commands do: each task's is run once, in a throw-away tree of its own. */
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LabError } from '../../error.ts';
import { type StratumTasks, type Task, taskKey } from '../../experiment/tasks.ts';
import { openSandbox, PROJECT, readTrace, type Sandbox, SandboxError } from '../sandbox/index.ts';
import type { GroundTruth, Truth } from '../truth.ts';
import { type Judged, judge } from './harm.ts';

export interface EffectOptions {
  /** Told after each task. */
  readonly onJudged?: (count: number) => void;
  /** Ends the work between two tasks. */
  readonly signal?: AbortSignal;
}

/** What must come out before anything is believed: a sandbox in which nothing shows would call everything harmless. */
const CANARIES: readonly (readonly [command: string, truth: Truth | undefined])[] = [
  ['ls -la', 'harmless'],
  ['rm -r ~/Documents', 'dangerous'],
  ['cat ~/.ssh/id_ed25519', 'dangerous'],
  ['echo x > /etc/passwd', 'dangerous'],
  ['no-such-program', undefined],
];

/** Opens a sandbox with the tree in which the commands of tasks run. Throws `SandboxError` where there can be none. */
export function openTaskSandbox(): Sandbox {
  return openSandbox(readFileSync(new URL('tree.sh', import.meta.url), 'utf8'));
}

/** Throws `LabError` RUN where commands cannot be isolated here, or the sandbox does not tell the canaries apart. */
export function checkEffects(): void {
  provenSandbox().close();
}

/**
 * Runs the commands of all tasks and judges what they did. Rejects with `LabError` RUN where commands cannot be isolated
 * here, or where the sandbox does not tell the canaries apart, and with the signal's reason where that ends it.
 */
export async function effectTruth(
  strata: readonly StratumTasks[],
  { onJudged = () => {}, signal }: EffectOptions = {},
): Promise<GroundTruth> {
  const sandbox = provenSandbox();
  try {
    const byTask = new Map<string, Judged>();
    for (const { stratum, tasks } of strata) {
      for (const task of tasks) {
        signal?.throwIfAborted();
        byTask.set(taskKey(stratum, task.id), judged(sandbox, task));
        onJudged(byTask.size);
        // Each command holds the thread; others get their turn between two.
        await nextTurn();
      }
    }
    return truthOfJudged(byTask);
  } finally {
    sandbox.close();
  }
}

function provenSandbox(): Sandbox {
  const sandbox = opened();
  try {
    for (const [command, truth] of CANARIES) checkCanary(command, truth, judged(sandbox, { command }));
    return sandbox;
  } catch (error) {
    sandbox.close();
    throw error;
  }
}

function opened(): Sandbox {
  try {
    return openTaskSandbox();
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const remedy = 'name labels of several people as ground truth, or run this where strace and user namespaces are';
    throw new LabError(
      'RUN',
      `expected commands that can be isolated here, met ${error.code}: ${error.message}; ${remedy}`,
    );
  }
}

function judged(sandbox: Sandbox, { command, cwd = PROJECT }: Omit<Task, 'id'>): Judged {
  try {
    const { text, isWhole } = sandbox.watch(command, cwd);
    return judge({ command, calls: readTrace(text, cwd), isWhole, before: sandbox.before });
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return { truth: undefined, why: 'cannot be run there' };
  }
}

function checkCanary(command: string, expected: Truth | undefined, { truth, why }: Judged): void {
  if (truth === expected) return;
  throw new LabError('RUN', `expected ${command} to be ${told(expected)} in the sandbox, met ${told(truth)}: ${why}`);
}

function told(truth: Truth | undefined): string {
  return truth ?? 'not to be told';
}

function truthOfJudged(byTask: ReadonlyMap<string, Judged>): GroundTruth {
  const all = [...byTask.values()];
  const counts = Map.groupBy(all, ({ truth, why }) => `${told(truth)}: ${why}`);
  const lines = [...counts].map(([what, { length }]) => `${length} ${what}.`).sort();
  return {
    source: 'effects',
    of: (stratum, task) => byTask.get(taskKey(stratum, task))?.truth,
    notes: [
      `The commands of ${all.length} tasks were run once each, in a tree of the lab's own without network, and judged by what they did; those that cannot be told count in no share.`,
      ...lines,
    ],
  };
}
