/** Lines to the client, whole and in order: a line is begun only where the one before is out. */
import type { Output } from '../io.ts';

export class Outlet {
  readonly #output: Output;
  #waiting = '';
  #writing: Promise<void> | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  send(line: string): void {
    this.#waiting += `${line}\n`;
    this.#writing ??= this.#write();
  }

  /** Resolves once everything is out. */
  async flushed(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting !== '') {
      const text = this.#waiting;
      this.#waiting = '';
      await this.#output.write(text);
    }
    this.#writing = undefined;
  }
}
