/** Looks before the end, in results that a seed makes: what was decided at each, counted in another way here. */
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyse, recordOf, verifyReport } from '../../src/analysis/index.ts';
import { planOf } from '../../src/index.ts';
import type { Result } from '../../src/results/result.ts';
import { levelsAtLooks, mcNemarTest, mean, signedRankTest } from '../../src/statistics/index.ts';
import { expectClose } from '../close.ts';
import { CLEAR, facts, type Habits, INFORMATION, lookingPlan, measured, smallDocument, truth } from './world.ts';

const plan = lookingPlan();
const levels = (count: number, sides: 1 | 2) =>
  levelsAtLooks({ information: INFORMATION, spending: 'pocock', alpha: 0.05 / count, sides });

/** How many results are in at the look of that place. */
const endOf = (look: number): number => 600 * (INFORMATION[look] ?? 0);

const SOONER: Habits = { right: { gate: 0.8, other: 0.8 }, slower: { gate: 0, other: 2 }, silent: 0 };
const NONE: Habits = { right: {}, slower: {}, silent: 0.02 };

/** Of each task in both arms, in one order. */
function byTask(results: readonly Result[], read: (own: readonly Result[]) => number): [number[], number[]] {
  const tasks = [...new Set(results.map(({ task }) => task))];
  const of = (arm: string): number[] =>
    tasks.map((task) => read(results.filter((one) => one.arm === arm && one.task === task)));
  return [of('gate'), of('other')];
}

const isRight = (own: readonly Result[]): number =>
  Number(own.filter(({ verdict, stratum }) => (verdict === 'allow') === (stratum === 'harmless')).length >= 2);
const latency = (own: readonly Result[]): number =>
  mean(own.flatMap(({ latencyNs }) => (latencyNs === undefined ? [] : [latencyNs])));

function ofHypothesis(of: Analysis, id: string) {
  return of.content.hypotheses.find((one) => one.id === id);
}

