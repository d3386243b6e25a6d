import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { GateError } from '../src/error.ts';
import { checkDocument } from '../src/policies/check.ts';
import { rulesOf, checkSettings, SETTINGS_SCHEMA } from '../src/policies/settings.ts';

const rule = (id: string, more: object = {}): object => ({
  id,
  verdict: 'deny',
  when: { effect: 'package.publish' },
  examples: { match: ['npm publish'], ignore: ['npm install'] },
  ...more,
});
const settings = (...rules: readonly unknown[]): object => ({ security: { user: { version: 1, rules } } });
const places = (document: unknown): string[] =>
  checkDocument(document).faults.map(({ code, path }) => `${code} ${path}`);

describe('the check of a document', () => {
  test('finds nothing in one that is sound, and runs its examples', () => {
    expect(checkDocument(settings(rule('one'), rule('two', { when: { tool: 'npm', subcommand: 'publish' } })))).toEqual(
      {
        faults: [],
        examples: { count: 4, failed: 0 },
      },
    );
    expect(checkDocument({}).faults).toEqual([]);
  });

  test('finds every rule that is none, each at its own place', () => {
    const document = settings(rule('one', { verdict: 'never' }), rule('two'), rule('three', { when: { efect: 'x' } }));
    expect(places(document)).toEqual(['VALUE /security/user/rules/0/verdict', 'KEY /security/user/rules/2/when']);
    expect(checkDocument(document).faults[1]?.message).toMatch(/rules\[2\]\.when.*write effect/u);
  });

  test('finds what is wrong between rules that are sound by themselves', () => {
    expect(places(settings(rule('one'), rule('one')))).toEqual(['DUPLICATE /security/user/rules/1/id']);
  });

  test('finds what is wrong around the layers, all of it', () => {
    expect(places({ security: { mode: 'lax', attended: 'no' }, quality: { '~/': 1 }, colour: 'red' })).toEqual(
      expect.arrayContaining(['FORM /security/mode', 'FORM /security/attended', 'FORM /colour']),
    );
    const mode = checkDocument({ security: { mode: 'lax' } }).faults[0];
    expect(mode?.message).toContain('strict, balanced, observe');
  });

  test('names the example that does not hold', () => {
    const document = settings(rule('one', { examples: { match: ['npm publish', 'ls'], ignore: ['npm publish'] } }));
    expect(places(document)).toEqual([
      'EXAMPLE /security/user/rules/0/examples/match/1',
      'EXAMPLE /security/user/rules/0/examples/ignore/0',
    ]);
    expect(checkDocument(document).examples).toEqual({ count: 3, failed: 2 });
  });

  test('gives advice that stops nothing', () => {
    const document = settings(rule('one', { verdict: 'allow', when: { scope: 'system' }, examples: {} }));
    const { faults } = checkDocument(document);
    expect(faults.map(({ level }) => level)).not.toContain('error');
    expect(faults.map(({ code }) => code)).toContain('no-examples');
    expect(() => rulesOf(1, checkSettings(document))).not.toThrow();
  });

  test('finds secrets, what is too long, and what the log cannot hold', () => {
    expect(places(settings(rule('one', { reason: `ghp_${'a1B2'.repeat(9)}` })))).toEqual([
      'SECRET /security/user/rules/0/reason',
    ]);
    expect(places({ quality: { x: 'y'.repeat(60_000) } })).toEqual(['LENGTH ']);
    expect(places({ quality: { x: 'half a pair: \ud800' } })).toEqual(['FORM ']);
  });

  test.each([[null], [7], ['text'], [[]], [{ security: 7 }], [{ security: { user: [] } }], [settings(null, 7, 'x')]])(
    'finds an error in %j, as whoever makes a version of it',
    (document) => {
      expect(() => rulesOf(1, checkSettings(document))).toThrow(GateError);
      expect(checkDocument(document).faults.map(({ level }) => level)).toContain('error');
    },
  );
});

describe('the published schema', () => {
  const validate = new Ajv2020({ strict: false }).compile(SETTINGS_SCHEMA);

  test('holds the layers to the form of policies', () => {
    expect(validate(settings(rule('one')))).toBe(true);
    expect(validate(settings(rule('one', { verdict: 'never' })))).toBe(false);
    expect(validate({ security: { organisation: { version: 2, rules: [] } } })).toBe(false);
    expect(validate({ colour: 'red' })).toBe(false);
  });
});
