import { describe, expect, test } from 'vitest';
import { merge } from '../../../gate/src/policies/merge.ts';
import { settled } from '../../src/pages/policy/merging.ts';

const layer = (...rules: object[]): object => ({ security: { user: { version: 1, rules } } });
const rule = (id: string, verdict: string): object => ({ id, verdict, when: {} });

/** What the gate answers, settled by choosing all of ours or all of theirs. */
function outcomes(base: object, ours: object, theirs: object): { readonly mine: object; readonly their: object } {
  const { document, conflicts } = merge(base as never, ours as never, theirs as never);
  expect(conflicts.length).toBeGreaterThan(0);
  const all = new Set(conflicts.map(({ path }) => path));
  return { mine: settled(document, conflicts, all), their: settled(document, conflicts, new Set()) };
}

describe('settling conflicts', () => {
  test.each<[string, object, object, object]>([
    ['values', { quality: { 'a/b~': 1 } }, { quality: { 'a/b~': 2 } }, { quality: { 'a/b~': 3 } }],
    ['rules', layer(rule('r', 'deny')), layer(rule('r', 'ask')), layer(rule('r', 'allow'))],
    ['one that I took out', { quality: { a: 1, b: 1 } }, { quality: { b: 1 } }, { quality: { a: 2, b: 1 } }],
    ['one that they took out', { quality: { a: 1, b: 1 } }, { quality: { a: 2, b: 1 } }, { quality: { b: 1 } }],
    ['a rule that I took out', layer(rule('r', 'deny')), layer(), layer(rule('r', 'allow'))],
    ['a rule that they took out', layer(rule('r', 'deny')), layer(rule('r', 'ask')), layer()],
    [
      'an order',
      layer(rule('a', 'deny'), rule('b', 'deny'), rule('c', 'deny')),
      layer(rule('b', 'deny'), rule('a', 'deny'), rule('c', 'deny')),
      layer(rule('c', 'deny'), rule('b', 'deny'), rule('a', 'deny')),
    ],
  ])('%s: all of mine is mine, none of mine is theirs', (_, base, ours, theirs) => {
    const { mine, their } = outcomes(base, ours, theirs);
    expect(mine).toEqual(ours);
    expect(their).toEqual(theirs);
  });

  test('what only one side changed stays, whatever is chosen', () => {
    const base = { quality: { x: 1 } };
    const { mine } = outcomes(base, { quality: { x: 2, mine: 1 } }, { quality: { x: 3, theirs: 1 } });
    expect(mine).toEqual({ quality: { x: 2, mine: 1, theirs: 1 } });
  });

  test('a key of the language itself is a key like others', () => {
    const conflicts = [{ path: '/quality/__proto__', ours: 7 }];
    const result = settled({ quality: {} }, conflicts, new Set(['/quality/__proto__']));
    expect(JSON.stringify(result)).toBe('{"quality":{"__proto__":7}}');
    expect(({} as { readonly __proto__: object }).__proto__).toBe(Object.prototype);
  });
});
