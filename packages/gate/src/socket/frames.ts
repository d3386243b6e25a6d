/** Lines of JSON out of chunks of bytes. */
import { fromUtf8 } from '@capgate/base';

/** A command of 1 MiB whose every character is escaped. */
export const FRAME_BYTES_MAX = 8 << 20;

const LINE_FEED = 0x0a;

/** Cuts what arrives into lines. */
export class Frames {
  #rest: Uint8Array[] = [];
  #restBytes = 0;

  /** Whether a line has begun and not ended. */
  get isWithin(): boolean {
    return this.#restBytes > 0;
  }

  /** The lines that are complete now, without their ends; undefined where one is too long or no UTF-8. */
  take(chunk: Uint8Array): string[] | undefined {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end < 0) return this.#keep(chunk) ? [] : undefined;
    const whole =
      this.#rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...this.#rest, chunk.subarray(0, end)]);
    this.#rest = [];
    this.#restBytes = 0;
    if (end + 1 < chunk.length && !this.#keep(chunk.subarray(end + 1))) return undefined;
    return fromUtf8(whole)?.split('\n');
  }

  #keep(bytes: Uint8Array): boolean {
    this.#rest.push(Uint8Array.from(bytes));
    this.#restBytes += bytes.length;
    return this.#restBytes <= FRAME_BYTES_MAX;
  }
}
