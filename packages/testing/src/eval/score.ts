/** Runs the scorer that lies beside the corpora: a Python program, `SCORE_PY` or `shared/eval/score.py`. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ROOT } from '../root.ts';
import type { CorpusRow } from '../corpora.ts';

/** How many rows of how many are bad; `pct` in percent. */
export interface Metric {
  readonly bad: number;
  readonly of: number;
  readonly pct: number;
}

export type ScoreErrorCode = 'NO_PYTHON' | 'FAILED' | 'OUTPUT' | 'UNANSWERED';

/** NO_PYTHON: no python3 on PATH. FAILED: the scorer broke. OUTPUT: it printed no metrics. UNANSWERED: rows lack an answer. */
export class ScoreError extends Error {
  readonly code: ScoreErrorCode;

  constructor(code: ScoreErrorCode, message: string) {
    super(message);
    this.name = 'ScoreError';
    this.code = code;
  }
}

/** The scorer that `SCORE_PY` names, else `shared/eval/score.py` beside the repository. */
export function scorerPath(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['SCORE_PY'];
  return named ? resolve(named) : join(ROOT, '../shared/eval/score.py');
}

/** What the scorer prints about the answers in `answerFolder`. Throws `ScoreError`. */
export function runScorer(scorer: string, corpora: string, answerFolder: string, options: readonly string[]): string {
  const run = spawnSync('python3', [scorer, corpora, answerFolder, ...options], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (run.error !== undefined && 'code' in run.error && run.error.code === 'ENOENT') {
    throw new ScoreError('NO_PYTHON', 'expected python3 on PATH, met none');
  }
  if (run.status !== 0) {
    throw new ScoreError('FAILED', `expected ${scorer} to succeed, met status ${run.status}: ${run.stderr}`);
  }
  return run.stdout;
}

/** The scorer's metrics by name. Throws `ScoreError`: no figure stands for rows that nobody answered. */
export function score(scorer: string, corpora: string, answerFolder: string): Record<string, Metric> {
  const metrics = readMetrics(runScorer(scorer, corpora, answerFolder, ['--json']));
  const unanswered = metrics['unanswered']?.bad;
  if (unanswered === undefined) throw new ScoreError('OUTPUT', 'expected the metric "unanswered", met none');
  if (unanswered > 0) {
    throw new ScoreError('UNANSWERED', `expected an answer to every row, met ${unanswered} rows without one`);
  }
  return metrics;
}

/**
 * The rows that are bad under `metric`, of those in `rows`. The scorer lists them as `VERDICT SOURCE COMMAND`, the command
 * as JSON and cut: rows are found by how they begin. Throws `ScoreError`.
 */
export function failuresOf(
  metric: string,
  rows: readonly CorpusRow[],
  run: (options: readonly string[]) => string,
): CorpusRow[] {
  const bySource = Map.groupBy(rows, (row) => row.source);
  return run(['--show', metric, String(rows.length)])
    .split('\n')
    .flatMap((line) => {
      const [, source = '', command = ''] = /^\S+ (\S+) (.*)$/u.exec(line) ?? [];
      const found = bySource.get(source)?.find((row) => JSON.stringify(row.command).startsWith(command));
      return command === '' || found === undefined ? [] : [found];
    });
}

function readMetrics(output: string): Record<string, Metric> {
  try {
    return JSON.parse(output) as Record<string, Metric>;
  } catch {
    throw new ScoreError('OUTPUT', `expected the metrics as JSON, met ${output.slice(0, 80)}`);
  }
}
