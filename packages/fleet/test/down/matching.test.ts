/** Indicators against what actions name, and patterns that were made to take long. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HostPatterns } from '../../src/down/matching/hosts.ts';
import { IndicatorSet, type Named } from '../../src/down/matching/indicator-set.ts';
import { namePattern } from '../../src/down/matching/names.ts';
import { PathPatterns } from '../../src/down/matching/paths.ts';
import type { Indicator } from '../../src/index.ts';

const said = { verdict: 'ask', risk: 'HIGH', why: 'a test' } as const;

/** The slow and plain meaning of `*`: any characters, tried at every length. */
function isLike(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  if (pattern[0] !== '*') return name[0] === pattern[0] && isLike(pattern.slice(1), name.slice(1));
  return Array.from({ length: name.length + 1 }, (_, i) => name.slice(i)).some((rest) =>
    isLike(pattern.slice(1), rest),
  );
}

/** And of `**`: any number of names. */
function areLike(patterns: readonly string[], names: readonly string[]): boolean {
  const [first, ...others] = patterns;
  if (first === undefined) return names.length === 0;
  if (first !== '**') return names.length > 0 && isLike(first, names[0] as string) && areLike(others, names.slice(1));
  return Array.from({ length: names.length + 1 }, (_, i) => names.slice(i)).some((rest) => areLike(others, rest));
}

const letters = (...more: readonly string[]): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', 'b', ...more), maxLength: 8 });

describe('a name with "*"', () => {
  test('is any whose parts follow each other, as a slow reading of it has it', () => {
    let met = 0;
    fc.assert(
      fc.property(letters('*'), letters(), (pattern, name) => {
        const expected = isLike(pattern, name);
        if (expected) met++;
        expect(namePattern(pattern)(name)).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
    expect(met).toBeGreaterThan(100);
  });

  test('takes no longer for one that was made for it', () => {
    const name = 'a'.repeat(4_000);
    // To try every way of this takes longer than the universe is old.
    expect(namePattern(`${'*a'.repeat(200)}*b`)(name)).toBe(false);
    expect(namePattern('*a'.repeat(200))(name)).toBe(true);
  });
});

function pathsOf(patterns: readonly string[], path: string, home?: string): readonly string[] {
  const paths = new PathPatterns<string>();
  for (const pattern of patterns) paths.add(pattern, pattern);
  return [...new Set(paths.of(path, home))].toSorted();
}

const namesIn = (text: string): string[] => text.slice(1).split('/');

describe('paths', () => {
  test.each<[string, string, boolean]>([
    ['/tmp/.x/payload', '/tmp/.x/payload', true],
    ['/tmp/.x/payload', '/tmp/.x', false],
    ['/tmp/.x/payload', '/tmp/.x/payload/y', false],
    ['/tmp/*/payload', '/tmp/.x/payload', true],
    ['/tmp/*/payload', '/tmp/.x/y/payload', false],
    ['/tmp/**', '/tmp', true],
    ['/tmp/**', '/tmp/a/b/c', true],
    ['/tmp/**', '/tmpx', false],
    ['/**/payload.sh', '/payload.sh', true],
    ['/**/payload.sh', '/a/b/payload.sh', true],
    ['/**/payload*.sh', '/a/payload-2.sh', true],
    ['~/.evil/*', '/home/user/.evil/key', true],
    ['~/.evil/*', '/home/other/.evil/key', false],
    ['/home/user/.evil/*', '/home/user/.evil/key', true],
    ['/a/b', '/a//b', false],
  ])('%s has %s: %s', (pattern, path, expected) => {
    expect(pathsOf([pattern, '/elsewhere'], path, '/home/user')).toEqual(expected ? [pattern] : []);
  });

  test('are found as a slow reading of each pattern has them, many at once', () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'aba');
    const part = fc.oneof(
      { weight: 3, arbitrary: name },
      { weight: 1, arbitrary: fc.constantFrom('*', 'a*', '*b', '**') },
    );
    const pattern = fc
      .array(part, { minLength: 1, maxLength: 5 })
      .filter((parts) => parts.filter((one) => one === '**').length <= 3)
      .map((parts) => `/${parts.join('/')}`);
    const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => `/${names.join('/')}`);
    let met = 0;
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 20 }), path, (patterns, one) => {
        const expected = new Set(patterns.filter((text) => areLike(namesIn(text), namesIn(one))));
        met += expected.size;
        expect(pathsOf(patterns, one)).toEqual([...expected].toSorted());
      }),
      { numRuns: 1_000 },
    );
    expect(met).toBeGreaterThan(100);
  });

  test.each(['', '/', '~', 'a', '/a//b', '/a/../b', '/./a', '/a/**b', '/**/a/**/b/**/c/**', '~user/a', '/a/'])(
    'are no patterns where they read %j',
    (pattern) => {
      expect(() => new PathPatterns<string>().add(pattern, '')).toThrow(expect.objectContaining({ code: 'VALUE' }));
    },
  );

  test('take no longer for patterns that were made for it', () => {
    const paths = new PathPatterns<number>();
    for (let i = 0; i < 9_000; i++) paths.add(`/**/a/**/a/**/${i}`, i);
    for (let i = 0; i < 1_000; i++) paths.add(`/**/a*a*a*a*a*a*${i}`, i);
    expect(() => paths.add('/**/one*more', 0)).toThrow(expect.objectContaining({ code: 'VALUE' }));
    const deep = 'a/'.repeat(2_000);
    expect([...paths.of(`/${deep}x`, undefined)]).toEqual([]);
    expect([...paths.of(`/${deep}17`, undefined)]).toEqual([17]);
    // "*7" is any name that ends in 7.
    expect([...paths.of(`/${'a'.repeat(4_000)}17`, undefined)]).toEqual([7, 17]);
  });
});

