import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CorpusRow } from '../src/corpora.ts';
import { answersTo, toLines } from '../src/eval/answers.ts';
import { score, ScoreError, scorerPath } from '../src/eval/score.ts';
import { evaluationContext } from '../src/evaluation-context.ts';
import { needsMaterial, needsProgram, type Skippable } from '../src/needs.ts';

const rows: CorpusRow[] = ['ls -la', 'rm -rf /', 'frobnicatorctl --version'].map((command, index) => ({
  corpus: 'tldr',
  id: `id-${index}`,
  source: 'own',
  command,
}));

describe('answers', () => {
  test('hold one verdict by name a row, in order, and whether a tool is unknown', () => {
    expect(answersTo(rows, evaluationContext('balanced'))).toEqual([
      { id: 'id-0', verdict: 'allow', unknown: false },
      { id: 'id-1', verdict: 'deny', unknown: false },
      { id: 'id-2', verdict: 'ask', unknown: true },
    ]);
  });

  test('are written as one JSON object a line', () => {
    const lines = toLines(answersTo(rows, evaluationContext('strict')));
    expect(lines.endsWith('\n')).toBe(true);
    const parsed = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    expect(parsed.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  });
});

describe('score', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'capgate-eval-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function writeAnswers(answered: readonly CorpusRow[]): void {
    const corpus = rows.map(({ id, source, command }) => `${JSON.stringify({ id, source, command })}\n`);
    writeFileSync(join(folder, 'tldr.jsonl'), corpus.join(''));
    for (const mode of ['balanced', 'strict'] as const) {
      writeFileSync(join(folder, `${mode}.jsonl`), toLines(answersTo(answered, evaluationContext(mode))));
    }
  }

  function failureOf(scorer: string): ScoreError {
    try {
      score(scorer, folder, folder);
    } catch (error) {
      if (error instanceof ScoreError) return error;
    }
    throw new Error('expected score to throw a ScoreError');
  }

  test('counts the rows that were denied and that run an unknown tool', (context) => {
    needsScorer(context);
    writeAnswers(rows);
    const metrics = score(scorerPath(), folder, folder);
    expect(metrics['doc_deny']).toMatchObject({ bad: 1, of: 3 });
    expect(metrics['unknown']).toMatchObject({ bad: 1, of: 3 });
  });

  test('refuses answers of which one is missing', (context) => {
    needsScorer(context);
    writeAnswers(rows.slice(1));
    expect(failureOf(scorerPath()).code).toBe('UNANSWERED');
  });

  // These need no scorer of the corpora: a Python program of one line stands in for it.
  test.each([
    ['UNANSWERED', `print('{"unanswered": {"bad": 1, "of": 0, "pct": 0}}')`],
    ['OUTPUT', `print('{}')`],
    ['OUTPUT', `print('no metrics')`],
    ['FAILED', 'raise SystemExit(1)'],
  ])('throws %s for a scorer that says %s', (code, program) => {
    const scorer = join(folder, 'scorer.py');
    writeFileSync(scorer, program);
    expect(failureOf(scorer).code).toBe(hasPython() ? code : 'NO_PYTHON');
  });
});

function hasPython(): boolean {
  return (process.env['PATH'] ?? '').split(':').some((path) => existsSync(join(path, 'python3')));
}

function needsScorer(context: Skippable): void {
  needsProgram(context, 'python3');
  needsMaterial(context, scorerPath(), 'SCORE_PY names the scorer');
}
