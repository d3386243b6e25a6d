/** For any text: no reader throws, and what it says of places is true. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Kind, KINDS, READERS } from '../../src/scan/kinds.ts';
import type { FileReading } from '../../src/scan/reading.ts';
import { placeOf } from '../../src/scan/splice.ts';

/** Parts from which texts are made that each reader takes for its own, beside any characters at all. */
const PARTS: Readonly<Record<Kind, readonly string[]>> = {
  shell: ['#!/bin/sh\n', 'echo "x"', '\n', "'", '$x', '\\\n'],
  hook: ['#!/usr/bin/env bash\n', 'ls', '\n', '#!/usr/bin/python\n'],
  dockerfile: [
    'FROM a\n',
    'RUN ls',
    'RUN ["a", "b"]',
    'RUN <<EOF\n',
    'EOF\n',
    '\\\n',
    '\r\n',
    '\n',
    '--mount=a ',
    'SHELL ["x"]\n',
    '# c\n',
    '# escape=`\n',
    '`\n',
  ],
  makefile: [
    'all:',
    'a: b;',
    '\n',
    '\t',
    '@ls',
    '$(X)',
    '$$',
    '${',
    '$(shell id)',
    '\\\n',
    "'",
    '#',
    '$',
    '.RECIPEPREFIX=>\n',
  ],
  package: ['{"scripts":{', '"a":"ls"', '"postinstall":"a\\nb"', '"b":"\\u00e9\\"x"', ',', '}}', '}', '\n', ':', '"'],
  workflow: [
    'jobs:\n  a:\n    steps:\n',
    '      - run: ls\n',
    '      - run: |\n          a\n          b\n',
    '      - run: >\n          a\n\n          b\n',
    "      - run: 'a''b\n          c'\n",
    '      - run: "a\\x41 \\\n          b"\n',
    '        shell: bash\n',
    '${{ github.event.x.title }}',
    '\n',
    '          ',
    '&x ',
    '*x',
  ],
};

const soup = (kind: Kind) =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...PARTS[kind]) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
      ),
      { maxLength: 24 },
    )
    .map((parts) => (kind === 'workflow' ? 'jobs:\n  a:\n    steps:\n' : '') + parts.join(''));

const scripts = fc.string({ unit: fc.constantFrom(' ', '  ', '\n', 'a', "'", '"', '\\', '#', ': ', 'é', '\t', '|') });

/** Texts in the form of the kind, written by a library, in all styles that it has. */
const wellFormed: Readonly<Partial<Record<Kind, fc.Arbitrary<string>>>> = {
  package: fc
    .record({ scripts: fc.dictionary(fc.string(), scripts), indent: fc.nat(4) })
    .map(({ indent, ...value }) => JSON.stringify(value, null, indent)),
  workflow: fc
    .record({
      runs: fc.array(scripts),
      style: fc.constantFrom('PLAIN', 'BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
    })
    .map(({ runs, style }) => {
      const steps = runs.map((run) => ({ run }));
      return stringify({ jobs: { a: { steps } } }, { defaultStringType: style as 'PLAIN', defaultKeyType: 'PLAIN' });
    }),
};

const textOf = (kind: Kind) => fc.oneof(soup(kind), wellFormed[kind] ?? soup(kind));

/** What is untrue in a reading's places, or undefined. */
function untruth(text: string, { lines, noticed }: FileReading): string | undefined {
  const isWithin = (start: number, end: number) => start >= 0 && start <= end && end <= text.length;
  if (noticed.some(({ span }) => !isWithin(span.start, span.end))) return 'a notice outside of the file';
  for (const { command } of lines) {
    for (const [index, { at, from, to, isCopy }] of command.pieces.entries()) {
      const length = (command.pieces[index + 1]?.at ?? command.text.length) - at;
      if (!isWithin(from, to)) return 'a piece outside of the file';
      if (isCopy && text.slice(from, to) !== command.text.slice(at, at + length)) return 'a copy that is another text';
    }
    for (let start = 0; start < command.text.length; start++) {
      const place = placeOf(command, { start, end: start + 1 });
      if (!isWithin(place.start, place.end)) return 'a place outside of the file';
    }
  }
  return undefined;
}

describe.each(KINDS)('a reader of %s', (kind) => {
  it('says of every part of a command line where in the file it stands', () => {
    fc.assert(
      fc.property(textOf(kind), (text) => {
        expect(untruth(text, READERS[kind](text))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('finds command lines in what this covers', () => {
    const texts = fc.sample(textOf(kind), { numRuns: 300, seed: 7 });
    expect(texts.filter((text) => READERS[kind](text).lines.length > 0).length).toBeGreaterThan(20);
  });
});

it('a place that is off by one would be noticed', () => {
  const reading = READERS.shell('echo one two');
  const [line] = reading.lines;
  const moved = line!.command.pieces.map((piece) => ({ ...piece, from: piece.from + 1 }));
  const wrong = { noticed: [], lines: [{ ...line!, command: { ...line!.command, pieces: moved } }] };
  expect(untruth('echo one two', wrong)).toBe('a copy that is another text');
});
