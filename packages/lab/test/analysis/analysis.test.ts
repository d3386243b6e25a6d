import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyse, recordOf, verifyReport } from '../../src/analysis/index.ts';
import { type Plan, planOf } from '../../src/index.ts';
import type { Result } from '../../src/results/result.ts';
import {
  mcNemarTest,
  mean,
  pairedHodgesLehmannShift,
  pairedTTest,
  signedRankTest,
  welchTest,
} from '../../src/statistics/index.ts';
import { expectClose } from '../close.ts';
import { facts, plan, resultsOf, results, type SmallDocument, smallDocument, TASKS, truth } from './world.ts';

const analysis = analyse(plan, results, truth, facts);
const { content } = analysis;

/** What each task comes to, counted in another way than the analysis does. */
function ofTasks(arm: string, read: (own: readonly Result[]) => number | undefined): number[] {
  const own = results.filter((result) => result.arm === arm);
  const tasks = Object.values(Object.groupBy(own, ({ stratum, task }) => `${stratum} ${task}`)) as Result[][];
  return tasks.map((one) => read(one) ?? Number.NaN);
}

const meanLatency = (own: readonly Result[]): number =>
  mean(own.flatMap(({ latencyNs }) => (latencyNs === undefined ? [] : [latencyNs])));

function isMostlyRight(own: readonly Result[]): number {
  const right = own.filter(
    ({ verdict, stratum }) => verdict !== undefined && (verdict === 'allow') === (stratum === 'harmless'),
  );
  return Number(right.length >= 2);
}

/** In how many tasks the first is right alone. */
function only(a: readonly number[], b: readonly number[]): number {
  return a.filter((one, i) => one > (b[i] as number)).length;
}

function costs(arm: string): number[] {
  return results
    .filter((result) => result.arm === arm)
    .flatMap(({ costUsd }) => (costUsd === undefined ? [] : [costUsd]));
}

function hypothesis(of: Analysis, id: string) {
  const found = of.content.hypotheses.find((one) => one.id === id);
  if (found === undefined) throw new Error(`expected the hypothesis ${id}, met none`);
  return found;
}

function planWith(change: (document: SmallDocument) => void): Plan {
  const document = smallDocument();
  change(document);
  return planOf(document);
}

/** `results` as another plan's. */
const under = ({ hash }: Plan, of: readonly Result[] = results): Result[] =>
  of.map((result) => ({ ...result, experiment: hash }));

