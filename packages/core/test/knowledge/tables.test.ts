/** The compiled tables. */
import { hashUnits } from '../../src/shell/units.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tables } from '../../src/knowledge/tables/catalogue.ts';
import { compileKnowledge } from '../../src/knowledge/tables/compile.ts';
import {
  decodeTables,
  encodeTables,
  KeyKind,
  openTables,
  packTables,
  ROOT_NODE,
} from '../../src/knowledge/tables/tables.ts';

test('what a bundle carries decodes to the same tables', () => {
  const decoded = decodeTables(encodeTables(tables));
  for (const part of ['nodes', 'options', 'lists', 'pool'] as const)
    expect(decoded.data[part]).toEqual(tables.data[part]);
  expect(encodeTables(decoded)).toBe(encodeTables(tables));
  expect(decoded.nodeOf('git push')).toBe(tables.nodeOf('git push'));
});

test('the file of tables is used as it lies, wherever it lies in memory', () => {
  const packed = packTables(tables);
  const moved = new Uint8Array(packed.length + 1);
  moved.set(packed, 1);
  for (const bytes of [packed, moved.subarray(1)]) expect(openTables(bytes).data).toEqual(tables.data);
  expect(() => openTables(new Uint8Array(packed.length))).toThrow(/byte order/);
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
  const hash = hashUnits(
    Uint16Array.from('ls', (character) => character.charCodeAt(0)),
    0,
    2,
  );
  expect(compiled.find(ROOT_NODE, KeyKind.COMMAND, hash, units, 0, 2)).toBe(-1);
});

test('full names and parents', () => {
  const compiled = compileKnowledge([{ 'git g': { commands: { 'remote r': { commands: { add: 'inspect' } } } } }]);
  const node = compiled.nodeOf('g r add');
  expect(compiled.fullNameOf(node)).toBe('git remote add');
  expect(compiled.parentOf(compiled.nodeOf('git'))).toBe(-1);
  expect(compiled.parentOf(node)).toBe(compiled.nodeOf('git remote'));
});

test('a stray blank in a description names nothing', () => {
  const [messy, tidy] = [' -a  --all ', '-a --all'].map(
    (names) => compileKnowledge([{ tool: { values: { [names]: { ' one  two ': 'code.load', else: 'text' } } } }]).data,
  );
  const plain = compileKnowledge([{ tool: { values: { '-a --all': { 'one two': 'code.load', else: 'text' } } } }]).data;
  expect([messy, tidy]).toEqual([plain, plain]);
});
