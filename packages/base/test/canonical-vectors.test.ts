/** `spec/vectors/canonical.json`: what an implementation in any language must write, read and refuse. */
import { readFileSync } from 'node:fs';
import { type Canonical, canonicalText, decodeCanonical, fromHex, utf8 } from '@capgate/base';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';

interface Vectors {
  readonly valid: readonly { readonly value: Canonical; readonly text: string }[];
  readonly invalid: readonly { readonly what: string; readonly hex: string; readonly code: string }[];
}

const path = new URL('../../../spec/vectors/canonical.json', import.meta.url);
const { valid, invalid } = JSON.parse(readFileSync(path, 'utf8')) as Vectors;

describe('the vectors', () => {
  test.each(valid)('$text is written and read', ({ value, text }) => {
    expect(canonicalText(value)).toBe(text);
    expect(decodeCanonical(utf8(text))).toEqual(value);
  });

  test.each(invalid)('$what is refused', async ({ hex, code }) => {
    expect(await codeOf(() => decodeCanonical(fromHex(hex) as Uint8Array))).toBe(code);
  });

  test('are many', () => {
    expect(valid.length).toBeGreaterThan(20);
    expect(new Set(invalid.map(({ code }) => code)).size).toBe(5);
  });
});
