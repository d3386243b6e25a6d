/** A carrier whose servers may not be there yet: a gate does not wait for the fleet. */
import { type Cancel, type Clock, Turns } from '@capgate/base';
import { FleetError } from '../../error.ts';
import type { Carrier, Message, Stop } from '../../node/carrier.ts';

export interface LateCarrierParts<Opened extends Carrier> {
  readonly clock: Clock;
  readonly open: () => Promise<Opened>;
  readonly onFault: (error: unknown) => void;
}

const RETRY_MS = 2_000;

/** What is registered waits until servers take the node; what is sent before is refused, as while they are away. */
export class LateCarrier<Opened extends Carrier> implements Carrier {
  readonly #parts: LateCarrierParts<Opened>;
  readonly #waiting = new Set<(carrier: Opened) => Promise<void>>();
  #opened: Opened | undefined;
  readonly #turns = new Turns();
  #isTold = false;
  #isClosed = false;
  #cancel: Cancel = () => {};

  /** Returns once it was tried once. */
  static async open<Opened extends Carrier>(parts: LateCarrierParts<Opened>): Promise<LateCarrier<Opened>> {
    const carrier = new LateCarrier(parts);
    await carrier.#again();
    return carrier;
  }

  private constructor(parts: LateCarrierParts<Opened>) {
    this.#parts = parts;
  }

  async send(inbox: string, message: Message): Promise<void> {
    await this.#here().send(inbox, message);
  }

  async ask(node: string, question: Uint8Array): Promise<Uint8Array> {
    return this.#here().ask(node, question);
  }

  async put(key: readonly string[], text: string): Promise<void> {
    await this.#here().put(key, text);
  }

  receive(inbox: string, take: (message: Message) => Promise<void>): Promise<Stop> {
    return this.#registered((carrier) => carrier.receive(inbox, take));
  }

  answer(node: string, reply: (question: Uint8Array) => Promise<Uint8Array>): Promise<Stop> {
    return this.#registered((carrier) => carrier.answer(node, reply));
  }

  watch(prefix: readonly string[], onText: (key: readonly string[], text: string) => void): Promise<Stop> {
    return this.#registered((carrier) => carrier.watch(prefix, onText));
  }

  /** Has something done once there is a carrier that does it; resolves once that was tried. */
  async whenOpen(work: (carrier: Opened) => Promise<void>): Promise<void> {
    this.#waiting.add(work);
    if (this.#opened !== undefined) await this.#again();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#again();
    await this.#opened?.close();
  }

  #here(): Opened {
    if (this.#opened !== undefined) return this.#opened;
    throw new FleetError('UNREACHABLE', 'expected the fleet’s servers, met none so far; it is tried again');
  }

  async #registered(register: (carrier: Opened) => Promise<Stop>): Promise<Stop> {
    let stop: Stop | undefined;
    const work = async (carrier: Opened): Promise<void> => void (stop = await register(carrier));
    await this.whenOpen(work);
    return async () => {
      this.#waiting.delete(work);
      await stop?.();
    };
  }

  async #done(work: (carrier: Opened) => Promise<void>, opened: Opened): Promise<void> {
    try {
      await work(opened);
    } catch (error) {
      this.#waiting.add(work);
      throw error;
    }
  }

  #again(): Promise<void> {
    return this.#turns.take(() => this.#try());
  }

  async #try(): Promise<void> {
    this.#cancel();
    if (this.#isClosed) return;
    try {
      const opened = (this.#opened ??= await this.#parts.open());
      for (const work of this.#waiting) {
        // Taken out first: what is wanted anew meanwhile is done anew.
        this.#waiting.delete(work);
        await this.#done(work, opened);
      }
    } catch (error) {
      // Told once: what is tried every two seconds would drown all else.
      if (!this.#isTold) this.#parts.onFault(error);
      this.#isTold = true;
    }
    const isDone = this.#opened !== undefined && this.#waiting.size === 0;
    if (!isDone && !this.#isClosed) this.#cancel = this.#parts.clock.schedule(RETRY_MS, () => void this.#again());
  }
}
