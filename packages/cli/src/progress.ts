/** A bar that fills where a terminal is there to show it; nothing anywhere else. */
import type { Output } from './io.ts';
import { columnsOf } from './style.ts';

const LABEL_COLUMNS = 22;
const CLEAR_LINE = '\r\u001b[K';

export class Progress {
  readonly #output: Output;
  readonly #total: number;
  #shownPercent = -1;

  constructor(output: Output, total: number) {
    this.#output = output;
    this.#total = total;
  }

  /** Writes only when the figure that is seen has changed. */
  async show(done: number): Promise<void> {
    const percent = Math.floor((100 * done) / Math.max(1, this.#total));
    if (!this.#output.isTerminal || percent === this.#shownPercent) return;
    this.#shownPercent = percent;
    const columns = Math.max(10, Math.min(40, columnsOf(this.#output) - LABEL_COLUMNS));
    const filled = Math.round((columns * percent) / 100);
    const bar = '█'.repeat(filled) + '░'.repeat(columns - filled);
    await this.#output.write(`\r${bar} ${String(percent).padStart(3)} % of ${this.#total}`);
  }

  async end(): Promise<void> {
    if (this.#output.isTerminal) await this.#output.write(CLEAR_LINE);
  }
}
