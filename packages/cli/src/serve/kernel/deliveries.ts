/** Bindings on their way to who put a session under the kernel, and what became of them there. */
import type { Cancel, Clock } from '@capgate/base';
import { clipped } from '@capgate/base';
import { GateError } from '@capgate/gate';
import type { Widened } from './commands.ts';

/** A process that is to get the mask of a decision, with all that comes of it. */
export interface Binding {
  readonly binding: string;
  readonly pid: number;
  readonly startTicks: number;
  readonly descriptor: string;
  readonly decision: string;
  readonly widened?: Widened;
}

export interface Done {
  readonly binding: string;
  /** Why it is not; it is where this is absent. */
  readonly error?: string;
  /** Whether it may do more than its session at something that was approved. */
  readonly widened?: boolean;
}

interface Waiting {
  readonly binding: Binding;
  isTold: boolean;
  readonly settle: (outcome: Done | GateError) => void;
}

/** How long an agent's command waits for its mask. */
const DONE_MS = 5_000;
/** How long a question of the monitor's stays open. */
const POLL_MS = 20_000;
/** Commands of one session that may wait at once. */
const WAITING_MAX = 64;
const ERROR_LENGTH_MAX = 300;

export class Deliveries {
  readonly #clock: Clock;
  /** By their bindings, the oldest first. */
  readonly #waiting = new Map<string, Waiting>();
  #answerPoll: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves once the process has its mask, with what became of it. Rejects with `GateError` UNAVAILABLE: then nothing may run. `isTold`: whether the
   * monitor knows of it already. Throws BUSY.
   */
  deliver(binding: Binding, isTold = false): Promise<Done> {
    if (this.#waiting.size >= WAITING_MAX)
      throw new GateError('BUSY', `expected at most ${WAITING_MAX} commands at once, met more; run it again`);
    const { promise, resolve, reject } = Promise.withResolvers<Done>();
    const cancel = this.#clock.schedule(DONE_MS, () => this.#settle(binding.binding, silent()));
    const settle = ended(cancel, resolve, reject);
    this.#waiting.set(binding.binding, { binding, isTold, settle });
    this.#answerPoll?.();
    return promise;
  }

  /** What has become of bindings; of those that wait no more it is nobody's matter. */
  done(done: Done): void {
    this.#settle(done.binding, done.error === undefined ? done : refused(done.error));
  }

  /** What waits, each told once; none after a while, or once `signal` is aborted or another asks. */
  async next(signal: AbortSignal): Promise<readonly Binding[]> {
    this.#answerPoll?.();
    const untold = this.#untold();
    if (untold.length > 0 || signal.aborted) return untold;
    const { promise, resolve } = Promise.withResolvers<void>();
    const answer = (): void => resolve();
    const cancel = this.#clock.schedule(POLL_MS, answer);
    signal.addEventListener('abort', answer, { once: true });
    this.#answerPoll = answer;
    await promise;
    cancel();
    signal.removeEventListener('abort', answer);
    if (this.#answerPoll !== answer) return [];
    this.#answerPoll = undefined;
    return this.#untold();
  }

  /** The session has ended: nobody does anything for it any more. */
  close(): void {
    for (const binding of this.#waiting.keys()) this.#settle(binding, gone());
    this.#answerPoll?.();
  }

  #untold(): Binding[] {
    const untold = [...this.#waiting.values()].filter(({ isTold }) => !isTold);
    for (const waiting of untold) waiting.isTold = true;
    return untold.map(({ binding }) => binding);
  }

  #settle(binding: string, outcome: Done | GateError): void {
    const waiting = this.#waiting.get(binding);
    this.#waiting.delete(binding);
    waiting?.settle(outcome);
  }
}

function ended(cancel: Cancel, resolve: (done: Done) => void, reject: (error: GateError) => void): Waiting['settle'] {
  return (outcome) => {
    cancel();
    if (outcome instanceof GateError) reject(outcome);
    else resolve(outcome);
  };
}

function silent(): GateError {
  return new GateError(
    'UNAVAILABLE',
    `expected capgate run to bind the command within ${DONE_MS / 1_000} s, met none of its answers; nothing may run`,
  );
}

function refused(error: string): GateError {
  return new GateError(
    'UNAVAILABLE',
    `expected capgate run to bind the command, met: ${clipped(error, ERROR_LENGTH_MAX)}; nothing may run`,
  );
}

function gone(): GateError {
  return new GateError('UNAVAILABLE', 'expected a session that is held, met its end; nothing may run');
}