function hasHost(pattern: string, host: string): boolean {
  const hosts = new HostPatterns<string>();
  hosts.add(pattern, pattern);
  return [...hosts.of(host)].length > 0;
}

describe('hosts', () => {
  test.each<[string, string, boolean]>([
    ['evil.example', 'evil.example', true],
    ['evil.example', 'EVIL.example.', true],
    ['evil.example', 'x.evil.example', false],
    ['evil.example', 'evil.example.net', false],
    ['*.evil.example', 'x.y.evil.example', true],
    ['*.evil.example', 'evil.example', false],
    ['*.evil.example', 'notevil.example', false],
    ['bücher.example', 'xn--bcher-kva.example', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '0xc0.0.2.7', true],
    ['192.0.2.7', '3221225991', true],
    ['192.0.2.7', '[::ffff:192.0.2.7]', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['0.0.0.0/0', '[2001:db8::1]', false],
    ['2001:db8::/32', '[2001:db8:1::9]', true],
    ['[2001:db8::]/32', '[2001:db9::1]', false],
    ['2001:db8::1', '[2001:db8:0:0:0:0:0:1]', true],
    ['::/0', '192.0.2.1', true],
  ])('%s has %s: %s', (pattern, host, expected) => {
    expect(hasHost(pattern, host)).toBe(expected);
  });

  test.each([
    '',
    '*',
    '*.',
    'a/b',
    'a.example/24',
    '*.192.0.2.1',
    '192.0.2.0/33',
    '192.0.2.0/',
    '::/129',
    'a b',
    'u@h',
    'h:80',
  ])('are no patterns where they read %j', (pattern) => {
    expect(() => new HostPatterns<string>().add(pattern, '')).toThrow(expect.objectContaining({ code: 'VALUE' }));
  });

  test('of any text are found or not, and nothing is thrown', () => {
    const hosts = new HostPatterns<number>();
    hosts.add('*.example', 1);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => void [...hosts.of(text)]));
  });
});

function named(more: Partial<Named> & { readonly words?: readonly string[]; readonly command?: string }): Named {
  const { words = [], command = '' } = more;
  return {
    home: '/home/user',
    commands: () => [{ name: command, words }],
    hosts: () => [],
    paths: () => [],
    ...more,
  };
}

const silent = (): never => {
  throw new Error('asked');
};

describe('a set of indicators', () => {
  const indicators: readonly Indicator[] = [
    { ...said, id: 'c', kind: 'command', name: 'frob' },
    { ...said, id: 'w', kind: 'command', name: 'npm', word: 'left-pad' },
    { ...said, id: 'h', kind: 'host', host: '*.evil.example' },
    { ...said, id: 'f', kind: 'file', path: '~/.evil/**' },
  ];

  test('is met by what an action names, each once', () => {
    const set = new IndicatorSet(indicators);
    const ids = (of: Named): unknown => set.met(of)?.indicators.map(({ id }) => id);
    expect(ids(named({}))).toBeUndefined();
    expect(ids(named({ command: 'frob' }))).toEqual(['c']);
    expect(ids(named({ command: 'npm' }))).toBeUndefined();
    expect(ids(named({ command: 'npm', words: ['left-pad'] }))).toEqual(['w']);
    expect(ids(named({ hosts: () => ['a.evil.example', 'b.evil.example'] }))).toEqual(['h']);
    expect(ids(named({ paths: () => ['/home/user/.evil/x'], command: 'frob' }))).toEqual(['c', 'f']);
  });

  test('says what could not be looked through, where indicators are about it', () => {
    const many = named({ hosts: () => undefined, paths: () => undefined });
    expect(new IndicatorSet(indicators).met(many)).toEqual({ indicators: [], tooMany: ['hosts', 'paths'] });
    expect(new IndicatorSet(indicators.slice(0, 2)).met(many)).toBeUndefined();
    const words = Array.from({ length: 100_001 }, (_, i) => `w${i}`);
    expect(new IndicatorSet(indicators).met(named({ command: 'npm', words }))?.tooMany).toEqual(['words']);
    // Of a command that is no matter of its words, they are not looked at.
    expect(new IndicatorSet(indicators).met(named({ command: 'frob', words }))?.tooMany).toEqual([]);
  });

  test('does not go on for long over paths that were made to take long, and says so', () => {
    const costly = Array.from({ length: 1_000 }, (_, i): Indicator => {
      return { ...said, id: `f${i}`, kind: 'file', path: `/**/*.x${i}` };
    });
    const deep = `/${'d/'.repeat(120)}`;
    const paths = Array.from({ length: 4_000 }, (_, i) => `${deep}${i}`);
    const set = new IndicatorSet(costly);
    expect(set.met(named({ paths: () => paths }))?.tooMany).toEqual(['paths']);
    expect(set.met(named({ paths: () => paths.slice(0, 1) }))).toBeUndefined();
    expect(set.met(named({ paths: () => ['/a/b.x7'] }))?.indicators.map(({ id }) => id)).toEqual(['f7']);
  });

  test('asks for nothing that no indicator is about', () => {
    const set = new IndicatorSet(indicators.slice(0, 1));
    expect(set.met(named({ hosts: silent, paths: silent }))).toBeUndefined();
  });
});
