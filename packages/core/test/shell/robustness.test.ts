import { describe, expect, test } from 'vitest';
import {
  MAX_INPUT_UNITS,
  MAX_INVOCATIONS,
  Nesting,
  Origin,
  Reading,
  read,
  readNested,
  ReadFailure,
} from '../../src/shell/index.ts';

// A slow machine is no failure: work is counted, not timed.

function failureOf(text: string): ReadFailure {
  const reading = new Reading();
  read(reading, text);
  return reading.failure;
}

/** Openers that hostile text repeats, with what would close each. */
const NESTS: readonly (readonly [string, string])[] = [
  ['$(', ')'],
  ['"$(', ')"'],
  ['${x:-', '}'],
  ['"${x:-', '}"'],
  ['( ', ' )'],
  ['{ ', '; }'],
  ['$((', '))'],
  ['((', '))'],
  ['<(', ')'],
  ['@(', ')'],
  ['[', ']'],
  ['{a,', '}'],
  ['if ', '; fi'],
  ['while ', '; done'],
  ['for i in a; do ', '; done'],
  ['case x in a) ', ';; esac'],
  ['f() ', ''],
  ['function f ', ''],
  ['coproc ', ''],
  ['! ', ''],
  ['time ', ''],
  ['`', ''],
  ['\\', ''],
  ['"', ''],
  ["'", ''],
  ['$', ''],
  ['a[', ']'],
  ["$'", ''],
  ['$"', '"'],
  ['a|', ''],
  ['a&&', ''],
  ['a;', ''],
  ['>f ', ''],
  ['A=', ''],
  ['=~', ''],
  ['a=:~', ''],
  ['<<E ', ''],
  ['<<<', ''],
  ['#', ''],
  ['~', ''],
  ['\\\n', ''],
  ['\ud800', ''],
  ['\ufdd0', ''],
  ['[[ ', ' ]]'],
  ['[[ ( ', ' ) ]]'],
  ['`a` ', ''],
  ['{', '}'],
  ['a=(', ')'],
  ['${#', '}'],
  ['$[', ']'],
  ['1+', ''],
  ['((1+', '))'],
  ['((1));', ''],
  ['$((1)) ', ''],
  ['cat <<E\n', 'E\n'],
  ['cat <<E\nE\n', ''],
  ['$(cat <<E\n', '\nE\n)'],
  ['a <<EE\nE\n', 'EE'],
  ['[[ -f a && ', ' ]]'],
  ['[[ a ]];', ''],
  ['f() { ', '; }'],
  ['a=(b) ', ''],
];

function nested(depth: number): string {
  return `${'$('.repeat(depth)}a${')'.repeat(depth)}`;
}

/** Looks at single code units that reading `text` takes, in both readers. */
function looksFor(text: string): number {
  const reading = new Reading();
  const look: (this: string, at: number) => number = Reflect.get(String.prototype, 'charCodeAt');
  let looks = 0;
  const counted = function (this: string, at: number): number {
    looks++;
    return look.call(this, at);
  };
  try {
    Reflect.set(String.prototype, 'charCodeAt', counted);
    read(reading, text);
  } finally {
    Reflect.set(String.prototype, 'charCodeAt', look);
  }
  return looks;
}

describe('hostile text', () => {
  test.each(NESTS)('thousands of %j get an answer', (open, close) => {
    for (const text of [
      open.repeat(10_000),
      open.repeat(10_000) + close.repeat(10_000),
      `a ${open.repeat(100)}b${close.repeat(100)}`,
    ]) {
      expect(Object.values(ReadFailure)).toContain(failureOf(text));
    }
  });

  test('a mebibyte of backslashes, quotes or blanks gets an answer, more is too long', () => {
    for (const unit of ['\\', "'", '"', ' ', 'a', '\n', '\0', '\ud800', '$', '('])
      expect(Object.values(ReadFailure)).toContain(failureOf(unit.repeat(MAX_INPUT_UNITS)));
    expect(failureOf('a'.repeat(MAX_INPUT_UNITS))).toBe(ReadFailure.NONE);
    expect(failureOf('a'.repeat(MAX_INPUT_UNITS + 1))).toBe(ReadFailure.TOO_LONG);
  });

  test('nesting is bounded', () => {
    expect(failureOf(nested(64))).toBe(ReadFailure.NONE);
    expect(failureOf(nested(65))).toBe(ReadFailure.TOO_DEEP);
    expect(failureOf(nested(10_000))).not.toBe(ReadFailure.NONE);
  });

  test('invocations, words and here-documents are bounded', () => {
    expect(failureOf('a;'.repeat(MAX_INVOCATIONS))).toBe(ReadFailure.NONE);
    expect(failureOf('a;'.repeat(MAX_INVOCATIONS + 1))).toBe(ReadFailure.TOO_MUCH);
    expect(failureOf('a '.repeat(1 << 18))).toBe(ReadFailure.NONE);
    expect(failureOf('a '.repeat((1 << 18) + 1))).toBe(ReadFailure.TOO_MUCH);
    expect(failureOf(`a ${'<<E '.repeat(1000)}\n${'E\n'.repeat(1000)}`)).toBe(ReadFailure.TOO_MUCH);
  });

  test('cooked text of one reading is bounded', () => {
    const reading = new Reading();
    read(reading, 'a'.repeat(MAX_INPUT_UNITS));
    for (let times = 0; times < 4; times++)
      readNested(reading, 'a'.repeat(MAX_INPUT_UNITS), new Origin().exact(0, 1), Nesting.TOP, 0);
    expect(reading.failure).toBe(ReadFailure.TOO_MUCH);
  });
});

describe('work', () => {
  test.each(NESTS)('grows with the length alone for %j', (open, close) => {
    for (const shape of [
      (times: number) => open.repeat(times),
      (times: number) => open.repeat(times) + close.repeat(times),
    ]) {
      const few = looksFor(shape(500));
      const many = looksFor(shape(2000));
      expect(many).toBeLessThan(5 * few + 1000);
    }
  });

  test('in depth is bounded by the depth times the length', () => {
    for (const [open, close] of NESTS) {
      for (const depth of [8, 63]) {
        const text = `a ${open.repeat(depth)}b${close.repeat(depth)};`.repeat(20);
        expect(looksFor(text)).toBeLessThan(40 * 64 * text.length);
      }
    }
  });
});
