import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { analyse, compare } from '../../src/analysis/index.ts';
import { planOf } from '../../src/index.ts';
import { comparisonText } from '../../src/report/index.ts';
import { mean, newcombeDifference, welchTest } from '../../src/statistics/index.ts';
import { facts, plan, results, resultsOf, smallDocument, truth } from './world.ts';

const later = planOf({ ...smallDocument(), seed: 8 });
const slower = { right: { gate: 0.9, other: 0.7 }, slower: { gate: 0.5, other: 0.8 }, silent: 0.02 };
const first = analyse(plan, results, truth, facts);
const second = analyse(later, resultsOf(later, 2, slower), truth, facts);
const comparison = compare(first, second);

function rows(of: typeof first, metric: 'latency' | 'accuracy'): number[] {
  return [...of.values.of('gate', { metric, unit: 'task' }).values()];
}

describe('two experiments', () => {
  test('are compared in what both have, with the interval of the difference', () => {
    expect(comparison.experiments.map((one) => one.plan)).toEqual([plan.hash, later.hash]);
    expect(comparison.hypotheses.map((one) => one.first.id)).toEqual(['right', 'sooner', 'cheaper']);
    expect(comparison.figures.length).toBe(first.content.figures.length);
    const of = (metric: string) =>
      comparison.figures.find(
        (one) => one.first.metric === metric && one.first.arm === 'gate' && one.first.stratum === undefined,
      );
    const { difference, interval } = welchTest(rows(first, 'latency'), rows(second, 'latency'));
    expect(of('latency')?.difference?.toJSON()).toMatchObject({ value: difference, ...interval, unit: 'ns' });
    const counts = [first, second].map((one) => ({
      successes: Math.round(100 * mean(rows(one, 'accuracy'))),
      trials: 100,
    })) as [Parameters<typeof newcombeDifference>[0], Parameters<typeof newcombeDifference>[0]];
    expect(of('accuracy')?.difference?.toJSON()).toMatchObject({
      value: newcombeDifference(...counts).value,
      unit: '1',
    });
  });

  test('that change places are their mirror image', () => {
    const mirrored = compare(second, first);
    comparison.figures.forEach(({ difference }, i) => {
      const { value, low, high } = difference?.toJSON() ?? { value: 0, low: 0, high: 0 };
      const image = mirrored.figures[i]?.difference?.toJSON() ?? { value: 0, low: 0, high: 0 };
      [image.value, image.low, image.high].forEach((end, k) =>
        expect(end).toBeCloseTo(-([value, high, low][k] as number), 6),
      );
    });
  });

  test('of other tasks, or of other metrics, are not compared', async () => {
    const document = smallDocument();
    const strata = document.strata.map((stratum) => ({
      ...stratum,
      tasks: { ...stratum.tasks, sha256: 'd'.repeat(64) },
    }));
    const others = planOf({ ...document, strata });
    expect(await codeOf(() => compare(first, analyse(others, resultsOf(others), truth, facts)))).toBe('PLAN');
    const renamed = planOf(
      JSON.parse(JSON.stringify(document).replaceAll('"gate"', '"third"').replaceAll('"other"', '"fourth"')),
    );
    expect(await codeOf(() => compare(first, analyse(renamed, resultsOf(renamed), truth, facts)))).toBe('PLAN');
  });

  test.each([
    ['another metric', { metric: 'tokens' }],
    ['another effect that would count', { effect: { d: 0.4 } }],
  ])('whose hypotheses of one name are about %s are compared in the others alone', (_, change) => {
    const document = smallDocument();
    const secondary = document.hypotheses.secondary.map((one) => ({ ...one, ...change }));
    const others = planOf({ ...document, hypotheses: { ...document.hypotheses, secondary } });
    const other = compare(first, analyse(others, resultsOf(others), truth, facts));
    expect(other.hypotheses.map((one) => one.first.id)).toEqual(['right', 'sooner']);
    expect(other.notes[0]).toContain('1 hypotheses of the first have no partner');
  });

  test('with tasks that changed in one stratum are compared in the other', () => {
    const document = smallDocument();
    const changed = document.strata.map((stratum, i) =>
      i === 0 ? { ...stratum, tasks: { ...stratum.tasks, sha256: 'd'.repeat(64) } } : stratum,
    );
    const others = planOf({ ...document, strata: changed });
    const other = compare(first, analyse(others, resultsOf(others), truth, facts));
    expect(other.hypotheses).toEqual([]);
    expect(new Set(other.figures.map((one) => one.first.stratum))).toEqual(new Set(['harmless']));
  });

  test('that are held against other claims are not the same', () => {
    expect(compare(claimed(1_000), claimed(2_000)).hypotheses).toEqual([]);
  });

  test('are two: neither an experiment, nor a part or a copy of it, is compared with itself', async () => {
    expect(await codeOf(() => compare(first, first))).toBe('PLAN');
    expect(await codeOf(() => compare(first, analyse(plan, results.slice(9), truth, facts)))).toBe('PLAN');
    const copied = JSON.parse(JSON.stringify(results)) as typeof results;
    expect(await codeOf(() => compare(first, analyse(plan, copied, truth, facts)))).toBe('PLAN');
    const nothing = analyse(plan, [], truth, facts);
    expect(await codeOf(() => compare(nothing, analyse(plan, [], truth, facts)))).toBe('PLAN');
  });

  describe('of one plan, measured in two labs', () => {
    test('are compared in all that they have, and what was found again is told', () => {
      const again = compare(first, analyse(plan, moved(resultsOf(plan, 3)), truth, facts));
      expect(again.isReproduction).toBe(true);
      expect(again.hypotheses.map(({ isAlike }) => isAlike)).toEqual([true, true, true]);
      // Of what was not shown, the way says nothing.
      expect(again.hypotheses[2]?.first).toMatchObject({ verdict: 'not supported', outcome: { direction: 'less' } });
      expect(again.hypotheses[2]?.second).toMatchObject({
        verdict: 'not supported',
        outcome: { direction: 'greater' },
      });
      expect(again.figures.length).toBe(first.content.figures.length);
      expect(again.notes[0]).toContain('Of 3 hypotheses, 3 came to the same verdict');
      expect(comparison.isReproduction).toBe(false);
      expect(comparison.notes[0]).not.toContain('one plan');
    });

    test('are not alike where the difference is the other way round', () => {
      const turned = { right: { gate: 0.7, other: 0.95 }, slower: { gate: 0.8, other: 0 }, silent: 0.02 };
      const again = compare(first, analyse(plan, moved(resultsOf(plan, 3, turned)), truth, facts));
      expect(again.hypotheses.map(({ isAlike }) => isAlike).slice(0, 2)).toEqual([false, false]);
      expect(again.notes[0]).toContain('Of 3 hypotheses, 1 came to the same verdict');
    });

    test('say which arm says something else of itself, and where tasks are left out', () => {
      const arms = { ...facts.arms, gate: { version: '0.2.0', mode: 'strict' } };
      const excluded = [{ stratum: 'dangerous', task: 'dangerous-1', exclusion: 0 }];
      const other = analyse(plan, moved(resultsOf(plan, 3)), truth, { ...facts, arms, excluded });
      const given = { exclusionFiles: { given: [{ sha256: 'a'.repeat(64), at: 1 }] } };
      const said = compare(analyse(plan, results, truth, { ...facts, ...given }), other).notes.join('\n');
      expect(said).toContain(
        'gate says of itself in the first and in the second: version 0.1.0 and 0.2.0, mode untold and strict.',
      );
      expect(said).not.toContain('other says of itself');
      expect(said).toContain('Of the first, all tasks count; a file of exclusions that was given for it is not taken.');
      expect(said).toContain('Of the second, 1 tasks are left out.');
    });
  });

  test('say what their difference does not show', () => {
    expect(comparison.notes.at(-1)).toContain('did not run interleaved');
    const elsewhere = analyse(later, resultsOf(later), truth);
    expect(compare(first, elsewhere).notes.join('\n')).toContain('different machines');
    const broken = analyse(later, resultsOf(later).slice(9), truth);
    expect(compare(first, broken).notes.join('\n')).toContain(`${later.hash} is incomplete`);
  });

  test('read as text, a line a figure', () => {
    const text = comparisonText(comparison);
    expect(text).toMatch(
      /latency of gate, all, mean: 1\.\d+ ms \[[^\]]+ ms\], 1\.\d+ ms \[[^\]]+\], -\d+ µs \[[^\]]+\]\n/u,
    );
    expect(text).toMatch(/accuracy of gate, all, share: \d+ % \[[^\]]+\], \d+ % \[[^\]]+\], \d+ points \[/u);
    expect(text).toContain('sooner: supported (p ');
  });
});

/** Measured a day later. */
function moved(some: typeof results): typeof results {
  return some.map((result) => ({ ...result, startedAt: result.startedAt + 86_400_000 }));
}

/** An experiment of one arm, held against a claim. */
function claimed(value: number) {
  const document = smallDocument();
  const [, sooner] = document.hypotheses.primary;
  const own = planOf({
    ...document,
    type: 'claim',
    claim: { statement: 'It takes so long.', source: 'A paper.', value, unit: 'ns' },
    seed: value,
    hypotheses: { primary: [{ ...sooner, arms: ['gate'], test: 'one-sample-t', effect: { d: 0.5 } }] },
  });
  return analyse(own, resultsOf(own), truth, facts);
}
