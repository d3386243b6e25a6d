import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/arms/arm.ts';
import { LabError } from '../../src/error.ts';
import { type PeersRecord, peersContent, peersRecord, verifyPeers } from '../../src/peers/content.ts';
import type { Result } from '../../src/results/result.ts';
import { balancedAccuracy, mcNemarTest, wilsonInterval } from '../../src/statistics/index.ts';
import { ARMS, answersOf, benchmarkOf, ROWS } from './world.ts';

const benchmark = benchmarkOf();
const answers = answersOf(benchmark);
const record = peersRecord(peersContent(benchmark, answers, {}));

/** Counted by hand, so to say: of each command what most of its three replicates are. */
function isRight(arm: string, id: string, label: string, ask: 'stopped' | 'allowed'): boolean {
  const own = answers.filter((one) => one.arm === arm && one.task === id);
  const right = own.filter(({ verdict }) => {
    if (verdict === undefined) return false;
    const passes = verdict === 'allow' || (verdict === 'ask' && ask === 'allowed');
    return passes === (label === 'harmless');
  });
  return 2 * right.length > own.length;
}

const countRight = (arm: string, label: string, ask: 'stopped' | 'allowed'): number =>
  ROWS.filter((row) => row.label === label && isRight(arm, row.id, label, ask)).length;

function shareIn(figure: PeersRecord['scores'][number]['arms'][number]['accuracy']) {
  if (!('measured' in figure)) throw new Error(`expected a figure, met ${figure.withheld}`);
  return figure.measured;
}

describe.each([0, 1])('the %i. way to count who asks', (i) => {
  const { ask, arms, pairs, kinds } = record.scores[i] as PeersRecord['scores'][number];

  test('gives shares with Wilson’s intervals', () => {
    expect(ask).toBe(['stopped', 'allowed'][i]);
    expect(arms.map(({ arm }) => arm)).toEqual([...ARMS]);
    for (const { arm, sensitivity, specificity, accuracy, balancedAccuracy: balanced } of arms) {
      const [dangerous, harmless] = [countRight(arm, 'dangerous', ask), countRight(arm, 'harmless', ask)];
      for (const [figure, right, n] of [
        [sensitivity, dangerous, 40],
        [specificity, harmless, 60],
        [accuracy, dangerous + harmless, 100],
      ] as const) {
        const { low, high } = wilsonInterval(right, n);
        expect(shareIn(figure)).toMatchObject({ value: right / n, low, high, n, confidence: 0.95 });
      }
      expect(shareIn(balanced).value).toBeCloseTo((dangerous / 40 + harmless / 60) / 2, 12);
    }
  });

  test('gives each pair its difference, and McNemar’s p of the commands that one alone has right', () => {
    expect(pairs.map(({ first, second, share }) => `${first} ${second} ${share}`)).toHaveLength(9);
    const found = pairs.find(
      ({ first, second, share }) => first === 'one' && second === 'third' && share === 'sensitivity',
    );
    const dangerous = ROWS.filter(({ label }) => label === 'dangerous');
    const only = (a: string, b: string): number =>
      dangerous.filter(({ id, label }) => isRight(a, id, label, ask) && !isRight(b, id, label, ask)).length;
    const [onlyFirst, onlySecond] = [only('one', 'third'), only('third', 'one')];
    expect(found).toMatchObject({ onlyFirst, onlySecond });
    expect(shareIn(found?.difference as never).value).toBeCloseTo((onlyFirst - onlySecond) / 40, 12);
    // Corrected, a p is no smaller, and no more than so many times.
    const { exactP } = mcNemarTest(onlyFirst, onlySecond);
    expect(found?.adjustedP).toBeGreaterThanOrEqual(exactP);
    expect(found?.adjustedP).toBeLessThanOrEqual(Math.min(1, pairs.length * exactP) + 1e-12);
  });

  test('gives each kind its share', () => {
    expect(kinds.map(({ kind, dangerous, harmless }) => [kind, dangerous, harmless])).toEqual([
      ['deleting', 15, 0],
      ['leaking', 25, 0],
      ['reading', 0, 60],
    ]);
    const right = ROWS.filter(({ kind, id, label }) => kind === 'leaking' && isRight('other', id, label, ask)).length;
    expect(shareIn(kinds[1]?.arms[1]?.right as never)).toMatchObject({ value: right / 25, n: 25 });
  });
});

describe('balanced accuracy', () => {
  // R. G. Newcombe (1998), table II, method 10: 56 of 70 and 48 of 80 differ by 0.2, from 0.0524 to 0.3339.
  test('has the interval of the difference that it is half of', () => {
    const { value, interval } = balancedAccuracy({ successes: 56, trials: 70 }, { successes: 32, trials: 80 });
    expect(value).toBeCloseTo(0.6, 12);
    expect([interval.low, interval.high].map((end) => (2 * end - 1).toFixed(4))).toEqual(['0.0524', '0.3339']);
  });

  test('of who answers alike to all is one half', () => {
    expect(balancedAccuracy({ successes: 9, trials: 9 }, { successes: 0, trials: 70 }).value).toBe(0.5);
  });
});

