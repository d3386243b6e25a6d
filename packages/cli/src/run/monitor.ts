/**
 * Between a held session and the gate: tells the gate of it, binds what the gate allowed, and tells what the kernel
 * stopped. It runs outside the session. A gate that is away holds nothing up: the session is held as before, and who
 * comes back is told what happened meanwhile.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { BoundedQueue } from '@capgate/base';
import { ClientError, type ClientErrorCode, type SocketClient } from '@capgate/client';
import type { Done, GateSessions, Registration, Totals, WantedBinding, Words } from './gate-session.ts';
import type { ToldEvent } from './told-event.ts';

/** For the gate to take the session, before the command starts without. */
const REGISTER_MS = 2_000;
const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 5_000;
/** For the gate to say which command a process is that waits for it. */
const MATCH_MS = 1_000;
/** How often what happened is told, and ended commands are taken away. */
const ROUND_MS = 200;
/** As many as the gate takes at once. */
const BATCH_MAX = 1_000;
const WAITING_MAX = 10_000;
/** For the last of it to be told, once the command has ended. */
const END_MS = 2_000;

/** Nothing that another try would change. */
const FINAL: readonly ClientErrorCode[] = ['REQUEST', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'PROTOCOL'];

export interface MonitorParts {
  readonly client: SocketClient;
  readonly gate: GateSessions;
  readonly bind: (wanted: WantedBinding) => Done;
  /** Called now and then. */
  readonly sweep: () => void;
  /** Acts that the kernel could tell nobody of, since the session began. */
  readonly unheard: () => number;
}

export class Monitor {
  readonly #parts: MonitorParts;
  readonly #ending = new AbortController();
  readonly #events = new BoundedQueue<ToldEvent>({ countMax: WAITING_MAX, weightMax: Number.POSITIVE_INFINITY });
  readonly #tried = Promise.withResolvers<void>();
  /** Not told yet. */
  readonly #done: Done[] = [];
  #held: string | undefined;
  #hadGate = false;
  #reason = 'no gate has answered yet';
  #serving: Promise<void> | undefined;
  #telling: Promise<void> | undefined;
  #rounds: NodeJS.Timeout | undefined;
  /** Taken out of the queue, and not yet known to have come to the gate. */
  #batch: readonly ToldEvent[] = [];
  /** Events for which there was no room here, or which the gate would not take. */
  #dropped = 0;
  #lostTold = 0;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
  }

  /** Why commands are not bound to their verdicts now; undefined where they are. */
  get unboundReason(): string | undefined {
    return this.#held === undefined ? this.#reason : undefined;
  }

  /** Resolves once the gate has the session, or is not there, or does not answer in time. Never rejects. */
  async begin(registration: Registration): Promise<void> {
    this.#serving = this.#serve(registration);
    // A fault of this program is told where the end waits for it, and ends no session.
    this.#serving.catch(() => this.#tried.resolve());
    this.#rounds = setInterval(() => this.#round(), ROUND_MS);
    await within(REGISTER_MS, this.#tried.promise);
  }

  add(event: ToldEvent): void {
    if (!this.#events.offer(event, 0)) this.#dropped++;
  }

  /** Answers how many acts no gate was told of, though one had the session; 0 where none ever had it. */
  async end(totals: Totals): Promise<number> {
    clearInterval(this.#rounds);
    this.#ending.abort();
    await within(END_MS, this.#tellLast(totals));
    this.#parts.client.close();
    await this.#serving;
    return this.#hadGate ? this.#untold() : 0;
  }

  /** Undefined also where the gate is away, or slow: the process waits. Never rejects. */
  async match(words: Words): Promise<WantedBinding | undefined> {
    const held = this.#held;
    if (held === undefined) return undefined;
    return within(MATCH_MS, this.#parts.gate.match(held, words).catch(unmatched));
  }

  /** What came of a match: told at once, by a question in the place of the one that waits. */
  report(done: Done): void {
    this.#done.push(done);
    const held = this.#held;
    if (held !== undefined) void this.#ask(held).catch(unmatched);
  }

  async #serve(registration: Registration): Promise<void> {
    let waitMs = RETRY_MIN_MS;
    while (!this.#isEnding()) {
      try {
        const held = this.#held ?? (await this.#register(registration));
        await this.#ask(held);
        waitMs = RETRY_MIN_MS;
      } catch (error) {
        if (!this.#mayRetry(error)) return;
        await this.#waited(waitMs);
        waitMs = Math.min(waitMs * 2, RETRY_MAX_MS);
      }
    }
  }

  async #ask(held: string): Promise<void> {
    const wanted = await this.#parts.gate.next(held, this.#done.splice(0));
    this.#done.push(...wanted.map(this.#parts.bind));
  }

  async #register(registration: Registration): Promise<string> {
    this.#held = await this.#parts.gate.register(registration);
    this.#hadGate = true;
    this.#tried.resolve();
    return this.#held;
  }

  /** A gate that has started anew knows the session no more: it is told again. */
  #mayRetry(error: unknown): boolean {
    if (!(error instanceof ClientError)) throw error;
    const isFinal = this.#held === undefined && FINAL.includes(error.code);
    if (error.code === 'NOT_FOUND') this.#held = undefined;
    if (this.#held === undefined) this.#reason = error.message;
    this.#tried.resolve();
    return !isFinal && !this.#isEnding();
  }

  async #waited(ms: number): Promise<void> {
    try {
      await pause(ms, undefined, { signal: this.#ending.signal });
    } catch {
      // The session ends: no reason to wait.
    }
  }

  #isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  #round(): void {
    this.#parts.sweep();
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined;
    });
  }

  /** One batch. What has not come to the gate for certain is told again: rather twice than never. */
  async #tell(): Promise<void> {
    const held = this.#held;
    if (this.#batch.length === 0) this.#batch = this.#events.take(BATCH_MAX, Number.POSITIVE_INFINITY);
    const lost = this.#lost();
    if (held === undefined || (this.#batch.length === 0 && lost === this.#lostTold)) return;
    try {
      await this.#parts.gate.tell(held, this.#batch, lost - this.#lostTold);
      this.#lostTold = lost;
      this.#batch = [];
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== 'REQUEST') return;
      // It never will take these.
      this.#dropped += this.#batch.length;
      this.#batch = [];
    }
  }

  #lost(): number {
    return this.#parts.unheard() + this.#dropped;
  }

  #untold(): number {
    return this.#batch.length + this.#events.count + this.#lost() - this.#lostTold;
  }

  async #tellLast(totals: Totals): Promise<void> {
    await this.#telling;
    for (let before = Number.POSITIVE_INFINITY; this.#untold() > 0 && this.#untold() < before; ) {
      before = this.#untold();
      await this.#tell();
    }
    if (this.#held === undefined) return;
    try {
      await this.#parts.gate.end(this.#held, totals);
    } catch (error) {
      // It sees by itself that this process has ended.
      if (!(error instanceof ClientError)) throw error;
    }
  }
}

/** Undefined where it takes longer; it goes on then. */
async function within<Value>(ms: number, pending: Promise<Value>): Promise<Value | undefined> {
  const inTime = new AbortController();
  try {
    return await Promise.race([pending, pause(ms, undefined, { signal: inTime.signal })]);
  } finally {
    inTime.abort();
  }
}

/** A process that nobody says anything of goes on under its session's mask. */
function unmatched(): undefined {}
