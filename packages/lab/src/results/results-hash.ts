/** What stands for all results of an experiment, in the lab's log, in its status and in its report alike. */
import { createHash } from 'node:crypto';
import { encodeCanonical } from '@capgate/base';
import type { Result } from './result.ts';

/** SHA-256 of a line of canonical JSON for each result, in the order of measuring. */
export class ResultsHash {
  readonly #sha256 = createHash('sha256');
  #count = 0;

  /** The next one by position. */
  add(result: Result): void {
    this.#sha256.update(encodeCanonical(plainOf(result))).update('\n');
    this.#count++;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** In hexadecimal; nothing can be added after it. */
  hex(): string {
    return this.#sha256.digest('hex');
  }
}

/** Of `results` in any order, whose positions are all different. */
export function hashOfResults(results: readonly Result[]): string {
  const hash = new ResultsHash();
  for (const result of results.toSorted((a, b) => a.position - b.position)) hash.add(result);
  return hash.hex();
}

/** Without what is undefined and half surrogate pairs, which have no canonical form. */
function plainOf(result: Result): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(result as unknown as Record<string, string | number | undefined>).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, typeof value === 'string' ? value.toWellFormed() : value]],
    ),
  );
}