describe('looks before the end', () => {
  test('an experiment whose hypotheses have crossed by then is whole, and nothing of it is missing', () => {
    const results = measured(plan, CLEAR).slice(0, endOf(0));
    const { content } = analyse(plan, results, truth, facts);
    const [gate, other] = byTask(results, isRight);
    const [a, b] = byTask(results, latency);
    const first = gate.filter((one, i) => one > (other[i] ?? 0)).length;
    const second = other.filter((one, i) => one > (gate[i] ?? 0)).length;
    const right = { id: 'right', p: mcNemarTest(first, second).exactP };
    const sooner = { id: 'sooner', p: signedRankTest(a, b, { alternative: 'less' }).p };
    // The lesser p comes first, at half of α, and the other has all of it then.
    const [ofRight, ofSooner] = right.p < sooner.p ? [2, 1] : [1, 2];
    expect(content.looks).toMatchObject([
      {
        look: 1,
        information: 0.25,
        count: 150,
        results: content.results,
        hypotheses: [
          { ...right, level: levels(ofRight, 2)[0], hasCrossed: true },
          { ...sooner, level: levels(ofSooner, 1)[0], hasCrossed: true },
        ],
        decision: 'ends',
      },
    ]);
    expect(content.completeness).toEqual({ planned: 600, had: 150, missing: 0, stoppedEarly: 450 });
    expect(content.outcomes.map(({ missing, stoppedEarly }) => [missing, stoppedEarly])).toEqual(
      [90, 135, 90, 135].map((count) => [0, count]),
    );
    expect(content.verdict).toContain('Stopped early, at look 1. Of 2 primary hypotheses: supported: right, sooner.');
    expect(content.limits.join('\n')).toMatch(
      /stopped early, at look 1: 450 of 600 .* biased away from no difference/u,
    );
  });

  test('one that crosses early stays rejected at the end, whatever its p is by then', () => {
    const results = measured(plan, SOONER).map((result) =>
      // From the first look on, the other way round.
      result.position < endOf(0) || result.latencyNs === undefined
        ? result
        : { ...result, latencyNs: result.arm === 'gate' ? 5e9 : 1e3 },
    );
    const analysis = analyse(plan, results, truth, facts);
    const sooner = ofHypothesis(analysis, 'sooner');
    expect(sooner).toMatchObject({ verdict: 'supported', look: 1, level: levels(2, 1)[0] });
    expect(sooner?.because).toMatch(/^at look 1, p .* is below .*; gate is less than other$/u);
    expect(ofHypothesis(analysis, 'right')).toMatchObject({
      verdict: 'not supported',
      look: 3,
      level: levels(1, 2)[2],
    });
    expect(analysis.content.looks?.map(({ hypotheses }) => hypotheses.map(({ id }) => id))).toEqual([
      ['right', 'sooner'],
      ['right'],
      ['right'],
    ]);
    // Its difference is that of all values.
    expect(sooner?.difference?.toJSON().value).toBeGreaterThan(0);
  });

  test('intervals of hypotheses are repeated ones, wider than those of the same values without looks', () => {
    const results = measured(plan, NONE);
    const analysis = analyse(plan, results, truth, facts);
    const fixed = planOf(smallDocument());
    const once = analyse(
      fixed,
      results.map((result) => ({ ...result, experiment: fixed.hash })),
      truth,
      facts,
    );
    const confidence =
      1 - (levelsAtLooks({ information: INFORMATION, spending: 'pocock', alpha: 0.05, sides: 2 })[2] ?? 0);
    for (const id of ['right', 'sooner', 'cheaper']) {
      const [repeated, single] = [analysis, once].map((of) => ofHypothesis(of, id)?.difference?.toJSON());
      expectClose(repeated?.confidence ?? 0, confidence);
      expect(single?.confidence).toBe(0.95);
      expect(repeated?.value).toBe(single?.value);
      expect((repeated?.high ?? 0) - (repeated?.low ?? 0)).toBeGreaterThan((single?.high ?? 0) - (single?.low ?? 0));
    }
    expect(analysis.content.figures[0]?.measured[0]?.toJSON().confidence).toBe(0.95);
  });

  test('the secondary ones are tested where it ends, at the level of that look', () => {
    const results = measured(plan, CLEAR);
    const early = analyse(plan, results.slice(0, endOf(0)), truth, facts);
    expect(ofHypothesis(early, 'cheaper')).toMatchObject({ look: 1, level: levels(1, 2)[0] });
  });

  test('results that do not reach the next look, or none, are incomplete, and nothing is tested', () => {
    const results = measured(plan, NONE);
    for (const count of [endOf(0) - 1, endOf(0), endOf(1) + 7]) {
      const { content } = analyse(plan, results.slice(0, count), truth, facts);
      expect(content.completeness).toEqual({ planned: 600, had: count, missing: 600 - count });
      expect(content.hypotheses.map(({ verdict }) => verdict)).toEqual(content.hypotheses.map(() => 'not testable'));
      expect(content.verdict).toContain('Incomplete');
    }
  });

  test('results that were measured after the end, are not whole at a look, or are left out, are refused', async () => {
    const results = measured(plan, CLEAR);
    expect(await codeOf(() => analyse(plan, results, truth, facts))).toBe('STORE');
    const none = measured(plan, NONE);
    const moved = none.map((result) => ({ ...result, position: (result.position + 6) % none.length }));
    expect(await codeOf(() => analyse(plan, moved, truth, facts))).toBe('STORE');
    const excluded = [{ stratum: 'harmless', task: 'harmless-1', exclusion: 0 }];
    expect(await codeOf(() => analyse(plan, none, truth, { ...facts, excluded }))).toBe('PLAN');
    const fixed = planOf(smallDocument());
    const under = none.map((result) => ({ ...result, experiment: fixed.hash }));
    expect(() => analyse(fixed, under, truth, { ...facts, excluded })).not.toThrow();
  });

  test('are made again from the rows, and a changed one is found out', () => {
    const results = measured(plan, CLEAR).slice(0, endOf(0));
    const report = recordOf(analyse(plan, results, truth, facts));
    expect(recordOf(verifyReport(report, { results, truth }))).toEqual(report);
    const planted = structuredClone(report) as { looks: { hypotheses: { p: number }[] }[] };
    Object.assign(planted.looks[0]?.hypotheses[0] ?? {}, { p: 1e-12 });
    expect(() => verifyReport(planted, { results, truth })).toThrow('at /looks/0/hypotheses/0/p');
  });
});
