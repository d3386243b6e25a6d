import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyOfSubject, keySubject, prefixSubject } from '../../src/adapters/nats/keys.ts';

const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '.', '*', '>', '_', '=', 'a.b', '\ud800'),
);
const key = fc.array(part, { maxLength: 4 });

/** As a server does: `*` is any token, `>` one or more. */
function matches(pattern: string, subject: string): boolean {
  const [wanted, met] = [pattern.split('.'), subject.split('.')];
  if (wanted.at(-1) !== '>')
    return wanted.length === met.length && wanted.every((token, i) => token === '*' || token === met[i]);
  return met.length >= wanted.length && wanted.slice(0, -1).every((token, i) => token === '*' || token === met[i]);
}

it('a key of any parts is a subject that a server takes, and comes back from it', () => {
  fc.assert(
    fc.property(key, (parts) => {
      const subject = keySubject('$KV.fleet', parts);
      expect(subject).toMatch(/^\$KV\.fleet(?:\.[\w=-]+)+$/u);
      expect(keyOfSubject('$KV.fleet', subject)).toEqual(parts);
    }),
  );
});

it('the pattern of a prefix matches the keys that begin with it, and no others', () => {
  fc.assert(
    fc.property(key, key, fc.boolean(), (prefix, rest, below) => {
      const parts = below ? [...prefix, ...rest] : rest;
      const begins = prefix.every((one, place) => parts[place] === one);
      expect(matches(prefixSubject('$KV.fleet', prefix), keySubject('$KV.fleet', parts))).toBe(begins);
    }),
  );
  // What the property would find: the pattern of a prefix that is not one.
  expect(matches(prefixSubject('$KV.fleet', ['a']), keySubject('$KV.fleet', ['ab']))).toBe(false);
});

it('subjects that no key is written as are no keys', () => {
  for (const subject of [
    '',
    '$KV.other.a._',
    '$KV.fleet',
    '$KV.fleet.a',
    '$KV.fleet.=._',
    '$KV.fleet.=IWE._',
    '$KV.fleet.a b._',
    '$KV.fleet.=ImEi._',
    '$KV.fleet..._',
  ]) {
    expect(keyOfSubject('$KV.fleet', subject), subject).toBeUndefined();
  }
});
