import { describe, expect, test } from 'vitest';
import { SETTINGS_SCHEMA } from '../../../gate/src/policies/settings.ts';
import { type Format } from '../../src/pages/policy/editor/document-text.ts';
import { indentationAfter } from '../../src/pages/policy/editor/indentation.ts';
import { writingPlace } from '../../src/pages/policy/editor/place.ts';
import { candidatesAt } from '../../src/pages/policy/editor/schema.ts';

/** What is offered behind the text. */
function offered(text: string, format: Format = 'yaml'): string[] {
  const place = writingPlace(text, format);
  if (place === undefined) return [];
  const all = candidatesAt(SETTINGS_SCHEMA, place.steps);
  return all.filter(({ kind }) => place.wants === 'either' || kind === place.wants).map(({ name }) => name);
}

const RULE = `security:
  user:
    version: 1
    rules:
      - id: a
        verdict: deny
`;
const RULE_KEYS = ['id', 'verdict', 'reason', 'when', 'except', 'examples'];

describe('what is offered in YAML', () => {
  test.each<[string, string, readonly string[]]>([
    ['at the beginning', '', ['security', 'quality', 'owners']],
    ['while a first word is written', 'sec', ['security']],
    ['below a domain', 'security:\n  ', ['mode', 'user', 'organisation', 'attended']],
    ['as a value', 'security:\n  mode: ', ['strict', 'balanced', 'observe']],
    ['as a value that was begun', 'security:\n  mode: "st', ['strict', 'balanced', 'observe']],
    ['as a truth', 'security:\n  attended: ', ['true', 'false']],
    ['as a number', 'security:\n  user:\n    version: ', ['1']],
    ['in a layer', 'security:\n  user:\n    ', ['version', 'mode', 'rules']],
    ['in a rule', `${RULE}        `, RULE_KEYS],
    ['in a rule that a dash begins', `${RULE}      - `, RULE_KEYS],
    ['as a verdict', `${RULE}      - id: b\n        verdict: `, ['allow', 'ask', 'deny']],
    ['in conditions', `${RULE}        when:\n          `, ['tool', 'effect', 'scope']],
    ['as an effect', `${RULE}        when:\n          effect: `, ['file.delete', 'package.publish', 'file.*']],
    ['in a list of effects', `${RULE}        when:\n          effect:\n            - `, ['file.delete']],
    ['in a list that stands at its key', `${RULE}        when:\n          effect:\n          - `, ['file.delete']],
    ['in a list in brackets', `${RULE}        when:\n          effect: [file.read, `, ['file.delete']],
    ['in a mapping in brackets', `${RULE}        when: { `, ['tool', 'effect']],
    ['as a value in brackets', `${RULE}        when: { tool: rm, risk: { atLeast: `, ['HIGH']],
    ['in an exception', `${RULE}        except:\n          - `, ['tool', 'effect']],
    ['behind comments and empty lines', `${RULE}\n# why\n        `, RULE_KEYS],
    ['for rules whose list stands at its key', 'security:\n  user:\n    rules:\n    - id: a\n      ', RULE_KEYS],
    ['as a number of persons', 'security:\n  approvals:\n    people:\n      ', ['CRITICAL']],
  ])('%s', (_, text, expected) => {
    expect(offered(text)).toEqual(expect.arrayContaining([...expected]));
  });

  test.each([
    ['in a comment', '# sec'],
    ['where nothing is known', 'colour:\n  '],
    ['as a text', `${RULE}      - id: `],
  ])('nothing %s', (_, text) => {
    expect(offered(text)).toEqual([]);
  });

  test('no key where a value stands, and none of the outer place', () => {
    expect(offered('security:\n  mode: ')).not.toContain('user');
    expect(offered(`${RULE}        `)).not.toContain('rules');
    expect(offered(`${RULE}  `)).toContain('approvals');
  });
});

describe('what is offered in JSON', () => {
  test.each<[string, string, readonly string[]]>([
    ['at the beginning', '{', ['security']],
    ['while a key is written', '{ "sec', ['security']],
    ['as a value', '{"security": {"mode": ', ['strict']],
    ['behind a value', '{"security": {"mode": "strict", "', ['user']],
    ['in a rule', '{"security":{"user":{"rules":[{"id":"}{[","verdict":"deny"},{', RULE_KEYS],
    ['as an effect in a list', '{"security":{"user":{"rules":[{"when":{"effect":["file.read", "', ['file.delete']],
  ])('%s', (_, text, expected) => {
    expect(offered(text, 'json')).toEqual(expect.arrayContaining([...expected]));
  });
});

test('a schema that refers to itself has an end', () => {
  const schema = { properties: { a: { $ref: '#/$defs/loop' } }, $defs: { loop: { $ref: '#/$defs/loop' } } };
  expect(candidatesAt(schema, ['a'])).toEqual([]);
});

test('the word that is replaced begins with its quote', () => {
  expect(writingPlace('security:\n  mode: "st', 'yaml')).toMatchObject({ from: 18, quote: '"', wants: 'value' });
  expect(writingPlace('{"sec', 'json')).toMatchObject({ from: 1, quote: '"', wants: 'key' });
});

test.each([
  ['security:', 2],
  ['  - id: a', 4],
  ['    - when:', 8],
  ['  - - a', 6],
  ['    verdict: deny', 4],
  ['', 0],
])('behind %j a line goes on at column %i', (line, column) => {
  expect(indentationAfter(line)).toBe(column);
});
