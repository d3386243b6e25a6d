/** Batches that may be asked for again, for as long as that may be: the oldest go first. */
import type { Batch } from '../evidence/batch.ts';

interface Kept {
  readonly batch: Batch;
  readonly sequence: number;
  readonly atMs: number;
}

export class KeptBatches {
  readonly #keepMs: number;
  readonly #byHash = new Map<string, Kept>();

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  get size(): number {
    return this.#byHash.size;
  }

  add(hash: string, batch: Batch, sequence: number, nowMs: number): void {
    this.#byHash.set(hash, { batch, sequence, atMs: nowMs });
    for (const [old, { atMs }] of this.#byHash) {
      if (nowMs - atMs <= this.#keepMs) return;
      this.#byHash.delete(old);
    }
  }

  of(hash: string): Batch | undefined {
    return this.#byHash.get(hash)?.batch;
  }

  /** In their order. */
  since(sequence: number): readonly Batch[] {
    return [...this.#byHash.values()].filter((kept) => kept.sequence >= sequence).map(({ batch }) => batch);
  }
}
