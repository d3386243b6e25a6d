/**
 * `npm run eval [-- --json | --show METRIC [N]]`: answers the corpora in the modes balanced and strict, scores the
 * answers and prints the table. Where corpora, scorer or python3 are absent it says that nothing was measured.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CorpusError, corpusFolder, type CorpusRow, loadCorpora } from '../corpora.ts';
import { evaluationContext } from '../evaluation-context.ts';
import { answersTo, toLines } from './answers.ts';
import { ROOT } from '../root.ts';
import { runScorer, score, ScoreError, scorerPath } from './score.ts';

const answerFolder = join(ROOT, '.eval');
const scoredModes = ['balanced', 'strict'] as const;

interface Options {
  readonly json: boolean;
  /** The scorer's own arguments for listing the rows that are bad under one metric. */
  readonly show: readonly string[];
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, show: { type: 'string' } },
    allowPositionals: true,
  });
  const show = values.show === undefined ? [] : ['--show', values.show, ...positionals];
  return { json: values.json, show };
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

function evaluate({ json, show }: Options): void {
  const corpora = corpusFolder();
  const rows = loadCorpora(corpora);
  const scorer = scorerPath();
  if (!existsSync(scorer)) return say(`${scorer} is absent; name the scorer in SCORE_PY`);
  const elapsedMs = answer(rows);
  const metrics = score(scorer, corpora, answerFolder);
  const decisions = rows.length * scoredModes.length;
  const decisionsPerSecond = Math.round((decisions / elapsedMs) * 1000);
  if (json)
    return console.log(JSON.stringify({ rows: rows.length, decisions, elapsedMs, decisionsPerSecond, metrics }));
  process.stdout.write(runScorer(scorer, corpora, answerFolder, show));
  if (show.length > 0) return;
  const rate = `${decisionsPerSecond.toLocaleString('en')} decisions/s, cold start included`;
  console.log(`${rows.length} rows, ${decisions} decisions in ${elapsedMs.toFixed(1)} ms: ${rate}`);
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
