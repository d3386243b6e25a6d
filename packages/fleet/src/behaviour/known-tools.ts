/**
 * Which tools each agent has used before, in 128 bytes an agent: two Bloom filters (B. H. Bloom, Space/time trade-offs in
 * hash coding with allowable errors, Communications of the ACM 13, 1970), the older of which is forgotten once the newer is
 * half full. So of an agent that makes up names, new ones stay new, and one that comes back after more than 120 others may
 * be new again. Of those that an agent has never used, 1 in 4 is taken for known at worst.
 */
import type { Counts } from './counts.ts';

const BITS = 512;
const WORDS = BITS / 32;
const PROBES = 3;
const FULL = BITS / 2;

export class KnownTools {
  readonly #newer: Uint32Array;
  readonly #older: Uint32Array;
  /** Bits that are set in the newer one. */
  readonly #set: Uint16Array;

  constructor(agents: number) {
    this.#newer = new Uint32Array(agents * WORDS);
    this.#older = new Uint32Array(agents * WORDS);
    this.#set = new Uint16Array(agents);
  }

  /** All that it knows. */
  get arrays(): readonly Counts[] {
    return [this.#newer, this.#older, this.#set];
  }

  /** Whether the agent in `row` has not used the tool before; from now on it has. */
  isNew(row: number, tool: number): boolean {
    let isInNewer = true;
    let isInOlder = true;
    let hash = mix(tool);
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = hash % BITS;
      const word = row * WORDS + (bit >>> 5);
      const mask = 1 << (bit & 31);
      if (((this.#older[word] as number) & mask) === 0) isInOlder = false;
      if (((this.#newer[word] as number) & mask) === 0) {
        isInNewer = false;
        this.#newer[word] = (this.#newer[word] as number) | mask;
        this.#set[row] = (this.#set[row] as number) + 1;
      }
      hash = hash >>> 10;
    }
    if ((this.#set[row] as number) > FULL) this.#turnOver(row);
    return !isInNewer && !isInOlder;
  }

  forget(row: number): void {
    for (const filter of [this.#newer, this.#older]) filter.fill(0, row * WORDS, (row + 1) * WORDS);
    this.#set[row] = 0;
  }

  #turnOver(row: number): void {
    const [from, to] = [row * WORDS, (row + 1) * WORDS];
    this.#older.set(this.#newer.subarray(from, to), from);
    this.#newer.fill(0, from, to);
    this.#set[row] = 0;
  }
}

/** The finaliser of MurmurHash3 (A. Appleby, public domain): every bit of the tool's hash moves every bit of this one. */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
