/** A network in memory: bytes arrive in pieces of a seed's choice, and a connection breaks when a test says so. */
import { type Address, type Connection, type Listener, type Net, NetError } from '@capgate/base';
import type { SeededRandom } from './random.ts';

export class SimulatedNet implements Net {
  readonly #random: SeededRandom;
  readonly #listening = new Map<string, (connection: Connection) => void>();
  readonly #ends = new Set<End>();
  #nextPort = 49_152;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  async connect(to: Address): Promise<Connection> {
    const accept = this.#listening.get(keyOf(to));
    if (accept === undefined) throw new NetError('REFUSED', `expected a listener at ${keyOf(to)}, met none`);
    const near = new End(this.#random);
    const far = new End(this.#random);
    near.join(far);
    for (const end of [near, far]) this.#ends.add(end);
    accept(far);
    return near;
  }

  async listen(at: Address, onConnection: (connection: Connection) => void): Promise<Listener> {
    const address = 'port' in at && at.port === 0 ? { ...at, port: this.#nextPort++ } : at;
    const key = keyOf(address);
    if (this.#listening.has(key)) throw new NetError('IN_USE', `expected ${key} to be free, met a listener`);
    this.#listening.set(key, onConnection);
    return { address, close: async () => void this.#listening.delete(key) };
  }

  /** Breaks every connection there is. */
  breakAll(): void {
    for (const end of this.#ends) end.destroy();
    this.#ends.clear();
  }
}

function keyOf(address: Address): string {
  return 'path' in address ? address.path : `${address.host}:${address.port}`;
}

class End implements Connection {
  readonly #random: SeededRandom;
  #other: End | undefined;
  #arrived: Uint8Array[] = [];
  #hasEnded = false;
  #isBroken = false;
  #wake: () => void = () => {};

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  join(other: End): void {
    this.#other = other;
    other.#other = this;
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#assertWhole();
    const other = this.#other;
    if (other === undefined) return;
    for (let start = 0; start < bytes.length; ) {
      const end = start + 1 + this.#random.below(bytes.length - start);
      other.#arrived.push(bytes.slice(start, end));
      start = end;
    }
    other.#wake();
  }

  end(): void {
    if (this.#other === undefined) return;
    this.#other.#hasEnded = true;
    this.#other.#wake();
  }

  destroy(): void {
    for (const end of [this, this.#other]) {
      if (end === undefined) continue;
      end.#isBroken = true;
      end.#wake();
    }
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      this.#assertWhole();
      const chunk = this.#arrived.shift();
      if (chunk !== undefined) yield chunk;
      else if (this.#hasEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #assertWhole(): void {
    if (this.#isBroken) throw new NetError('RESET', 'expected the connection to hold, met its end; connect anew');
  }
}
