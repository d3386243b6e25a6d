import { Capability, Risk } from '@capgate/core';
import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FEATURES, type Observed, Place, VECTOR_LENGTH, vectorOf, vectorText, Windows } from '../../src/index.ts';
import { COUNTED_CAPABILITIES, GRAM_PLACES, REACHED_SCOPES } from '../../src/behaviour/features.ts';
import { gramPlace, KIND_COUNT, kindOf } from '../../src/behaviour/grams.ts';

const looks: Observed = { flags: 1, risk: 0, verdict: 0, scopes: 1, tool: 7 };

/** What the window of one agent comes to. */
function vectorAfter(observed: readonly Observed[], windows = new Windows(1)): Uint16Array {
  for (const one of observed) windows.observe(0, one);
  const vector = new Uint16Array(VECTOR_LENGTH);
  windows.close(0, 0, vector, 0);
  return vector;
}

const named = (vector: Uint16Array): Record<string, number> =>
  Object.fromEntries([...vector].flatMap((count, i) => (count === 0 ? [] : [[FEATURES[i] as string, count]])));

describe('the places of a vector', () => {
  test('are named once each, and lie where their groups begin', () => {
    expect(new Set(FEATURES).size).toBe(VECTOR_LENGTH);
    expect(FEATURES[Place.RISK + Risk.CRITICAL]).toBe('risk CRITICAL');
    expect(FEATURES[Place.DENIED]).toBe('denied');
    expect(FEATURES[Place.CAPABILITY + COUNTED_CAPABILITIES.indexOf('DATA_EXFILTRATION')]).toBe(
      'capability DATA_EXFILTRATION',
    );
    expect(FEATURES[Place.SCOPE + REACHED_SCOPES.indexOf('gate')]).toBe('scope gate');
    expect(FEATURES[Place.NEW_TOOLS]).toBe('new tools');
    expect(FEATURES[Place.GRAM + GRAM_PLACES - 1]).toBe(`3-gram ${GRAM_PLACES - 1}`);
    expect(FEATURES.slice(Place.ENTROPY)).toEqual(['entropy of tools', 'time of day']);
  });
});

describe('a window', () => {
  test('counts what decisions say', () => {
    const flags = Capability.NETWORK_ACCESS | Capability.CREDENTIAL_ACCESS | Capability.INFERRED | (1 << Risk.HIGH);
    const asks: Observed = { flags, risk: Risk.HIGH, verdict: 1, scopes: 0b1001, tool: -9 };
    const counted = named(vectorAfter([looks, asks, { ...asks, verdict: 2 }, looks]));
    const grams = Object.entries(counted).filter(([name]) => name.startsWith('3-gram'));
    expect(grams.reduce((sum, [, count]) => sum + count, 0)).toBe(2);
    expect(Object.fromEntries(Object.entries(counted).filter(([name]) => !name.startsWith('3-gram')))).toEqual({
      decisions: 4,
      'risk SAFE': 2,
      'risk HIGH': 2,
      asked: 1,
      denied: 1,
      'capability NETWORK_ACCESS': 2,
      'capability CREDENTIAL_ACCESS': 2,
      'scope workspace': 4,
      'scope credentials': 2,
      'new tools': 2,
      // Two tools, half of the time each.
      'entropy of tools': 1_000,
    });
  });

  test('begins anew, but for tools that are known and the kinds before', () => {
    const windows = new Windows(1);
    vectorAfter([looks, looks], windows);
    const second = named(vectorAfter([looks], windows));
    expect(second).not.toHaveProperty('new tools');
    expect(second['decisions']).toBe(1);
    expect(Object.keys(second).filter((name) => name.startsWith('3-gram'))).toHaveLength(1);
  });

  test('stops counting where two bytes end', () => {
    const vector = vectorAfter(Array.from({ length: 65_600 }, () => looks));
    expect(vector[Place.DECISIONS]).toBe(65_535);
  });

  test('says when it began', () => {
    const vector = new Uint16Array(2 * VECTOR_LENGTH);
    new Windows(1).close(0, Date.UTC(2026, 0, 2, 23, 59, 59), vector, VECTOR_LENGTH);
    expect(vector[VECTOR_LENGTH + Place.TIME]).toBe(239);
    expect(vector.subarray(0, VECTOR_LENGTH).every((count) => count === 0)).toBe(true);
  });

  test('of one agent is nothing of another', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.integer()), { maxLength: 200 }), (decisions) => {
        const together = new Windows(4);
        for (const [row, tool] of decisions) together.observe(row, { ...looks, tool });
        for (let row = 0; row < 4; row++) {
          const own = decisions.filter(([of]) => of === row).map(([, tool]) => ({ ...looks, tool }));
          const vector = new Uint16Array(VECTOR_LENGTH);
          together.close(row, 0, vector, 0);
          expect(vector).toEqual(vectorAfter(own));
        }
      }),
    );
  });

  test('is of a number of agents that is one', async () => {
    for (const agents of [0, 1.5, 2_000_000]) expect(await codeOf(() => new Windows(agents))).toBe('VALUE');
  });
});

describe('tools', () => {
  test('are new once, and almost always then', () => {
    const windows = new Windows(1);
    const tools = Array.from({ length: 60 }, (_, i) => Math.imul(i + 1, 0x01000193));
    const first = vectorAfter(
      tools.map((tool) => ({ ...looks, tool })),
      windows,
    );
    const again = vectorAfter(
      tools.map((tool) => ({ ...looks, tool })),
      windows,
    );
    expect(first[Place.NEW_TOOLS]).toBeGreaterThan(57);
    expect(again[Place.NEW_TOOLS]).toBe(0);
  });
});

describe('an agent that makes up names', () => {
  test('has new tools all the same, however many it had', () => {
    const windows = new Windows(1);
    const used = (from: number, count: number): number => {
      const tools = Array.from({ length: count }, (_, i) => Math.imul(from + i, 0x9e37_79b1));
      return vectorAfter(
        tools.map((tool) => ({ ...looks, tool })),
        windows,
      )[Place.NEW_TOOLS] as number;
    };
    used(1, 2_000);
    expect(used(100_000, 500)).toBeGreaterThan(350);
    expect(used(100_490, 10)).toBe(0);
  });
});

describe('3-grams', () => {
  test('have kinds by what is most telling, and every place', () => {
    expect(kindOf(1)).toBe(KIND_COUNT - 1);
    expect(kindOf(Capability.FILE_MODIFICATION | Capability.CREDENTIAL_ACCESS)).toBe(0);
    const places = new Set<number>();
    for (let first = 0; first < KIND_COUNT; first++)
      for (let second = 0; second < KIND_COUNT; second++)
        for (let third = 0; third < KIND_COUNT; third++) places.add(gramPlace(first, second, third));
    expect([...places].toSorted((a, b) => a - b)).toEqual(Array.from({ length: GRAM_PLACES }, (_, i) => i));
  });
});

describe('the text of a vector', () => {
  test('gives it back, and is the only one that does', async () => {
    const vectors = fc.uint16Array({ minLength: VECTOR_LENGTH, maxLength: VECTOR_LENGTH });
    fc.assert(
      fc.property(vectors, (vector) => {
        expect(vectorOf(vectorText(vector))).toEqual(vector);
      }),
    );
    const text = vectorText(new Uint16Array(VECTOR_LENGTH));
    for (const other of ['', 'AAAA', `${text}AAAA`, text.replace('A', '*'), `${text}\n`])
      expect(await codeOf(() => vectorOf(other))).toBe('FORM');
  });
});
