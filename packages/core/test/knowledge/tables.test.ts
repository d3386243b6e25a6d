/** The compiled tables. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tables } from '../../src/knowledge/catalogue.ts';
import { compileKnowledge } from '../../src/knowledge/compile.ts';
import { decodeTables, encodeTables, hashUnits, KeyKind, ROOT_NODE } from '../../src/knowledge/tables.ts';

test('what a bundle carries decodes to the same tables', () => {
  const decoded = decodeTables(encodeTables(tables));
  expect(decoded.data).toEqual(tables.data);
  expect(decoded.nodeOf('git push')).toBe(tables.nodeOf('git push'));
});

test('names are found as they were described, and nothing else is', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(names, names, (known, others) => {
      const compiled = compileKnowledge([Object.fromEntries(known.map((name) => [name, 'inspect' as const]))]);
      for (const name of known) expect(compiled.nameOf(compiled.nodeOf(name))).toBe(name);
      const unknown = others.filter((name) => !known.includes(name));
      expect(unknown.map((name) => compiled.nodeOf(name))).toEqual(unknown.map(() => -1));
    }),
  );
});

test('a text with the hash of a known name is not taken for it', () => {
  const compiled = compileKnowledge([{ ls: 'inspect' }]);
  const units = Uint16Array.from('xy', (character) => character.charCodeAt(0));
  const hash = hashUnits(Uint16Array.from('ls', (character) => character.charCodeAt(0)), 0, 2);
  expect(compiled.find(ROOT_NODE, KeyKind.COMMAND, hash, units, 0, 2)).toBe(-1);
});

test('full names and parents', () => {
  const compiled = compileKnowledge([{ 'git g': { commands: { 'remote r': { commands: { add: 'inspect' } } } } }]);
  const node = compiled.nodeOf('g r add');
  expect(compiled.fullNameOf(node)).toBe('git remote add');
  expect(compiled.parentOf(compiled.nodeOf('git'))).toBe(-1);
  expect(compiled.parentOf(node)).toBe(compiled.nodeOf('git remote'));
});
