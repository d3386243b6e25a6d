/** Bounds on bodies while they arrive: how many bytes of all callers together, and how long each may take. */
import type { IncomingMessage } from 'node:http';
import { GateError } from '../error.ts';

const BYTES_MAX = 256 << 20;
/** How long a stream of lines may be silent. */
const STREAM_IDLE_MS = 300_000;

export class BodyGuard {
  readonly #timeoutMs: number;
  #bytes = 0;

  /** `timeoutMs` is what a body may take, from the headers' end to its own. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Sets aside what a body may take, until its request is closed. Throws `GateError` BUSY where there is no room. */
  admit(request: IncomingMessage, bytesMax: number): void {
    const announced = request.headers['content-length'];
    if (announced === undefined && request.headers['transfer-encoding'] === undefined) return;
    const bytes = Math.min(bytesMax, Number(announced ?? bytesMax));
    if (!(this.#bytes + bytes <= BYTES_MAX)) throw new GateError('BUSY', 'expected fewer and smaller bodies at once');
    this.#bytes += bytes;
    const timer = setTimeout(() => request.destroy(), this.#timeoutMs);
    request.once('end', () => clearTimeout(timer));
    request.once('close', () => {
      clearTimeout(timer);
      this.#bytes -= bytes;
    });
  }

  /** A stream is as long as it is, and held in memory a line at a time. */
  admitStream(request: IncomingMessage): void {
    request.setTimeout(STREAM_IDLE_MS, () => request.destroy());
  }
}
