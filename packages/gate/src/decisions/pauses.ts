/** Times in which the gate stands aside for a tenant: it answers allow, and writes down what it would have said. */
import type { Clock } from '@capgate/base';
import type { Pause } from '@capgate/store';
import { type Caller, checkMay } from '../callers/caller.ts';
import { GateError } from '../error.ts';
import type { Recorder } from '../recorder/recorder.ts';

/** Longer than this nobody gets out of the way at once. */
export const PAUSE_MS_MAX = 24 * 3_600_000;

export class Pauses {
  readonly #clock: Clock;
  readonly #recorder: Recorder;
  readonly #byTenant = new Map<string, Pause>();

  constructor(clock: Clock, recorder: Recorder) {
    this.#clock = clock;
    this.#recorder = recorder;
  }

  restore(pause: Pause): void {
    this.#byTenant.set(pause.tenant, pause);
  }

  /** The pause that is in force. */
  of(tenant: string): Pause | undefined {
    if (this.#byTenant.size === 0) return undefined;
    const pause = this.#byTenant.get(tenant);
    return pause !== undefined && pause.until > this.#clock.nowMs() ? pause : undefined;
  }

  /** Begins once it is in the log. Throws `GateError` FORBIDDEN for who is no person, REQUEST, UNAVAILABLE. */
  async start(caller: Caller, durationMs: number, reason: string): Promise<Pause> {
    checkMay(caller, 'admin');
    if (!(durationMs > 0 && durationMs <= PAUSE_MS_MAX)) {
      throw new GateError('REQUEST', `expected a pause of up to ${PAUSE_MS_MAX / 3_600_000} hours, met another`);
    }
    const startedAt = this.#clock.nowMs();
    const { tenant, name: by } = caller;
    const pause = { tenant, startedAt, until: startedAt + durationMs, by, reason };
    await this.#recorder.recorded('pause.started', { tenant, until: pause.until, by, reason });
    this.#byTenant.set(tenant, pause);
    return pause;
  }

  /** Ends it at once. Throws `GateError` FORBIDDEN, NOT_FOUND where there is none. */
  async end(caller: Caller): Promise<void> {
    checkMay(caller, 'admin');
    const { tenant, name: by } = caller;
    if (this.of(tenant) === undefined) throw new GateError('NOT_FOUND', 'expected a pause in force, met none');
    // In force again at once: a log that does not work must not keep the gate aside.
    this.#byTenant.delete(tenant);
    await this.#recorder.recorded('pause.ended', { tenant, by });
  }
}
