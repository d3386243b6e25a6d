import { UNSAFE } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnostic } from '../src/check/diagnostic.ts';
import { plain } from '../src/style.ts';
import { widthOf } from '@capgate/base';

/** The excerpt for the first place where `part` stands in `text`. */
function shown(text: string, part: string, columns = 80): string {
  const start = text.indexOf(part);
  return diagnostic(text, { start, end: start + part.length }, columns, plain).join('\n');
}

describe('diagnostic', () => {
  it('underlines a part of a line', () => {
    expect(shown('sudo rm -rf /var/lib', '/var/lib')).toBe(
      ['  |', '1 | sudo rm -rf /var/lib', '  |             ^^^^^^^^'].join('\n'),
    );
  });

  it('gives wide characters two marks and indents by their width', () => {
    expect(shown('cat 日本 /etc', '日本')).toBe(['  |', '1 | cat 日本 /etc', '  |     ^^^^'].join('\n'));
    expect(shown('cat 日本 /etc', '/etc')).toBe(['  |', '1 | cat 日本 /etc', '  |          ^^^^'].join('\n'));
  });

  it('marks escapes in their whole length', () => {
    expect(shown('a\tb\u001b[2Jc', '\u001b[2J')).toBe(['  |', '1 | a\\tb\\x1b[2Jc', '  |     ^^^^^^^'].join('\n'));
    expect(shown('r\u200bm x', '\u200b')).toBe(['  |', '1 | r\\u{200b}m x', '  |  ^^^^^^^^'].join('\n'));
  });

  it('shows each line of a part that goes over several', () => {
    const text = 'if true; then\n  rm -rf /\nfi\necho done';
    expect(shown(text, 'then\n  rm -rf /')).toBe(
      ['  |', '1 | if true; then', '  |          ^^^^', '2 |   rm -rf /', '  | ^^^^^^^^^^'].join('\n'),
    );
    expect(shown(text, 'done')).toBe(['  |', '4 | echo done', '  |      ^^^^'].join('\n'));
  });

  it('leaves out the middle of many lines', () => {
    const text = Array.from({ length: 12 }, (_, index) => `echo ${index + 1}`).join('\n');
    const lines = shown(text, text).split('\n');
    expect(lines).toEqual([
      '   |',
      ...[1, 2, 3].flatMap((number) => [` ${number} | echo ${number}`, '   | ^^^^^^']),
      '...',
      '12 | echo 12',
      '   | ^^^^^^^',
    ]);
  });

  it('cuts a long line around what it marks', () => {
    const text = `${'a'.repeat(300)} BAD ${'z'.repeat(300)}`;
    const [, source = '', marks = ''] = shown(text, 'BAD', 40).split('\n');
    expect(source).toMatch(/^1 \| …a+ BAD z+…$/u);
    expect(source.length).toBeLessThanOrEqual(40);
    expect(source.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('BAD');
  });

  it('cuts what it marks where that alone is too long', () => {
    const [, source = '', marks = ''] = shown(`x ${'b'.repeat(100)} y`, 'b'.repeat(100), 30).split('\n');
    expect(source).toMatch(/^1 \| …b+…$|^1 \| x b+…$/u);
    expect(source.length).toBeLessThanOrEqual(30);
    expect(marks.length).toBeLessThanOrEqual(30);
  });

  it('marks one column for an empty part, at the end too', () => {
    expect(diagnostic('ls', { start: 2, end: 2 }, 80, plain)).toEqual(['  |', '1 | ls', '  |   ^']);
    expect(diagnostic('', { start: 0, end: 0 }, 80, plain)).toEqual(['  |', '1 | ', '  | ^']);
  });

  it('never fails, never prints what acts or hides, and keeps to its width', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    const point = fc.integer({ min: -5, max: 210 });
    fc.assert(
      fc.property(text, point, point, fc.integer({ min: 20, max: 100 }), (source, start, end, columns) => {
        for (const line of diagnostic(source, { start, end }, columns, plain)) {
          expect(line).not.toMatch(UNSAFE);
          expect(line).not.toContain('\n');
          expect(widthOf(line)).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });

  it('marks exactly the columns of the part, wherever it lies', () => {
    const word = fc.string({ unit: fc.constantFrom('a', '日', '\t', '\u001b', '🚀', ' ', '\u200b'), maxLength: 12 });
    fc.assert(
      fc.property(word, word, word, (before, part, after) => {
        const span = { start: before.length, end: before.length + part.length };
        const [, source = '', marks = ''] = diagnostic(before + part + after, span, 400, plain);
        const columnsBefore = marks.indexOf('^');
        const markedColumns = marks.length - columnsBefore;
        const whole = diagnostic(part, { start: 0, end: part.length }, 400, plain)[1] ?? '';
        const prefix = diagnostic(before, { start: 0, end: 0 }, 400, plain)[1] ?? '';
        expect(columnsBefore).toBe(widthOf(prefix));
        expect(markedColumns).toBe(Math.max(1, widthOf(whole) - 4));
        expect(source.startsWith(prefix)).toBe(true);
      }),
    );
  });

  it('takes no longer for a megabyte than its excerpt asks for', () => {
    const text = `${'\u0301'.repeat(1 << 19)}rm${'\u200b'.repeat(1 << 19)}`;
    const lines = diagnostic(text, { start: 1 << 19, end: (1 << 19) + 2 }, 80, plain);
    expect(lines.join('').length).toBeLessThan(2000);
  });
});
