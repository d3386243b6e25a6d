import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Nesting,
  Origin,
  parse,
  Reading,
  read,
  readNested,
  ReadFailure,
  scan,
  Source,
  WordFlag,
} from '../../src/shell/index.ts';
import { type Content, contentOf, hashOf } from './content.ts';
import { commandLine } from './generate.ts';

// A slow machine is no failure: nothing here is timed.

/** Command lines that fast-check can shrink: the numbers behind them are its own. */
const commandLines = fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 400 }).map((numbers) => {
  let next = 0;
  // Used up, they answer with what ends every list.
  return commandLine((below) => (numbers[next++] ?? below - 1) % below);
});
const texts = fc.oneof(
  { weight: 8, arbitrary: commandLines },
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'binary-ascii' }),
);

function scanned(text: string, origin: Origin = new Origin()): Content | undefined {
  const reading = new Reading();
  reading.reset(text);
  reading.reserve(text.length);
  return scan(reading, Source.of(text), origin) ? contentOf(reading) : undefined;
}

function parsed(text: string, origin: Origin = new Origin()): Content {
  const reading = new Reading();
  reading.reset(text);
  reading.reserve(text.length);
  parse(reading, text, Source.of(text), origin);
  return contentOf(reading);
}

/** Whether a row's items, `count` of them from `first` on, are there. */
function inside(first: string, count: string, rows: readonly unknown[]): (row: Record<string, number>) => boolean {
  return (row) => (row[first] ?? 0) + (row[count] ?? 0) <= rows.length;
}

/** Beyond simple commands: what the scanner must not leave to the parser, which is a hundred times slower. */
const SCANNED = [
  'cat <<E\na $x ${y:-z} \\$x \\a $((1 + x))\nE\nb',
  "cat <<'E' | b $(c) >f; d\n$x `y` don't (\nE\nf",
  'cat <<-E\n\ta\n\t\tb\n\tE',
  'cat <<A <<"B" 3<<\\C\na\nA\nb\nB\nc\nC\n',
  'cat <<E',
  'cat <<E\nnever closed',
  "a \"$(cat <<'E'\ndon't (do\n\nE\n)\" && b",
  'if cat <<E; then\nx\nE\nb; fi <<E\ny\nE',
  'cat <<E; for i in a b\nx\nE\ndo c; done',
  'f() { a | b $(c); } >d; f',
  ':(){ :|:& };:',
  'function f() { a; }\nfunction g { f() { a; }; }',
  '[[ -f $x && ! a == b* || -z "$(c)" ]] >d; e',
  'if ((${#x[@]} > 1)); then a $((x + (2 * 3)))b; fi',
  'A=(a $x "$(b)"{c,d}) B+=() e',
  'coproc a -b "$(c)"',
  'a ${1:-10} ${1:+b} ${x:1:2}',
  'a \\',
];
/** Close to them, and read otherwise by the parser. */
const DECLINED = [
  'cat <<E\n$(a)\nE',
  'cat <<E\na\\\nE\nE',
  'a $(cat <<E\nE)\nE\n)',
  'cat <<E $(b <<F)\nx\nE\nF',
  'a <<E\nE\n'.repeat(257),
  'if() { a; }',
  'f() { a; } b',
  'A=([1]=2)',
  'A=(a)b',
  '((a); (b))',
  '[[ a =~ b ]]',
  'coproc a if',
  'a $( (b case{ ) )',
  'coproc a b[',
];

