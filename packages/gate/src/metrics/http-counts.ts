/** What is counted of calls by HTTP. */
import type { Sample } from './exposition.ts';

export class HttpCounts {
  readonly #byOperation = new Map<string, Map<number, number>>();

  /** An answer of an operation. */
  add(operation: string, status: number): void {
    const byStatus = this.#byOperation.get(operation) ?? new Map<number, number>();
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    this.#byOperation.set(operation, byStatus);
  }

  *samples(): Generator<Sample> {
    for (const [operation, byStatus] of this.#byOperation) {
      for (const [status, value] of byStatus) yield { labels: { operation, status: String(status) }, value };
    }
  }
}
