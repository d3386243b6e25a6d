/** Requests that the proxy itself makes of one side, among those that pass through. */
import { type JsonObject, type Message, request } from './messages.ts';

interface Waiting {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export class OwnRequests {
  readonly #send: (line: string) => void;
  /** Nobody else numbers requests so. */
  readonly #prefix: string;
  readonly #waiting = new Map<unknown, Waiting>();
  #next = 0;
  #closed = false;

  constructor(send: (line: string) => void, nonce: string) {
    this.#send = send;
    this.#prefix = `capgate-${nonce}-`;
  }

  /** Resolves with the response, which may be an error. Rejects after `timeoutMs`, and where the other side is gone. */
  ask(method: string, params: JsonObject, timeoutMs: number): Promise<Message> {
    if (this.#closed) return Promise.reject(gone());
    const id = `${this.#prefix}${this.#next++}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`expected an answer to ${method} within ${timeoutMs / 1_000} s, met none`));
      }, timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#send(request(id, method, params));
    });
  }

  /** Whether the message answers one of these requests: then nobody else gets it. */
  settle(message: Message): boolean {
    const waiting = this.#waiting.get(message.id);
    // What answers late is nobody's either.
    if (waiting === undefined) return typeof message.id === 'string' && message.id.startsWith(this.#prefix);
    this.#waiting.delete(message.id);
    clearTimeout(waiting.timer);
    waiting.resolve(message);
    return true;
  }

  close(): void {
    this.#closed = true;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(gone());
    }
    this.#waiting.clear();
  }
}

function gone(): Error {
  return new Error('expected an answer, met the end of the connection');
}
