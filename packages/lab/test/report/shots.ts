/**
 * Takes the pictures of `docs/lab/`: `node --conditions=@capgate/source packages/lab/test/report/shots.ts [FOLDER]`.
 *
 * A sample, and a real one all the same: the gate's decision in two modes, timed here on command lines of its own. It says
 * nothing of which is right.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createContext, decide, VERDICTS } from '@capgate/core';
import { CHROMIUM_FLAGS } from '@capgate/testing';
import { chromium } from 'playwright-core';
import { analyse } from '../../src/analysis/index.ts';
import { planOf } from '../../src/index.ts';
import { environmentNow } from '../../src/measure/index.ts';
import { writeReport } from '../../src/report/index.ts';
import type { Result } from '../../src/results/result.ts';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../../../docs/lab', import.meta.url));
const FILES = ['src/a.ts', 'README.md', 'docs', '~/notes', '/etc/hosts', '"$DIR"/cache', '$(git ls-files)', 'a b'];
const TOOLS = [
  'cat',
  'ls -la',
  'rm -rf',
  'git add',
  'cp -r /tmp/x',
  'curl -fsS https://example.com -o',
  'sudo chown ada',
  'npx tsc -p',
];
const LINES = TOOLS.flatMap((tool) => FILES.map((file) => `${tool} ${file}`));
const WARM_UP_ROUNDS = 200;

const tasks = LINES.map((command, i) => JSON.stringify({ id: `line-${i}`, command })).join('\n');

const plan = planOf({
  version: 1,
  name: 'sample-modes',
  title: 'A sample: does the gate take longer in strict mode?',
  type: 'gate_vs_gate',
  arms: [
    { name: 'strict', kind: 'gate', settings: { mode: 'strict' } },
    { name: 'balanced', kind: 'gate', settings: { mode: 'balanced' } },
  ],
  strata: [
    {
      name: 'lines',
      tasks: { path: 'lines.jsonl', sha256: createHash('sha256').update(tasks).digest('hex'), count: LINES.length },
    },
  ],
  replicates: 20,
  seed: 1,
  blinding: 'labels',
  hypotheses: {
    primary: [
      {
        id: 'slower',
        statement: 'Strict mode takes longer.',
        metric: 'latency',
        arms: ['strict', 'balanced'],
        unit: 'task',
        test: 'signed-rank',
        alternative: 'greater',
        effect: { d: 0.5 },
      },
    ],
    secondary: [
      {
        id: 'as-fast',
        statement: 'On average, both take the same time to within 2 µs.',
        metric: 'latency',
        arms: ['strict', 'balanced'],
        unit: 'task',
        test: 'paired-equivalence',
        effect: { margin: 2_000, standardDeviation: 3_000 },
      },
    ],
  },
  alpha: 0.05,
  power: 0.9,
  stopping: { rule: 'fixed' },
  exclusions: [],
  resources: { timeoutMs: 1_000 },
  priority: 5,
});

const contexts = Object.fromEntries(
  (['strict', 'balanced'] as const).map((mode) => [
    mode,
    createContext({ mode, workspace: '/home/ada/shop', home: '/home/ada' }),
  ]),
);

function measure(arm: string, i: number): Pick<Result, 'verdict' | 'latencyNs'> {
  const context = contexts[arm] as ReturnType<typeof createContext>;
  const start = process.hrtime.bigint();
  const { verdict } = decide({ kind: 'command', command: LINES[i] as string }, context);
  return {
    latencyNs: Number(process.hrtime.bigint() - start),
    verdict: VERDICTS[verdict],
  };
}

/** In rounds, in which the arms take turns. */
function results(): Result[] {
  const { experiment, hash } = plan;
  for (let i = 0; i < WARM_UP_ROUNDS * LINES.length; i++)
    for (const arm of Object.keys(contexts)) measure(arm, i % LINES.length);
  let position = 0;
  return Array.from({ length: experiment.replicates }, (_, replicate) => replicate).flatMap((replicate) =>
    LINES.flatMap((__, i) => {
      const arms = experiment.arms.map(({ name }) => name);
      return (replicate + i) % 2 === 0
        ? arms.map((arm) => [arm, i] as const)
        : arms.toReversed().map((arm) => [arm, i] as const);
    }).map(([arm, i]): Result => {
      const key = { experiment: hash, arm, stratum: 'lines', task: `line-${i}`, replicate };
      const startedAt = Date.now();
      return {
        ...key,
        outcome: 'answered',
        ...measure(arm, i),
        attempts: 1,
        worker: 'here',
        position: position++,
        startedAt,
      };
    }),
  );
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'capgate-sample-report-'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [...CHROMIUM_FLAGS],
  });
  try {
    await writeReport(analyse(plan, results(), undefined, { environment: environmentNow() }), folder);
    for (const scheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1_040, height: 1_240 } });
      const tab = await context.newPage();
      await tab.goto(pathToFileURL(join(folder, 'report.html')).href);
      await tab.screenshot({ path: join(FOLDER, `report-${scheme}.png`) });
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

await main();
