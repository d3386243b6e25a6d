import { UNSAFE } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipped, quoted, visible, visibleJson, visibleLines, widthOf } from '../src/index.ts';

const hostile = fc.string({ unit: 'binary' });

describe('visible', () => {
  it('leaves what can be seen as it is', () => {
    for (const text of ['rm -rf ./build', 'café', '日本語', '🚀', 'naïve — “quotes”', 'e\u0301']) {
      expect(visible(text)).toBe(text);
    }
  });

  it('escapes what a terminal would obey', () => {
    expect(visible('\u001b[2K\u001b[1A')).toBe('\\x1b[2K\\x1b[1A');
    expect(visible('\u009b2K')).toBe('\\u{9b}2K');
    expect(visible('a\tb\r\nc\u0007\u007f')).toBe('a\\tb\\r\\nc\\x07\\x7f');
  });

  it('escapes what nobody would see', () => {
    expect(visible('rm\u200b')).toBe('rm\\u{200b}');
    expect(visible('\u202egnp.exe')).toBe('\\u{202e}gnp.exe');
    expect(visible('a\u00a0b\u2800\u3164\u{e0041}\ufe0f')).toBe('a\\u{a0}b\\u{2800}\\u{3164}\\u{e0041}\\u{fe0f}');
    expect(visible('\ud800')).toBe('\\u{d800}');
  });

  it('lets nothing through that acts or hides, whatever it is given', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visible(text)).not.toMatch(UNSAFE);
        expect(visible(text)).not.toContain('\n');
        expect(visibleLines(text)).not.toMatch(UNSAFE);
        expect(visibleLines(text).split('\n')).toHaveLength(text.split('\n').length);
      }),
    );
  });

  it('changes nothing that is visible already', () => {
    fc.assert(fc.property(hostile, (text) => visible(visible(text)) === visible(text)));
  });
});

describe('clipped and quoted', () => {
  it('bound what they show', () => {
    expect(clipped('x'.repeat(500), 10)).toBe(`${'x'.repeat(10)}…`);
    expect(quoted('a"b\n')).toBe('"a"b\\n"');
    expect(quoted('y'.repeat(1000)).length).toBeLessThan(100);
  });
});

describe('visibleJson', () => {
  it('says the same as JSON, without hidden characters', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), hostile, (value, text) => {
        const json = visibleJson([value, text]);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify([value, text])));
        expect(json).not.toMatch(UNSAFE);
      }),
    );
  });
});

describe('widthOf', () => {
  // The examples of Unicode's UAX #11 for each class, and the emoji that terminals draw wide.
  it.each([
    ['plain', 5],
    ['', 0],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['ｱ', 1],
    ['Ａ', 2],
    ['가', 2],
    ['\u1100\u1161', 2],
    ['🚀', 2],
    ['☃', 1],
    ['、', 2],
    ['𠀀', 2],
    ['\u2603x', 2],
  ])('%j takes %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
});
