/** How often parts of the gate failed outside a call. */
export class FailureCounts {
  readonly #counts = { log: 0, store: 0 };

  add(part: 'log' | 'store'): void {
    this.#counts[part]++;
  }

  of(part: 'log' | 'store'): number {
    return this.#counts[part];
  }
}
