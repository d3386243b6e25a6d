import { describe, expect, test } from 'vitest';
import { BARS } from '../src/eval/bars.ts';
import { gotWorse, lastMeasurement, type Measurement, toHistoryLine, wholeMetrics } from '../src/eval/history.ts';
import { evaluationText, meetsBar } from '../src/eval/report.ts';
import { failuresOf } from '../src/eval/score.ts';
import { worstTools } from '../src/eval/worst.ts';
import type { CorpusRow } from '../src/corpora.ts';
import { evaluationContext } from '../src/evaluation-context.ts';

const measured = (pct: number) => ({ bad: pct, of: 100, pct });
const measurement = (pct: number): Measurement => ({
  date: '2026-01-02T03:04:05.000Z',
  commit: 'abc123',
  rows: 100,
  metrics: { miss: measured(pct), over: measured(1) },
});

const lineOf = (page: string, name: string) => page.split('\n').find((line) => line.startsWith(name));

describe('the history of evaluations', () => {
  test('gives its last measurement back', () => {
    const history = toHistoryLine(measurement(1)) + toHistoryLine(measurement(2));
    expect(lastMeasurement(history)).toEqual(measurement(2));
    expect(lastMeasurement('')).toBeUndefined();
  });

  test('tells what got worse, and nothing that stayed, improved or is new', () => {
    expect(gotWorse(measurement(2), { miss: measured(3), over: measured(1), prompts: measured(9) })).toEqual([
      { metric: 'miss', before: measured(2), now: measured(3) },
    ]);
    expect(gotWorse(measurement(2), { miss: measured(1) })).toEqual([]);
  });

  test('keeps whole metrics alone', () => {
    expect(Object.keys(wholeMetrics({ miss: measured(1), 'miss/own': measured(1) }))).toEqual(['miss']);
  });
});

const text = (before?: Measurement) =>
  evaluationText({ metrics: measurement(2).metrics, worst: { miss: [{ tool: 'rm', count: 2 }] }, before });

describe('the report', () => {
  test('shows each metric beside its bar and the last figure', () => {
    expect(lineOf(text(measurement(1)), 'miss ')).toMatch(/2 \/ +100 +2\.00 +1 +MISSED +was 1\.00$/u);
    expect(lineOf(text(), 'over ')).toMatch(/1 \/ +100 +1\.00 +2 +met$/u);
  });

  test('names the worst tools and what got worse', () => {
    expect(text(measurement(1))).toContain('rm 2');
    expect(text(measurement(1))).toContain('WORSE since abc123 (2026-01-02): miss 1.00 → 2.00');
    expect(text(measurement(3))).toContain('nothing got worse since abc123');
    expect(text()).toContain('nothing is recorded yet');
  });

  test('holds a bar of nothing against the count, as no part of no rows is bad', () => {
    expect(BARS['unanswered']).toBe(0);
    expect(meetsBar('unanswered', { bad: 3, of: 0, pct: 0 })).toBe(false);
    expect(meetsBar('unanswered', { bad: 0, of: 0, pct: 0 })).toBe(true);
    expect(meetsBar('a metric without a bar', measured(9))).toBeUndefined();
  });
});

describe('failures', () => {
  const rows: CorpusRow[] = [
    { corpus: 'tldr', id: '1', source: 'a', command: 'rm -rf "x y" && ls' },
    { corpus: 'tldr', id: '2', source: 'b', command: 'rm -rf "x y" && ls' },
    { corpus: 'tldr', id: '3', source: 'a', command: 'ls' },
  ];

  test('are found by source and the beginning of the command line, where the scorer cut it', () => {
    const printed = `allow b ${JSON.stringify(rows[1]?.command).slice(0, 9)}\nask a "ls"\nno line of the scorer\n`;
    const asked: string[] = [];
    const found = failuresOf('miss', rows, (options) => {
      asked.push(...options);
      return printed;
    });
    expect(found.map(({ id }) => id)).toEqual(['2', '3']);
    expect(asked).toEqual(['--show', 'miss', '3']);
  });

  test('are counted by the tool of the riskiest invocation', () => {
    const commands = ['ls && rm -r /opt/x', 'env A=b rm -r /opt/y', 'git push --force', 'ls'];
    expect(worstTools(commands, evaluationContext('balanced'), 2)).toEqual([
      { tool: 'rm', count: 2 },
      { tool: 'git', count: 1 },
    ]);
  });
});
