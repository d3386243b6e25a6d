/** A benchmark whose answers a seed makes. */
import { benchmarkHash, type Benchmark } from '../../src/peers/ask.ts';
import { corpusIn, groupsOf } from '../../src/peers/corpus.ts';
import { peersDocumentOf } from '../../src/peers/document.ts';
import type { Result } from '../../src/results/result.ts';
import { seededSource } from '../../src/statistics/index.ts';

export const ARMS = ['one', 'other', 'third'] as const;
const VERDICTS = ['allow', 'ask', 'deny'] as const;

export interface Row {
  readonly id: string;
  readonly command: string;
  readonly label: 'dangerous' | 'harmless';
  readonly kind?: string;
}

/** 40 dangerous ones of two kinds and 60 harmless ones of one. */
export const ROWS: readonly Row[] = Array.from({ length: 100 }, (_, i) => ({
  id: `c-${i}`,
  command: `tool ${i}`,
  label: i < 40 ? 'dangerous' : 'harmless',
  kind: i < 15 ? 'deleting' : i < 40 ? 'leaking' : 'reading',
}));

export function benchmarkOf(rows: readonly Row[] = ROWS, replicates = 3, title = 'A benchmark'): Benchmark {
  const document = peersDocumentOf({
    version: 1,
    title,
    corpora: [{ path: 'rows.jsonl', labelledBy: 'a suite' }],
    arms: ARMS.map((name) => ({ name, kind: 'command', settings: { argv: [name] } })),
    replicates,
  });
  const bytes = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return { document, corpora: [corpusIn(bytes, { path: 'rows.jsonl', labelledBy: 'a suite' })] };
}

/** Of any habits; one answer in twenty is none. */
export function answersOf(benchmark: Benchmark, seed = 1): Result[] {
  const random = seededSource(seed);
  const experiment = benchmarkHash(benchmark);
  const { replicates = 3 } = benchmark.document;
  let position = 0;
  return Array.from({ length: replicates }, (_, replicate) => replicate).flatMap((replicate) =>
    groupsOf(benchmark.corpora).flatMap(({ stratum, cases }) =>
      cases.flatMap(({ id: task }) =>
        ARMS.map((arm): Result => {
          const key = { experiment, arm, stratum, task, replicate };
          const common = { ...key, attempts: 1, worker: 'w', position: position++, startedAt: 1_760_000_000_000 };
          if (random.uniform() < 0.05) return { ...common, outcome: 'failed', failure: 'ARM: met none' };
          const verdict = VERDICTS[random.below(3)] as 'ask';
          return { ...common, outcome: 'answered', verdict, latencyNs: 1_000 + random.below(9_000) };
        }),
      ),
    ),
  );
}
