/**
 * Which tools each agent has used before, in 64 bytes an agent: a Bloom filter (B. H. Bloom, Space/time trade-offs in hash
 * coding with allowable errors, Communications of the ACM 13, 1970). A tool that was used is never taken for new; of an
 * agent that has used 60, 1 new one in 34 is taken for known.
 */
const BITS = 512;
const WORDS = BITS / 32;
const PROBES = 3;

export class KnownTools {
  readonly #words: Uint32Array;

  constructor(agents: number) {
    this.#words = new Uint32Array(agents * WORDS);
  }

  /** Whether the agent in `row` has not used the tool before; from now on it has. */
  isNew(row: number, tool: number): boolean {
    let isNew = false;
    let hash = mix(tool);
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = hash % BITS;
      const word = row * WORDS + (bit >>> 5);
      const mask = 1 << (bit & 31);
      if (((this.#words[word] as number) & mask) === 0) isNew = true;
      this.#words[word] = (this.#words[word] as number) | mask;
      hash = hash >>> 10;
    }
    return isNew;
  }
}

/** The finaliser of MurmurHash3 (A. Appleby, public domain): every bit of the tool's hash moves every bit of this one. */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
