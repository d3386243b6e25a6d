import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasHidden, partsOf, runsOf, type Spanned } from '../src/parts/command-parts.ts';
import { RISKS } from '../src/parts/risks.ts';

/** Any text, half surrogate pairs too, and spans wherever they may lie, also beyond it. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u202e', '\0', '\n', '\u{1f600}', '\ud83d', '<', '&'),
    fc.string({ minLength: 1, maxLength: 3 }),
  ),
  maxLength: 30,
});
const effects: fc.Arbitrary<Spanned[]> = fc.array(
  fc.record({
    span: fc.record({ start: fc.integer({ min: -5, max: 60 }), end: fc.integer({ min: -5, max: 60 }) }),
    risk: fc.constantFrom(...RISKS),
  }),
  { maxLength: 8 },
);

describe('the parts of a command line', () => {
  test('are together the command line, whatever the spans say', () => {
    fc.assert(
      fc.property(text, effects, (command, spans) => {
        expect(
          partsOf(command, spans)
            .map((part) => part.text)
            .join(''),
        ).toBe(command);
      }),
    );
  });

  test('cut no character in two', () => {
    fc.assert(
      fc.property(text, effects, (command, spans) => {
        for (const part of partsOf(command.toWellFormed(), spans)) expect(part.text.isWellFormed()).toBe(true);
      }),
    );
  });

  test('say which effects they are in, and the highest risk of those', () => {
    const parts = partsOf('sudo rm -rf x', [
      { span: { start: 0, end: 4 }, risk: 'MEDIUM' },
      { span: { start: 0, end: 13 }, risk: 'LOW' },
      { span: { start: 5, end: 13 }, risk: 'CRITICAL' },
    ]);
    expect(parts).toEqual([
      { text: 'sudo', effects: [0, 1], risk: 'MEDIUM' },
      { text: ' ', effects: [1], risk: 'LOW' },
      { text: 'rm -rf x', effects: [1, 2], risk: 'CRITICAL' },
    ]);
  });
});

describe('the characters of a text', () => {
  test('that would not be seen as themselves are escapes, all others themselves', () => {
    expect(runsOf('a\u202eb\0')).toEqual([
      { text: 'a', isEscape: false },
      { text: String.raw`\u{202e}`, isEscape: true },
      { text: 'b', isEscape: false },
      { text: String.raw`\x00`, isEscape: true },
    ]);
    expect(hasHidden('echo "grüße" 漢字\nls')).toBe(false);
    expect(hasHidden('rm\u200b x')).toBe(true);
  });

  test('leave nothing that steers but the break of a line', () => {
    fc.assert(
      fc.property(text, (any) => {
        const shown = runsOf(any)
          .map((run) => run.text)
          .join('');
        expect(shown.replaceAll('\n', '')).not.toMatch(/(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u);
      }),
    );
  });

  test('a break of a line is seen, and breaks it', () => {
    expect(runsOf('a\nb').map((run) => run.text)).toEqual(['a', '\\n\n', 'b']);
  });
});
