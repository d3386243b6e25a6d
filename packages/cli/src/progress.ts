/** A bar that fills where a terminal is there to show it; nothing anywhere else. */
import type { Output } from './io.ts';
import { columnsOf } from './style.ts';

const LABEL_COLUMNS = 22;
const CLEAR_LINE = '\r\u001b[K';

export class Progress {
  readonly #output: Output;
  readonly #total: number;
  #shown = '';

  constructor(output: Output, total: number) {
    this.#output = output;
    this.#total = total;
  }

  /** Writes only when what is seen has changed: the figure, or the note beside it. */
  async show(done: number, note = ''): Promise<void> {
    const percent = Math.floor((100 * done) / Math.max(1, this.#total));
    const beside = note === '' ? '' : `, ${note}`;
    const label = ` ${String(percent).padStart(3)} % of ${this.#total}${beside}`;
    if (!this.#output.isTerminal || label === this.#shown) return;
    this.#shown = label;
    const columns = Math.max(10, Math.min(40, columnsOf(this.#output) - LABEL_COLUMNS - beside.length));
    const filled = Math.round((columns * percent) / 100);
    const bar = '█'.repeat(filled) + '░'.repeat(columns - filled);
    await this.#output.write(`${note === '' ? '\r' : CLEAR_LINE}${bar}${label}`);
  }

  async end(): Promise<void> {
    if (this.#output.isTerminal) await this.#output.write(CLEAR_LINE);
  }
}
