/** A lab in a folder of its own, in which the gate is asked in two modes. */
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capgate, type Outcome } from './harness.ts';

export const EXCLUSION = 'Tasks that need a network.';
const TASKS = ['git status', 'curl example.com', 'ls', 'cat a']
  .map((command, i) => `${JSON.stringify({ id: `t-${i}`, command })}\n`)
  .join('');
const MODES = ['strict', 'balanced'];

function planOf(name: string, seed: number) {
  return {
    version: 1,
    name,
    title: 'What is read over HTTP?',
    type: 'gate_vs_gate',
    arms: MODES.map((mode) => ({ name: mode, kind: 'gate', settings: { mode } })),
    strata: [
      {
        name: 'plain',
        tasks: { path: 'tasks.jsonl', sha256: createHash('sha256').update(TASKS).digest('hex'), count: 4 },
      },
    ],
    replicates: 3,
    seed,
    blinding: 'none',
    hypotheses: {
      primary: [
        {
          id: 'sooner',
          statement: 'One answers sooner.',
          metric: 'latency',
          arms: MODES,
          unit: 'replicate',
          test: 'welch',
          effect: { d: 100 },
        },
      ],
    },
    alpha: 0.05,
    power: 0.8,
    stopping: { rule: 'fixed' },
    exclusions: [EXCLUSION],
    resources: { timeoutMs: 5_000, workers: 1 },
    priority: 5,
  };
}

/** How long measuring may take on a busy machine. */
export const MEASURING_TIMEOUT_MS = 60_000;

export interface LabWorld {
  /** Where documents lie. */
  readonly folder: string;
  /** The user's own lab. */
  readonly lab: string;
  /** `capgate lab` with these words. */
  readonly ask: (...argv: readonly string[]) => Promise<Outcome>;
  readonly written: (name: string, text: string) => string;
  /** Has an experiment measured, with options before the name of its document. */
  readonly run: (name: string, seed: number, ...options: readonly string[]) => Promise<void>;
}

export function labWorld(): LabWorld {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-lab-'));
  const home = join(folder, 'home');
  const ask = (...argv: readonly string[]) => capgate(['lab', ...argv], { home, cwd: folder });
  const written = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  written('tasks.jsonl', TASKS);
  return {
    folder,
    lab: join(home, '.local/share/capgate/lab'),
    ask,
    written,
    run: async (name, seed, ...options) => {
      const path = written(`${name}.json`, JSON.stringify(planOf(name, seed)));
      const { status, stdout, stderr } = await ask('run', '--workers', '1', ...options, path);
      if (status !== 0) throw new Error(`expected an experiment that is measured, met ${stdout}${stderr}`);
    },
  };
}