describe('the two readers', () => {
  test('what the scanner accepts is what the parser lists', () => {
    let accepted = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const content = scanned(text);
        if (content === undefined) return;
        accepted++;
        expect(content).toEqual(parsed(text));
      }),
      { numRuns: 2000 },
    );
    // A scanner that declines everything would pass, too.
    expect(accepted).toBeGreaterThan(200);
  });

  test.each(SCANNED)('the scanner reads %j as the parser does', (text) => {
    const content = scanned(text);
    expect(content?.failure).toBe(ReadFailure.NONE);
    expect(content).toEqual(parsed(text));
  });

  test.each(DECLINED)('the scanner leaves %j to the parser', (text) => {
    expect(scanned(text)).toBeUndefined();
  });

  test('a scanner that declines leaves the reading as it was', () => {
    fc.assert(
      fc.property(commandLines, (text) => {
        const reading = new Reading();
        read(reading, 'a $(b) | c >d');
        const before = contentOf(reading);
        reading.reserve(text.length);
        fc.pre(!scan(reading, Source.of(text), new Origin()));
        expect(contentOf(reading)).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  test('an offset shifts every span and nothing else', () => {
    fc.assert(
      fc.property(commandLines, fc.nat(1000), (text, offset) => {
        const there = new Origin().exact(offset, 0);
        for (const reader of [scanned, parsed]) {
          const here = reader(text);
          const moved = reader(text, there);
          expect(moved?.words).toEqual(
            here?.words.map((word) => ({ ...word, start: word.start + offset, end: word.end + offset })),
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('every reading', () => {
  test('has hashes of its words, spans inside the source, and rows inside their lists', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const reading = new Reading();
        read(reading, text);
        const { words, invocations, pipelines, assignments, redirections } = contentOf(reading);
        expect(words.filter((word) => word.hash !== hashOf(word.text))).toEqual([]);
        expect(words.filter((word) => word.start < 0 || word.end < word.start || word.end > text.length)).toEqual([]);
        expect(invocations.filter((row) => (row['end'] ?? 0) > text.length)).toEqual([]);
        expect(invocations.every((row, index) => (row['parent'] ?? index) < index)).toBe(true);
        expect(invocations.every((row) => (row['pipeline'] ?? 0) < pipelines.length)).toBe(true);
        expect(invocations.every(inside('wordFirst', 'wordCount', words))).toBe(true);
        expect(invocations.every(inside('assignmentFirst', 'assignmentCount', assignments))).toBe(true);
        expect(invocations.every(inside('redirectionFirst', 'redirectionCount', redirections))).toBe(true);
        expect(redirections.every((row) => (row['target'] ?? words.length) < words.length)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('says of a verbatim word what the source says', () => {
    fc.assert(
      fc.property(commandLines, (text) => {
        const verbatim = parsed(text).words.filter((word) => (word.flags & WordFlag.VERBATIM) !== 0);
        expect(verbatim.map((word) => word.text)).toEqual(verbatim.map((word) => text.slice(word.start, word.end)));
      }),
      { numRuns: 500 },
    );
  });

  test('is the same in a reading that was used before', () => {
    fc.assert(
      fc.property(commandLines, commandLines, (first, second) => {
        const reused = new Reading();
        read(reused, first);
        read(reused, second);
        const fresh = new Reading();
        read(fresh, second);
        expect(contentOf(reused)).toEqual(contentOf(fresh));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a nested text', () => {
  const line = 'sh -c "a | b" | c';

  test("from a slice of the source: spans shift, rows follow, the pipeline is the parent's", () => {
    const reading = new Reading();
    read(reading, line);
    const first = readNested(reading, 'a | b', new Origin().exact(7, 1), Nesting.TOP, 0);
    expect(first).toBe(2);
    const { invocations } = contentOf(reading);
    expect(invocations.slice(first).map(({ start, end, parent, stage }) => ({ start, end, parent, stage }))).toEqual([
      { start: 7, end: 8, parent: 0, stage: 0 },
      { start: 11, end: 12, parent: 0, stage: 1 },
    ]);
    expect(contentOf(reading).pipelines).toEqual([
      { parent: -1, stage: 0 },
      { parent: 0, stage: 0 },
    ]);
  });

  test('cooked out of the source: all spans are the one given, and no word is verbatim', () => {
    for (const text of ['a b | c "d"', 'a `b \\`c\\`` <<E\nx\nE']) {
      const reading = new Reading();
      read(reading, line);
      const firstWord = reading.words.count;
      const first = readNested(reading, text, new Origin().collapsed(6, 13, 1), Nesting.TOP, 0);
      const { words, invocations } = contentOf(reading);
      expect(words.slice(firstWord).map(({ start, end }) => `${start}-${end}`)).toEqual(
        words.slice(firstWord).map(() => '6-13'),
      );
      expect(words.slice(firstWord).filter(({ flags }) => (flags & WordFlag.VERBATIM) !== 0)).toEqual([]);
      expect(invocations.slice(first).every(({ start, end }) => start === 6 && end === 13)).toBe(true);
    }
  });

  test("that can't be read fails the reading at its place", () => {
    const reading = new Reading();
    read(reading, line);
    readNested(reading, 'a (', new Origin().collapsed(6, 13, 1), Nesting.TOP, 0);
    expect([reading.failure, reading.failureAt]).toEqual([ReadFailure.SYNTAX, 6]);
    read(reading, line);
    readNested(reading, 'a', new Origin().exact(7, 65), Nesting.TOP, 0);
    expect(reading.failure).toBe(ReadFailure.TOO_DEEP);
  });
});
