/** `spec/vectors/checkpoint.json`: notes that are checkpoints and notes that are none, whoever signed them. */
import { readFileSync } from 'node:fs';
import { toBase64 } from '@capgate/base';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { parseCheckpoint, treeHeadText } from '../src/verify/index.ts';

interface Vectors {
  readonly valid: readonly {
    readonly note: string;
    readonly origin: string;
    readonly size: number;
    readonly root: string;
  }[];
  readonly invalid: readonly { readonly what: string; readonly note: string }[];
}

const path = new URL('../../../spec/vectors/checkpoint.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors;

describe('the vectors', () => {
  test.each(vectors.valid)('a checkpoint of size $size is taken apart, and written the same', (vector) => {
    const head = parseCheckpoint(vector.note);
    expect({ origin: head.origin, size: head.size, root: toBase64(head.root) }).toEqual({
      origin: vector.origin,
      size: vector.size,
      root: vector.root,
    });
    expect(vector.note.startsWith(`${treeHeadText(head)}\n`)).toBe(true);
  });

  test.each(vectors.invalid)('$what is refused', async ({ note }) => {
    expect(await codeOf(() => parseCheckpoint(note))).toBe('FORM');
  });
});
