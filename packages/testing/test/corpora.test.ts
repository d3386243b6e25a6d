import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CorpusError, corpusFolder, distinctCommands, loadCorpora } from '../src/corpora.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capgate-corpora-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(corpus: string, ...lines: string[]): void {
  writeFileSync(join(folder, `${corpus}.jsonl`), lines.map((line) => `${line}\n`).join(''));
}

function row(id: string, command: string): string {
  return JSON.stringify({ id, source: 'own', command, label: 'ignored' });
}

function failure(): CorpusError {
  try {
    loadCorpora(folder);
  } catch (error) {
    if (error instanceof CorpusError) return error;
  }
  throw new Error('expected loadCorpora to throw a CorpusError');
}

describe('loadCorpora', () => {
  test('reads every row of the files that are there, each with the corpus it comes from', () => {
    write('canaries', row('c', 'frobnicate'));
    write('labelled', row('a', 'ls'), row('b', 'echo "two\nlines"'));
    expect(loadCorpora(folder)).toEqual([
      { corpus: 'labelled', id: 'a', source: 'own', command: 'ls' },
      { corpus: 'labelled', id: 'b', source: 'own', command: 'echo "two\nlines"' },
      { corpus: 'canaries', id: 'c', source: 'own', command: 'frobnicate' },
    ]);
  });

  test('names the folder that holds no corpus', () => {
    const error = failure();
    expect(error.code).toBe('ABSENT');
    expect(error.message).toContain(folder);
  });

  test.each([
    ['no JSON', '{"id": "a"'],
    ['no object', 'null'],
    ['no command', '{"id": "a", "source": "own"}'],
    ['a command that is no text', '{"id": "a", "source": "own", "command": 7}'],
  ])('names the line that is broken: %s', (_, line) => {
    write('tldr', row('a', 'ls'), line);
    const error = failure();
    expect(error.code).toBe('ROW');
    expect(error.message).toContain('tldr.jsonl:2');
  });
});

test('distinctCommands keeps the first of equal command lines and their order', () => {
  write('labelled', row('a', 'ls'), row('b', 'pwd'), row('c', 'ls'));
  write('tldr', row('d', 'pwd'), row('e', 'id'));
  expect(distinctCommands(loadCorpora(folder))).toEqual(['ls', 'pwd', 'id']);
});

test('CORPUS_DIR names the folder, relative to the working directory', () => {
  expect(corpusFolder({ CORPUS_DIR: 'some/where' })).toBe(resolve('some/where'));
  expect(corpusFolder({})).toMatch(/[\\/]shared[\\/]corpora$/u);
});