describe('a hypothesis', () => {
  test('is tested by the test that it names, on tasks whose replicates are taken together', () => {
    const { outcome, difference, values } = hypothesis(analysis, 'sooner');
    const [gate, other] = [ofTasks('gate', meanLatency), ofTasks('other', meanLatency)];
    const expected = signedRankTest(gate, other, { alternative: 'less' });
    expect(outcome?.p).toBe(expected.p);
    expect(outcome?.statistic).toBe(expected.statistic);
    expect(values).toMatchObject({ planned: 100, had: 100 });
    expect(difference?.toJSON()).toMatchObject({ figure: 'paired-shift', unit: 'ns', n: 100, against: 100 });
    const shift = pairedHodgesLehmannShift(gate, other);
    expectClose(difference?.toJSON().value ?? 0, shift.value);
    expectClose(difference?.toJSON().high ?? 0, shift.interval.high);
  });

  test('about shares counts tasks that most replicates have right', () => {
    const { outcome, difference, effect } = hypothesis(analysis, 'right');
    const [gate, other] = [ofTasks('gate', isMostlyRight), ofTasks('other', isMostlyRight)];
    const [onlyFirst, onlySecond] = [only(gate, other), only(other, gate)];
    expect(outcome?.p).toBe(mcNemarTest(onlyFirst, onlySecond).exactP);
    expect(difference?.toJSON().value).toBe((onlyFirst - onlySecond) / 100);
    expect(effect?.toJSON().value).toBe(onlyFirst / (onlyFirst + onlySecond));
  });

  test('of replicates takes each by itself', () => {
    const { outcome, values } = hypothesis(analysis, 'cheaper');
    expectClose(outcome?.p ?? 0, welchTest(costs('gate'), costs('other')).p);
    expect(values.had).toBe(Math.min(costs('gate').length, costs('other').length));
  });

  test('is supported where p is below what Holm leaves of α', () => {
    expect(content.hypotheses.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['right', 'supported'],
      ['sooner', 'supported'],
      ['cheaper', 'not supported'],
    ]);
    const adjusted = content.hypotheses.map(({ outcome }) => outcome?.adjustedP ?? 1);
    const [right = 1, sooner = 1] = content.hypotheses.map(({ outcome }) => outcome?.p);
    expect(adjusted.slice(0, 2)).toEqual(
      [right, sooner].map((p) => (p === Math.min(right, sooner) ? 2 * p : Math.max(p, 2 * Math.min(right, sooner)))),
    );
    expect(content.verdict).toBe(
      'Simulated answers (other). Of 2 primary hypotheses: supported: right, sooner. Of 1 secondary one, 0 are supported.',
    );
  });

  test('that is the other way round than McNemar’s effect says is not supported, however small its p is', () => {
    const swapped = resultsOf(plan, 1, { right: { gate: 0.6, other: 0.97 }, slower: {}, silent: 0 });
    const { verdict, because, outcome } = hypothesis(analyse(plan, swapped, truth), 'right');
    expect(outcome?.p).toBeLessThan(0.01);
    expect([verdict, because]).toEqual(['not supported', expect.stringContaining('the other way round')]);
  });

  describe('of a difference in either direction', () => {
    const either = planWith(({ hypotheses }) =>
      Object.assign(hypotheses.primary[1] ?? {}, { test: 'paired-t', alternative: 'two-sided' }),
    );

    test.each([
      ['less', { gate: 0, other: 0.8 }],
      ['greater', { gate: 0.8, other: 0 }],
    ])('is different, and never supported, where the first is %s', (direction, slower) => {
      const of = analyse(either, resultsOf(either, 1, { right: {}, slower, silent: 0 }), truth);
      const { verdict, because, outcome } = hypothesis(of, 'sooner');
      expect([verdict, outcome?.direction]).toEqual(['different', direction]);
      expect(because).toContain(`gate is ${direction} than other`);
      expect(of.content.verdict).toContain(`different: sooner (gate differs from other, being ${direction})`);
    });

    test('is counted among the secondary ones', () => {
      const moved = planWith(({ hypotheses }) =>
        Object.assign(hypotheses.secondary[0] ?? {}, { metric: 'latency', effect: { d: 0.5 } }),
      );
      expect(analyse(moved, under(moved), truth).content.verdict).toContain('0 are supported, 1 is different.');
    });
  });

  test('about ranks has the direction of its ranks, whatever a few values far out make of the means', () => {
    const byRanks = planWith(({ hypotheses }) =>
      Object.assign(hypotheses.primary[1] ?? {}, { unit: 'replicate', test: 'mann-whitney' }),
    );
    const skewed = resultsOf(byRanks, 1, { right: {}, slower: {}, silent: 0 }).map((result, i) => {
      const own = result.arm === 'gate' ? 1_000 : 2_000;
      return { ...result, latencyNs: result.arm === 'gate' && i % 20 === 0 ? 1e6 : own + (i % 7) };
    });
    const of = analyse(byRanks, skewed, truth);
    const { verdict, because, difference, effect } = hypothesis(of, 'sooner');
    expect([verdict, because]).toEqual(['supported', expect.stringContaining('gate is less than other')]);
    // By ranks as well: what the means say is turned round.
    expect(difference?.toJSON()).toMatchObject({ figure: 'shift', value: -1_000, unit: 'ns' });
    const values = (arm: string) => skewed.filter((result) => result.arm === arm).map(({ latencyNs }) => latencyNs);
    const above = values('gate').flatMap((a) => values('other').map((b) => (a === b ? 0.5 : Number(a > b))));
    expect(effect?.toJSON()).toMatchObject({ figure: 'probability-of-superiority', unit: '1' });
    expectClose(effect?.toJSON().value ?? 0, mean(above));
    expect(recordOf(verifyReport(recordOf(of), { results: skewed, truth }))).toEqual(recordOf(of));
  });

  test('whose metric no result says anything of is not testable', () => {
    const mute = results.map((result) => {
      const copy = { ...result };
      Reflect.deleteProperty(copy, 'costUsd');
      return copy;
    });
    const { verdict, because, outcome, difference } = hypothesis(analyse(plan, mute, truth), 'cheaper');
    expect([verdict, because]).toEqual(['not testable', 'no result says the cost of gate']);
    expect([outcome, difference]).toEqual([undefined, undefined]);
  });

  test('on which all values are the same is not testable, and what could be computed stands all the same', () => {
    const equal = results.map((result) => (result.costUsd === undefined ? result : { ...result, costUsd: 1 }));
    const { verdict, because } = hypothesis(analyse(plan, equal, truth), 'cheaper');
    expect([verdict, because]).toEqual(['not testable', expect.stringContaining('differ')]);
  });

  test('of one arm is held against the claim', () => {
    const claimed = planWith((document) => {
      Object.assign(document, {
        type: 'claim',
        claim: { statement: 'Answers take 1 ms.', source: 'a paper', value: 1e6, unit: 'ns' },
      });
      Object.assign(document.hypotheses, {
        primary: [
          {
            ...document.hypotheses.primary[1],
            arms: ['gate'],
            test: 'one-sample-t',
            alternative: 'two-sided',
            effect: { d: 0.5 },
          },
        ],
      });
    });
    const { outcome, difference } = hypothesis(analyse(claimed, under(claimed), truth), 'sooner');
    const gate = ofTasks('gate', meanLatency);
    const expected = pairedTTest(
      gate,
      gate.map(() => 1e6),
    );
    expectClose(outcome?.p ?? 0, expected.p);
    expectClose(difference?.toJSON().value ?? 0, expected.difference);
  });
});