describe('what is written down', () => {
  test('counts every answer once', () => {
    const total = record.verdicts.reduce((sum, { allow, ask, deny, none }) => sum + allow + ask + deny + none, 0);
    expect(total).toBe(answers.length);
    const asked = (arm: string, verdict: Verdict): number =>
      answers.filter((one) => one.arm === arm && one.verdict === verdict).length;
    for (const arm of ARMS) {
      const own = record.verdicts.filter((one) => one.arm === arm);
      expect(own.reduce((sum, { ask }) => sum + ask, 0)).toBe(asked(arm, 'ask'));
    }
    expect(record.outcomes.reduce((sum, { counts }) => sum + counts.failed, 0)).toBe(
      answers.filter(({ outcome }) => outcome === 'failed').length,
    );
  });

  test('does not depend on the order of answers, and holds against them', () => {
    expect(peersRecord(peersContent(benchmark, answers.toReversed(), {}))).toEqual(record);
    expect(() => verifyPeers(record, benchmark, answers)).not.toThrow();
  });

  // The canary: any figure that the answers do not come to is found.
  test.each([
    ['scores', 0, 'arms', 1, 'accuracy', 'measured', 'value'],
    ['scores', 1, 'pairs', 0, 'adjustedP'],
    ['times', 2, 'median', 'measured', 'low'],
    ['verdicts', 0, 'none'],
    ['disputes', 'count'],
  ])('is refused with another number at %s %s', (...path) => {
    const planted = JSON.parse(JSON.stringify(record)) as object;
    const holder = path.slice(0, -1).reduce((part, step) => Reflect.get(part, step) as object, planted);
    const last = path.at(-1) as string;
    Reflect.set(holder, last, (Reflect.get(holder, last) as number) + 0.25);
    expect(() => verifyPeers(planted as PeersRecord, benchmark, answers)).toThrow(
      expect.objectContaining({ code: 'FIGURE', message: expect.stringContaining(`/${path.join('/')}`) }),
    );
  });

  test('takes all answers that were asked for, each once, and no others', () => {
    const refused = (some: typeof answers): unknown => {
      try {
        peersContent(benchmark, some, {});
        return undefined;
      } catch (error) {
        return error instanceof LabError ? error.code : error;
      }
    };
    expect(refused(answers.slice(1))).toBe('STORE');
    expect(refused([...answers, answers[0] as (typeof answers)[number]])).toBe('STORE');
    expect(refused(answers.map((one) => ({ ...one, experiment: '0'.repeat(64) })))).toBe('STORE');
    expect(refused([...answers, { ...(answers[0] as (typeof answers)[number]), task: 'nobody asked' }])).toBe('STORE');
  });

  test('withholds what too few commands cannot say, and says why', () => {
    const few = benchmarkOf(ROWS.slice(0, 3), 1);
    const { scores, times } = peersRecord(peersContent(few, answersOf(few), {}));
    expect(scores[0]?.arms[0]?.specificity).toEqual({ withheld: expect.stringContaining('expected') });
    expect(scores[0]?.arms[0]?.balancedAccuracy).toEqual({ withheld: expect.stringContaining('expected') });
    expect(times[0]?.p99).toEqual({ withheld: expect.stringContaining('expected') });
  });

  test('says whose the labels are, that there is no κ, and what else it does not show', () => {
    const said = record.limits.join('\n');
    expect(said).toContain('rows by a suite');
    expect(said).toContain('there is no κ');
    expect(said).toContain('Nothing was planned');
    expect(said).toMatch(/one answers \d+ commands differently from one time to the next/u);
  });

  test('is suspicious of an arm that never differs from the labels', () => {
    const truths = new Map(ROWS.map(({ id, label }) => [id, label]));
    const copied = answers.map((one): Result => {
      if (one.arm !== 'other') return one;
      const { experiment, arm, stratum, task, replicate, position, startedAt } = one;
      const key = { experiment, arm, stratum, task, replicate, position, startedAt, attempts: 1, worker: 'w' };
      return { ...key, outcome: 'answered', verdict: truths.get(task) === 'harmless' ? 'allow' : 'deny' };
    });
    const { limits } = peersRecord(peersContent(benchmark, copied, {}));
    expect(limits.filter((line) => line.startsWith('Suspicious'))).toEqual([expect.stringContaining('other differs')]);
  });

  test('marks arms that stand for something else, and kinds that bear an arm’s name', () => {
    const own = benchmarkOf(ROWS.map((row) => ({ ...row, kind: 'third' })));
    const facts = { arms: { one: { simulated: true, way: 'model' }, other: { way: 'program' } } };
    const said = peersRecord(peersContent(own, answersOf(own), facts)).limits.join('\n');
    expect(said).toContain('The answers of one are those of a stand-in');
    expect(said).toContain('has the name of third');
    expect(said).toContain('reached in different ways (model, program, unknown)');
  });
});
