/**
 * Paths that a session wrote and that are kept no longer, as a set that may hold more than was put into it and never less:
 * a Bloom filter (B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970), whose indexes come from
 * two hashes (Kirsch and Mitzenmacher, "Less hashing, same performance", 2006).
 */

/** 64 KiB; of 50,000 paths one question in a hundred is wrong. */
const BITS = 1 << 19;
const INDEXES = 5;
/** FNV-1a, with its usual offset and another one. */
const PRIME = 0x0100_0193;
const OFFSETS = [0x811c_9dc5, 0x7ee3_623a] as const;

export class LostPaths {
  readonly #bits = new Uint8Array(BITS >> 3);

  add(path: string): void {
    for (const at of indexesOf(path)) this.#bits[at >> 3] = (this.#bits[at >> 3] as number) | (1 << (at & 7));
  }

  /** Whether it may be one of them. */
  mayHave(path: string): boolean {
    return indexesOf(path).every((at) => ((this.#bits[at >> 3] as number) & (1 << (at & 7))) !== 0);
  }
}

function indexesOf(path: string): number[] {
  const first = hashOf(path, OFFSETS[0]);
  const step = hashOf(path, OFFSETS[1]) | 1;
  return Array.from({ length: INDEXES }, (_, nth) => ((first + nth * step) >>> 0) % BITS);
}

function hashOf(text: string, offset: number): number {
  let hash: number = offset;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return (hash ^ (hash >>> 15)) >>> 0;
}
