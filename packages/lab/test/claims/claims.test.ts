import { readFileSync } from 'node:fs';
import { createContext, decide } from '@capgate/core';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../src/claims/claim.ts';
import { type Claim, claimsOf, type Means, resultOf } from '../../src/claims/index.ts';
import { decisionRows } from '../../src/claims/decisions.ts';
import { dailyCommands, inventedCommands } from '../../src/claims/workload.ts';

const README = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');

function claimNamed(id: string, means: Partial<Means> = {}): Claim {
  const claim = claimsOf({ seed: 1, ...means }).find((one) => one.id === id);
  if (claim === undefined) throw new Error(`expected a claim ${id}, met none`);
  return claim;
}

const commands = (bytes: readonly number[]): NonNullable<Means['installed']> => ({
  commands: bytes.map((pageBytes, i) => ({ name: `tool-${i}`, pageBytes, executableBytes: 10 * pageBytes })),
  families: bytes.map((size, i) => ({ name: `tool-${i}`, members: 10, bytes: size })),
});

describe('a verdict', () => {
  const interval = { low: 10, high: 20 };

  test.each([
    ['at-most', 20, 'holds'],
    ['at-most', 15, 'undecided'],
    ['at-most', 10, 'undecided'],
    ['at-most', 9, 'does not hold'],
    ['at-least', 10, 'holds'],
    ['at-least', 15, 'undecided'],
    ['at-least', 20, 'undecided'],
    ['at-least', 21, 'does not hold'],
  ] as const)('%s %d of 10 to 20: %s', (relation, value, verdict) => {
    expect(verdictOf({ relation, value, unit: '1' }, interval)).toBe(verdict);
  });
});

describe('the catalogue', () => {
  test('has each claim once, with what it claims in numbers', () => {
    const claims = claimsOf({ seed: 1 });
    expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
    for (const { claimed } of claims) expect(claimed.value).toBeGreaterThan(0);
  });

  test('has all that the README lists, in its words and its order', () => {
    const listed = [...README.matchAll(/^\| `([a-z0-9.-]+)` \| (.+) \|$/gmu)].map(([, id, text]) => [id, text]);
    const own = claimsOf({ seed: 1 }).filter(({ source }) => source === 'readme');
    expect(own.length).toBeGreaterThan(0);
    expect(listed.filter(([id]) => own.some((claim) => claim.id === id))).toEqual(
      own.map(({ id, statement }) => [id, statement]),
    );
  });
});

describe('what is measured', () => {
  test('the length of descriptors', () => {
    const { verdict, measured } = resultOf(claimNamed('descriptor-bytes'));
    expect(verdict).toBe('holds');
    expect(measured).toMatchObject({ value: 24, low: 24, high: 24, unit: 'B' });
    expect(measured?.n).toBeGreaterThan(1_000);
  });

  test('whether tools that nobody made are stopped', () => {
    const { verdict, measured } = resultOf(claimNamed('invented-stopped'));
    expect({ verdict, n: measured?.n }).toEqual({ verdict: 'holds', n: 10_000 });
  });

  test('decisions, in processes of their own', () => {
    const { median, p99 } = decisionRows(1, 2);
    expect([median.unit, median.values.length, p99.values.length]).toEqual(['ns', 2, 2]);
    const [first, second] = median.values as [number, number];
    expect(first).toBeGreaterThan(10);
    expect(second).not.toBe(first);
    for (const i of [0, 1]) expect(p99.values[i]).toBeGreaterThan(median.values[i] as number);
  });

  test('sizes of what is installed: the mean of the ratios, and either verdict', () => {
    const large = commands(Array.from({ length: 200 }, (_, i) => 24 * (400 + (i % 3))));
    const long = resultOf(claimNamed('documentation-ratio', { installed: large }));
    expect(long.verdict).toBe('holds');
    expect(long.measured?.value).toBeCloseTo(401, 0);
    const small = commands(Array.from({ length: 200 }, (_, i) => 24 * (100 + (i % 3))));
    expect(resultOf(claimNamed('documentation-ratio', { installed: small })).verdict).toBe('does not hold');
    expect(resultOf(claimNamed('executable-ratio', { installed: small })).measured?.value).toBeCloseTo(1_010, -1);
    expect(resultOf(claimNamed('family-bytes', { installed: small })).verdict).toBe('does not hold');
  });

  test('without enough of them, or without the program, it says why not', () => {
    const few = { installed: commands([2_400, 2_424]) };
    for (const id of ['documentation-ratio', 'executable-ratio', 'family-bytes', 'start-ratio', 'label-accuracy']) {
      const result = resultOf(claimNamed(id, few));
      expect(result).toMatchObject({ verdict: 'not measurable here', why: expect.stringMatching(/./u) });
      expect(result).not.toHaveProperty('measured');
    }
  });

  test('the start of a program that fails is an error, not a time', async () => {
    expect(await codeOf(() => resultOf(claimNamed('start-ratio', { program: '/nowhere/capgate' })))).toBe('RUN');
  });
});

describe('the workload', () => {
  test('is the same for the same seed, all different, and of every verdict', () => {
    const lines = dailyCommands(2_000, 1);
    expect(lines).toEqual(dailyCommands(2_000, 1));
    expect(lines).not.toEqual(dailyCommands(2_000, 2));
    expect(new Set(lines).size).toBe(2_000);
    const context = createContext({ workspace: '/home/dev/project', home: '/home/dev' });
    const verdicts = lines.map((command) => decide({ kind: 'command', command }, context).verdict);
    expect(new Set(verdicts).size).toBe(3);
    // Daily work, most of which flows.
    expect(verdicts.filter((verdict) => verdict === 0).length).toBeGreaterThan(1_000);
  });

  test('of invented tools passes over names that are known', () => {
    const [first = ''] = inventedCommands(1, 7, new Set());
    const name = first.split(' ')[0] as string;
    expect(inventedCommands(200, 7, new Set([name])).every((line) => line.split(' ')[0] !== name)).toBe(true);
  });
});
