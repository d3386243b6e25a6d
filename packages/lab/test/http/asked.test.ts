import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabError } from '../../src/error.ts';
import { exclusionsAsked, pageAsked, readingsAsked, RESULT_QUESTIONS, resultsAsked } from '../../src/results/asked.ts';

describe('what is asked of results', () => {
  test('is read into a filter and a page', () => {
    const texts = {
      arm: 'gate',
      stratum: 'dangerous',
      task: 'rm 1 é',
      outcome: 'answered',
      verdict: 'deny',
      latencyFromNs: '0',
      latencyToNs: '999999999999999',
      limit: '7',
      cursor: 'WzVd',
    };
    const { latencyFromNs: _, latencyToNs: __, limit: ___, cursor: ____, ...named } = texts;
    expect(resultsAsked(texts)).toEqual({
      filter: { ...named, latencyNs: { from: 0, to: 999_999_999_999_999 } },
      page: { limit: 7, cursor: 'WzVd' },
    });
    expect(Object.keys(texts)).toEqual([...RESULT_QUESTIONS, 'limit', 'cursor']);
  });

  test('is nothing where nothing is asked, a hundred at a time', () => {
    expect(resultsAsked({})).toEqual({ filter: {}, page: { limit: 100 } });
    expect(resultsAsked({ arm: undefined, limit: undefined })).toEqual({ filter: {}, page: { limit: 100 } });
    expect(resultsAsked({ latencyToNs: '5' }).filter).toEqual({ latencyNs: { to: 5 } });
    expect(readingsAsked({ device: 'gpu0', quantity: 'power', fromMs: '1' }).filter).toEqual({
      device: 'gpu0',
      quantity: 'power',
      at: { from: 1 },
    });
  });

  test.each([
    { experiment: 'f'.repeat(64) },
    { arm: '' },
    { arm: 'Gate' },
    { arm: 'a'.repeat(65) },
    { task: 'a\0b' },
    { task: '\ud800' },
    { task: 'x'.repeat(257) },
    { outcome: 'ANSWERED' },
    { outcome: '0' },
    { verdict: 'perhaps' },
    { latencyFromNs: '-1' },
    { latencyFromNs: '1e3' },
    { latencyFromNs: '0x10' },
    { latencyFromNs: ' 1' },
    { latencyFromNs: '1234567890123456' },
    { latencyNs: '1' },
    { limit: '0' },
    { limit: '1001' },
    { limit: '10000' },
    { limit: '1.5' },
    { limit: 'all' },
    { cursor: '' },
    { cursor: 'x'.repeat(4_097) },
    { __proto__x: '1' },
    { constructor: '1' },
  ] as Readonly<Record<string, string>>[])('is refused: %o', async (texts) => {
    expect(await codeOf(() => resultsAsked(texts))).toBe('QUERY');
  });

  test('is by which exclusions a report is made', async () => {
    expect(exclusionsAsked({})).toBeUndefined();
    expect(exclusionsAsked({ exclusions: 'a'.repeat(64) })).toBe('a'.repeat(64));
    for (const exclusions of ['', 'a'.repeat(63), 'A'.repeat(64), `../${'a'.repeat(61)}`]) {
      expect(await codeOf(() => exclusionsAsked({ exclusions }))).toBe('QUERY');
    }
  });

  test('tells of a long name no more than its beginning', () => {
    expect(() => pageAsked({ ['x'.repeat(100_000)]: '1' })).toThrow(/^x{400}…$/u);
  });

  test('whatever it is, is read or refused', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...RESULT_QUESTIONS, 'limit', 'cursor'), fc.string()), (texts) => {
        expect(['read', 'QUERY']).toContain(outcomeOf(texts));
      }),
    );
  });
});

function outcomeOf(texts: Readonly<Record<string, string>>): string {
  try {
    return resultsAsked(texts).page.limit > 0 ? 'read' : 'nothing asked for';
  } catch (error) {
    return (error as LabError).code;
  }
}
