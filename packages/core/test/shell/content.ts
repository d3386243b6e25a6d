/** A reading's content as plain objects, for comparing two readings. */
import { decodeUnits, HASH_BASIS, HASH_PRIME, type Reading } from '../../src/shell/index.ts';

interface WordContent {
  text: string;
  start: number;
  end: number;
  hash: number;
  flags: number;
}

export interface Content {
  failure: number;
  words: WordContent[];
  invocations: Record<string, number>[];
  pipelines: Record<string, number>[];
  assignments: Record<string, number>[];
  redirections: Record<string, number>[];
  functions: Record<string, number>[];
}

/** The hash that a word's text must have, computed apart from both readers. */
export function hashOf(text: string): number {
  let hash = HASH_BASIS | 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), HASH_PRIME);
  return hash;
}

type Column = (row: number) => number;

/** All that a list says of each row: every method of its own that takes a row alone. */
function rows(list: object, count: number): Record<string, number>[] {
  const methods = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(list)));
  const columns = methods.flatMap(([name, { value }]): [string, Column][] =>
    typeof value === 'function' && value.length === 1 && !/^(?:constructor|add\w*|bodyEndOf)$/u.test(name)
      ? [[name, (row) => (value as Column).call(list, row)]]
      : [],
  );
  if (columns.length < 2) throw new Error('expected a list with columns to compare, met none');
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map(([name, column]) => [name, column(row)])),
  );
}

/** Everything a reading says; where a word's text lies in `units` is its own affair. */
export function contentOf(reading: Reading): Content {
  const { words, invocations, pipelines, assignments, redirections, functions } = reading;
  return {
    failure: reading.failure,
    words: Array.from({ length: words.count }, (_, word) => ({
      text: decodeUnits(reading.units, words.textStart(word) ?? 0, words.textEnd(word) ?? 0),
      start: words.start(word) ?? 0,
      end: words.end(word) ?? 0,
      hash: words.hash(word) ?? 0,
      flags: words.flags(word) ?? 0,
    })),
    invocations: rows(invocations, invocations.count),
    pipelines: rows(pipelines, pipelines.count),
    assignments: rows(assignments, assignments.count),
    redirections: rows(redirections, redirections.count),
    functions: rows(functions, functions.count),
  };
}