describe('an analysis', () => {
  test('is the same for any order of results', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(results, { minLength: results.length }), (shuffled) => {
        expect(recordOf(analyse(plan, shuffled, truth, facts))).toEqual(recordOf(analysis));
      }),
      { numRuns: 5 },
    );
  });

  test('of arms that change places is its mirror image', () => {
    const mirrored = planWith(({ hypotheses }) => {
      for (const one of [...hypotheses.primary, ...hypotheses.secondary]) {
        one.arms.reverse();
        if ('alternative' in one) Object.assign(one, { alternative: 'greater' });
        if ('onlyFirst' in one.effect) Object.assign(one.effect, { onlyFirst: 0.05, onlySecond: 0.3 });
      }
    });
    const other = analyse(mirrored, under(mirrored), truth, facts);
    content.hypotheses.forEach((one, i) => {
      const image = other.content.hypotheses[i];
      expectClose(image?.outcome?.p ?? 0, one.outcome?.p ?? 1);
      expect([image?.id, image?.verdict]).toEqual([one.id, one.verdict]);
      const [a, b] = [one.difference?.toJSON(), image?.difference?.toJSON()];
      expect([b?.value, b?.low, b?.high]).toEqual(
        [a?.value, a?.high, a?.low].map((end) => expect.closeTo(-(end ?? Number.NaN), 9)),
      );
    });
  });

  test('counts what became of each question', () => {
    const timeouts = results.filter(({ outcome }) => outcome === 'timeout').length;
    const total = content.outcomes.reduce((sum, { counts }) => sum + counts.timeout, 0);
    expect([total, content.outcomes.length]).toEqual([timeouts, 4]);
    expect(content.outcomes.reduce((sum, { retries }) => sum + retries, 0)).toBe(timeouts);
    expect(content.completeness).toEqual({ planned: 600, had: 600, missing: 0 });
  });

  test('has figures of each arm in each stratum, from rows', () => {
    const group = content.figures.find(
      ({ arm, stratum, metric }) => arm === 'other' && stratum === 'harmless' && metric === 'specificity',
    );
    const [share] = group?.measured ?? [];
    const right = ofTasks('other', isMostlyRight).slice(TASKS.dangerous);
    expect(share?.toJSON()).toMatchObject({ figure: 'share', value: mean(right), n: 60 });
    expect(content.figures.some(({ stratum, metric }) => stratum === 'harmless' && metric === 'sensitivity')).toBe(
      false,
    );
  });

  test('that is incomplete tests nothing, and says so first', () => {
    const { content: some } = analyse(plan, results.slice(1), truth, facts);
    expect(some.verdict).toBe(
      'Simulated answers (other). Incomplete: 1 of 600 results are missing, and no hypothesis was tested.',
    );
    expect(some.hypotheses.map(({ verdict, outcome }) => [verdict, outcome])).toEqual(
      some.hypotheses.map(() => ['not testable', undefined]),
    );
    expect(some.limits[0]).toContain('1 of 600 results are missing');
    expect(some.hypotheses[0]?.difference).toBeDefined();
  });

  test.each([0, 1])('of %i results is none of anything, and no error', (count) => {
    const { content: few } = analyse(plan, results.slice(0, count), truth, facts);
    expect(few.completeness.had).toBe(count);
    expect(few.hypotheses.every(({ verdict }) => verdict === 'not testable')).toBe(true);
  });

  test('without a ground truth states no accuracy', () => {
    const blind = planWith((document) => {
      Reflect.deleteProperty(document, 'groundTruth');
      document.hypotheses.primary.shift();
    });
    const { content: some } = analyse(blind, under(blind), undefined, facts);
    expect(some.figures.map(({ metric }) => metric)).not.toContain('accuracy');
    expect(some.limits).toContainEqual(expect.stringContaining('There is no ground truth'));
  });

  test('leaves out what was planned to be left out, and nothing else', async () => {
    const out = { stratum: 'harmless', task: 'harmless-3' };
    const { content: some } = analyse(plan, results, truth, { excluded: [{ ...out, exclusion: 0 }] });
    expect(some.exclusions).toEqual([{ text: 'Tasks that need a network.', tasks: 1 }]);
    expect(some.limits.join('\n')).not.toContain('no task was named');
    expect(some.hypotheses[0]?.values.had).toBe(99);
    const unplanned = { excluded: [{ ...out, exclusion: 1 }] };
    const twice = {
      excluded: [
        { ...out, exclusion: 0 },
        { ...out, exclusion: 0 },
      ],
    };
    for (const wrong of [unplanned, twice])
      expect(await codeOf(() => analyse(plan, results, truth, wrong))).toBe('PLAN');
  });

  test('says what it does not show', () => {
    const said = content.limits.join('\n');
    for (const part of [
      'The answers of other were recorded or made up',
      'by what it did in a sandbox',
      'gave no verdict to',
      'cheaper counts each replicate by itself',
      'those of dangerous (40), harmless (60)',
      'Times are of the machine below',
      'no task was named with one: all count',
    ]) {
      expect(said).toContain(part);
    }
  });

  test('says which constraints of the plan held the run, and by whose word', () => {
    const asked = planWith((document) => {
      Object.assign(document, { constraints: { hardware: ['gpu'], region: 'eu-1', lowLatency: true }, exclusions: [] });
    });
    const said = analyse(asked, under(asked), truth).content.limits.join('\n');
    expect(said).toContain('The plan asks for gpu, eu-1, low latency. Machines without refused to ask.');
    expect(said).not.toContain('exclusions');
    expect(content.limits.join('\n')).not.toContain('The plan asks for');
  });

  test('says where an arm never differs from the truth', () => {
    const perfect = resultsOf(plan, 3, { right: { gate: 1, other: 0.8 }, slower: {}, silent: 0 });
    expect(analyse(plan, perfect, truth).content.limits).toContainEqual(
      expect.stringMatching(/^Suspicious: gate differs/u),
    );
  });

  test('says it of a secondary hypothesis that has too few values', () => {
    const weak = planWith(({ hypotheses }) => Object.assign(hypotheses.secondary[0]?.effect ?? {}, { d: 0.01 }));
    expect(analyse(weak, under(weak), truth).content.limits.join('\n')).toMatch(
      /cheaper \(secondary\) had \d+ values of the \d+ that/u,
    );
  });

  test('refuses results of another plan, those that it has no place for, and any that is there twice', async () => {
    const [first, ...others] = results as [Result, ...Result[]];
    const wrong: Partial<Result>[] = [
      { experiment: 'f'.repeat(64) },
      { arm: 'third' },
      { stratum: 'third' },
      { task: 'of-no-file' },
      { outcome: 'failed' },
    ];
    for (const change of wrong) {
      const changed = [{ ...first, ...change }, ...others];
      // An unknown task is one too many where its own is there as well.
      expect(await codeOf(() => analyse(plan, changed, truth))).toBe('STORE');
    }
    expect(await codeOf(() => analyse(plan, [...results, first], truth))).toBe('STORE');
    expect(await codeOf(() => analyse(plan, [{ ...first, replicate: 3 }, ...others], truth))).toBe('VALUE');
  });
});

