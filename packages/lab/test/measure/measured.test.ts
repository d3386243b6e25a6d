import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BATCHES_MIN,
  COMPARISON_NAMES,
  FIGURE_NAMES,
  Measured,
  type MeasuredRecord,
  type Rows,
} from '../../src/measure/index.ts';
import { cohensD, seededSource, welchTest } from '../../src/statistics/index.ts';
import { expectClose } from '../close.ts';

const random = seededSource(11);
const rows = { values: Array.from({ length: 1_000 }, () => 100 + 10 * random.normal()), unit: 'ns' };
const answers = { values: Array.from({ length: 200 }, (_, i) => Number(i % 4 === 0)), unit: '1' };
/** As a report would take figures. */
const report = (figure: Measured): string => JSON.stringify(figure);

const later = rows.values.map((value) => value + 5 + random.normal());
const compared = { ...rows, against: later };
const answersBeside = { ...answers, against: answers.values.map((_, i) => Number(i % 3 === 0)) };

/** Those of a figure's kind. */
function rowsOf(figure: string): Rows {
  const isComparison = COMPARISON_NAMES.some((name) => name === figure);
  if (figure.startsWith('share') || figure.endsWith('shares') || figure === 'balanced-accuracy')
    return isComparison ? answersBeside : answers;
  return isComparison ? compared : rows;
}

const ALL_NAMES = [...FIGURE_NAMES, ...COMPARISON_NAMES];

describe('a measured figure', () => {
  test.each(ALL_NAMES)('%s comes from rows, with an interval around it', (figure) => {
    const record = Measured.of(figure, rowsOf(figure)).toJSON();
    expect(record.low <= record.value && record.value <= record.high).toBe(true);
    expect(record).toMatchObject({
      figure,
      n: rowsOf(figure).values.length,
      confidence: 0.95,
    });
  });

  test('is what it is called', () => {
    expectClose(Measured.of('mean', rows).toJSON().value, 100, 0.02);
    expectClose(Measured.of('coefficient-of-variation', rows).toJSON().value, 0.1, 0.1);
    expect(Measured.of('share', answers).toJSON().value).toBe(0.25);
  });

  test.each(ALL_NAMES)('%s that was written down is read where the rows come to it', (figure) => {
    const written = JSON.parse(JSON.stringify(Measured.of(figure, rowsOf(figure)))) as MeasuredRecord;
    expect(Measured.read(written, rowsOf(figure)).toJSON()).toEqual(written);
  });

  test('a planted constant, and rows that were changed, are found out', async () => {
    const written = Measured.of('median', rows).toJSON();
    const planted: [string, unknown][] = Object.entries({
      value: 1.1,
      low: written.low - 1,
      unit: 'ms',
      n: 10,
      source: '0'.repeat(64),
      figure: 'best',
    });
    for (const [key, value] of planted) {
      expect(await codeOf(() => Measured.read({ ...written, [key]: value }, rows))).toBe('FIGURE');
    }
    const others = { ...rows, values: rows.values.with(3, 0) };
    expect(await codeOf(() => Measured.read(written, others))).toBe('FIGURE');
  });

  test('a comparison is of both groups, in their unit or free of it', () => {
    const difference = Measured.of('difference-of-means', compared).toJSON();
    expect(difference).toMatchObject({ unit: 'ns', against: 1_000, value: welchTest(rows.values, later).difference });
    const effect = Measured.of('hedges-g', compared).toJSON();
    expect(effect.unit).toBe('1');
    expectClose(effect.value, cohensD(rows.values, later).value, 1e-3);
    const pairs = Measured.of('share-of-discordant-pairs', answersBeside).toJSON();
    // Of 12 in a row, the fourth and the eighth are only in the first; three of four in the second only in that.
    expectClose(pairs.value, 2 / 5, 0.05);
  });

  test('rows with others beside them make no figure of one group, nor the other way round', async () => {
    expect(await codeOf(() => Measured.of('mean', compared))).toBe('FIGURE');
    expect(await codeOf(() => Measured.of('hedges-g', rows))).toBe('FIGURE');
    expect(await codeOf(() => Measured.of('toString' as 'mean', rows))).toBe('FIGURE');
    const written = Measured.of('paired-d', compared).toJSON();
    expect(await codeOf(() => Measured.read(written, { ...compared, against: later.with(5, 0) }))).toBe('FIGURE');
    expect(await codeOf(() => Measured.of('paired-d', { ...compared, against: later.slice(1) }))).toBe('SIZE');
  });

  test('any other row is another source', () => {
    const { source } = Measured.of('mean', rows).toJSON();
    fc.assert(
      fc.property(fc.nat(rows.values.length - 1), fc.double({ noNaN: true, min: -1e9, max: 1e9 }), (i, value) => {
        fc.pre(value !== rows.values[i]);
        expect(Measured.of('mean', { ...rows, values: rows.values.with(i, value) }).toJSON().source).not.toBe(source);
      }),
      { numRuns: 30 },
    );
  });

  test('no literal is one: it does not compile', () => {
    // @ts-expect-error A constant has no rows.
    expect(report({ figure: 'mean', value: 1.1, unit: 'ns', n: 30 })).toContain('1.1');
  });

  test('no record is made into one, by whoever leaves the types out either', () => {
    const record = Measured.of('mean', rows).toJSON();
    // @ts-expect-error Nobody but `Measured.of` makes one.
    expect(() => new Measured(record)).toThrow(TypeError);
    // @ts-expect-error The same, where a record stands for the rows.
    expect(() => new Measured('mean', record)).toThrow(TypeError);
  });

  test('rows of no share, or none at all, are refused', async () => {
    expect(await codeOf(() => Measured.of('share', rows))).toBe('VALUE');
    expect(await codeOf(() => Measured.of('mean', { values: [], unit: 'ns' }))).toBe('VALUE');
  });

  test('the dispersion of fewer means than say something is refused', async () => {
    const enough = { ...rows, values: rows.values.slice(0, BATCHES_MIN) };
    const few = { ...rows, values: enough.values.slice(1) };
    expect(await codeOf(() => Measured.of('coefficient-of-variation', few))).toBe('SIZE');
    expect(Measured.of('coefficient-of-variation', enough).toJSON().n).toBe(BATCHES_MIN);
  });
});
