import { describe, expect, test } from 'vitest';
import { type Format, FORMATS, readText, textOf } from '../../src/pages/policy/editor/document-text.ts';

const settings = {
  security: {
    mode: 'strict',
    user: { version: 1, rules: [{ id: 'a', verdict: 'deny', when: { tool: ['rm', 'dd'] } }] },
  },
  'odd/key~': { x: 1 },
};
const spotted = (text: string, format: Format, pointer: string): string => {
  const { from, to } = readText(text, format).spotOf(pointer);
  return text.slice(from, to);
};

describe.each(FORMATS)('a document as %s', (format) => {
  test('is read back as it was written', () => {
    expect(readText(textOf(settings, format), format)).toMatchObject({ value: settings, faults: [] });
  });

  test('is the same text in whatever order its keys were kept', () => {
    const { security, ...others } = settings;
    const { mode, user } = security;
    expect(textOf({ ...others, security: { user, mode } }, format)).toBe(textOf(settings, format));
  });

  test('has its places', () => {
    const text = textOf(settings, format);
    expect(spotted(text, format, '/security/mode')).toMatch(/^"?strict"?$/u);
    expect(spotted(text, format, '/security/user/rules/0/when/tool/1')).toMatch(/^"?dd"?$/u);
    expect(spotted(text, format, '/security/user/rules/0/when')).toMatch(/^"?when"?$/u);
    expect(spotted(text, format, '/odd~1key~0')).toMatch(/^"?odd\/key~"?$/u);
  });

  test('has for a place that is not there what is nearest above it', () => {
    const text = textOf(settings, format);
    expect(spotted(text, format, '/security/user/rules/0/verdicts')).toBe(
      spotted(text, format, '/security/user/rules/0'),
    );
    expect(spotted(text, format, '/security/user/rules/7')).toMatch(/^"?rules"?$/u);
    expect(() => readText('', format).spotOf('/a/b')).not.toThrow();
  });

  test('that says nothing is empty', () => {
    expect(readText('', format).value).toEqual({});
  });

  test.each([['[1]'], ['7'], ['"text"']])('that is %s is no document', (text) => {
    expect(readText(text, format)).toMatchObject({
      value: undefined,
      faults: [{ message: expect.stringMatching(/mapping/u) }],
    });
  });
});

describe('what is refused', () => {
  test.each<[string, Format, string, RegExp]>([
    ['an alias', 'yaml', 'a: &x 1\nb: *x\n', /alias/u],
    [
      'a bomb of aliases',
      'yaml',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefgh', (c, i) => `${c}: &${c} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}`,
      /alias/u,
    ],
    ['a key twice', 'yaml', 'a: 1\na: 2\n', /unique/u],
    ['a tag', 'yaml', 'a: !!js/function x\n', /tag/iu],
    ['what is nested without end', 'yaml', `${'- '.repeat(400)}x`, /256 columns/u],
    ['what is too long', 'yaml', `# ${'x'.repeat(200_000)}`, /at most/u],
    ['YAML as JSON', 'json', 'a: 1', /expected JSON/u],
    ['half of JSON', 'json', '{"a": ', /expected JSON/u],
  ])('%s', (_, format, text, message) => {
    const { value, faults } = readText(text, format);
    expect(value).toBeUndefined();
    expect(faults[0]?.message).toMatch(message);
  });

  test('a fault is where it is', () => {
    const text = '{\n  "a": 1\n  "b": 2\n}';
    const [fault] = readText(text, 'json').faults;
    expect(text.slice(fault?.from, fault?.to)).toBe('"b": 2');
  });
});

describe('a text that is a part of a document', () => {
  const rules = {
    steps: ['security', 'user', 'rules'],
    around: (value: unknown) => ({ security: { user: { version: 1, rules: value } } }),
  };

  test('is read as the document around it', () => {
    const { value, faults } = readText('[{ "id": "a" }]', 'json', rules);
    expect(faults).toEqual([]);
    expect(value).toEqual({ security: { user: { version: 1, rules: [{ id: 'a' }] } } });
  });

  test('has the places of the document that are in it, and those above at its beginning', () => {
    const text = '[\n  { "id": "a",\n    "when": {} }\n]';
    const { spotOf } = readText(text, 'json', rules);
    const shown = (pointer: string): string => text.slice(spotOf(pointer).from, spotOf(pointer).to);
    expect(shown('/security/user/rules/0/when')).toBe('"when"');
    expect(shown('/security/user')).toBe('[');
  });

  test('with a fault is no document', () => {
    expect(readText('[', 'json', rules)).toMatchObject({
      value: undefined,
      faults: [{ message: expect.stringMatching(/JSON/u) }],
    });
  });
});
