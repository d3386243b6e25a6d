/** How often the configuration was read anew while the gate ran, and what came of the last time. */
export const RELOAD_RESULTS = ['applied', 'unchanged', 'refused'] as const;
export type ReloadResult = (typeof RELOAD_RESULTS)[number];

export class ReloadCounts {
  readonly #counts: Record<ReloadResult, number> = { applied: 0, unchanged: 0, refused: 0 };
  #last: ReloadResult = 'applied';

  add(result: ReloadResult): void {
    this.#counts[result]++;
    this.#last = result;
  }

  of(result: ReloadResult): number {
    return this.#counts[result];
  }

  /** Whether what lies in the file is in force, as far as that needs no restart. */
  get isLastTaken(): boolean {
    return this.#last !== 'refused';
  }
}