describe('a report that was written down', () => {
  const written = JSON.parse(JSON.stringify(recordOf(analysis))) as unknown;

  test('is taken where the rows come to it', () => {
    expect(recordOf(verifyReport(written, { results: results.toReversed(), truth }))).toEqual(written);
  });

  test('with anything changed in it is found out', async () => {
    const places = pointersOf(written);
    expect(places.length).toBeGreaterThan(300);
    // What the analysis is made of is not made of the rows: another document is another plan, facts are what was said.
    const made = places.filter((path) => !/^\/(?:experiment|facts)\//u.test(path));
    for (const path of made.filter((_, i) => i % 7 === 0)) {
      const planted = structuredClone(written);
      plant(planted, path);
      expect([path, await codeOf(() => verifyReport(planted, { results, truth }))]).toEqual([path, 'FIGURE']);
    }
  });

  test('with other rows, another truth or another plan is found out', async () => {
    const others = results.map((result, i) => (i === 9 ? { ...result, startedAt: result.startedAt + 1 } : result));
    expect(await codeOf(() => verifyReport(written, { results: others, truth }))).toBe('FIGURE');
    expect(await codeOf(() => verifyReport(written, { results }))).toBe('FIGURE');
    const another = structuredClone(written) as { experiment: { seed: number } };
    another.experiment.seed++;
    expect(await codeOf(() => verifyReport(another, { results, truth }))).toBe('STORE');
  });
});

test('no literal is an analysis: it does not compile', () => {
  const planted = { content, values: analysis.values, results };
  // @ts-expect-error Nobody but `analyse` makes one.
  expect(recordOf(planted)).toEqual(recordOf(analysis));
});

function pointersOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, part]) => pointersOf(part, `${path}/${key}`));
}

/** Another value of the same kind at the place, whatever the schema says of it. */
function plant(document: unknown, path: string): void {
  const steps = path.split('/').slice(1);
  const last = steps.pop() ?? '';
  const parent = steps.reduce((at, step) => Reflect.get(at as object, step), document) as Record<string, unknown>;
  const was = parent[last];
  parent[last] = typeof was === 'number' ? was + 1 : `${String(was)} `;
}
