/**
 * `npm run eval [-- --json | --show METRIC [N] | --record]`: answers the corpora in the modes balanced and strict, scores
 * the answers, and prints each metric beside its bar, the worst tools, and what got worse since the last recorded run.
 * `--record` adds this run to the history. Where corpora, scorer or python3 are absent it says that nothing was measured.
 */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { CorpusError, corpusFolder, type CorpusRow, loadCorpora } from '../corpora.ts';
import { evaluationContext } from '../evaluation-context.ts';
import { answersTo, toLines } from './answers.ts';
import { ROOT } from '../root.ts';
import { lastMeasurement, type Measurement, toHistoryLine, wholeMetrics } from './history.ts';
import { evaluationText } from './report.ts';
import { failuresOf, type Metric, runScorer, score, ScoreError, scorerPath } from './score.ts';
import { type ToolCount, worstTools } from './worst.ts';

const answerFolder = join(ROOT, '.eval');
const historyFile = join(ROOT, 'docs/measurements/eval.jsonl');
const scoredModes = ['balanced', 'strict'] as const;
/** Tools that are named for each metric. */
const WORST_COUNT = 6;

interface Options {
  readonly json: boolean;
  readonly record: boolean;
  /** The scorer's own arguments for listing the rows that are bad under one metric. */
  readonly show: readonly string[];
}

function readOptions(): Options {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    options: { json: flag, record: flag, show: { type: 'string' } },
    allowPositionals: true,
  });
  const show = values.show === undefined ? [] : ['--show', values.show, ...positionals];
  return { json: values.json, record: values.record, show };
}

/** Writes both modes' answers; returns the milliseconds that answering took, files aside. */
function answer(rows: readonly CorpusRow[]): number {
  mkdirSync(answerFolder, { recursive: true });
  let elapsedMs = 0;
  for (const mode of scoredModes) {
    const context = evaluationContext(mode);
    const start = performance.now();
    const answers = answersTo(rows, context);
    elapsedMs += performance.now() - start;
    writeFileSync(join(answerFolder, `${mode}.jsonl`), toLines(answers));
  }
  return elapsedMs;
}

function evaluate({ json, record, show }: Options): void {
  const corpora = corpusFolder();
  const rows = loadCorpora(corpora);
  const scorer = scorerPath();
  if (!existsSync(scorer)) return say(`${scorer} is absent; name the scorer in SCORE_PY`);
  const elapsedMs = answer(rows);
  const metrics = score(scorer, corpora, answerFolder);
  const run = (options: readonly string[]) => runScorer(scorer, corpora, answerFolder, options);
  if (show.length > 0) {
    process.stdout.write(run(show));
    return;
  }
  const decisions = rows.length * scoredModes.length;
  const decisionsPerSecond = Math.round((decisions / elapsedMs) * 1000);
  const worst = worstOf(metrics, rows, run);
  if (json) {
    console.log(JSON.stringify({ rows: rows.length, decisions, elapsedMs, decisionsPerSecond, metrics, worst }));
  } else {
    process.stdout.write(evaluationText({ metrics, worst, before: recorded() }));
    const rate = `${decisionsPerSecond.toLocaleString('en')} decisions/s, cold start included`;
    console.log(`${rows.length} rows, ${decisions} decisions in ${elapsedMs.toFixed(1)} ms: ${rate}`);
  }
  if (record)
    keep({ date: new Date().toISOString(), commit: commit(), rows: rows.length, metrics: wholeMetrics(metrics) });
}

/** For each metric with failures, the tools that most of them are about. */
function worstOf(
  metrics: Readonly<Record<string, Metric>>,
  rows: readonly CorpusRow[],
  run: (options: readonly string[]) => string,
): Record<string, ToolCount[]> {
  const context = evaluationContext('balanced');
  const failing = Object.entries(wholeMetrics(metrics)).filter(([, { bad }]) => bad > 0);
  return Object.fromEntries(
    failing.map(([name]) => {
      const commands = failuresOf(name, rows, run).map(({ command }) => command);
      return [name, worstTools(commands, context, WORST_COUNT)];
    }),
  );
}

function recorded(): Measurement | undefined {
  return existsSync(historyFile) ? lastMeasurement(readFileSync(historyFile, 'utf8')) : undefined;
}

function keep(measurement: Measurement): void {
  mkdirSync(dirname(historyFile), { recursive: true });
  appendFileSync(historyFile, toHistoryLine(measurement));
}

/** The commit of the working tree, with a `+` where it holds more; `unknown` outside a ROOT. */
function commit(): string {
  const head = git('rev-parse', '--short=12', 'HEAD');
  if (head.status !== 0) return 'unknown';
  return head.stdout.trim() + (git('status', '--porcelain').stdout === '' ? '' : '+');
}

function git(...words: string[]): SpawnSyncReturns<string> {
  return spawnSync('git', words, { cwd: ROOT, encoding: 'utf8' });
}

function say(reason: string): void {
  console.error(`eval: nothing was measured: ${reason}`);
}

try {
  evaluate(readOptions());
} catch (error) {
  const absent =
    error instanceof CorpusError ? error.code === 'ABSENT' : error instanceof ScoreError && error.code === 'NO_PYTHON';
  if (!absent) throw error;
  say((error as Error).message);
}
