/** Time that passes only when a test says so. */
import type { Cancel, Clock } from '@capgate/base';

interface Alarm {
  readonly atMs: number;
  readonly callback: () => void;
}

export class SimulatedClock implements Clock {
  #nowMs: number;
  readonly #startMs: number;
  #alarms: Alarm[] = [];

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
    this.#startMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs - this.#startMs;
  }

  schedule(delayMs: number, callback: () => void): Cancel {
    const alarm = { atMs: this.#nowMs + delayMs, callback };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets time pass, and rings what is due on the way, in order. */
  advance(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    for (let next = this.#nextUntil(endMs); next !== undefined; next = this.#nextUntil(endMs)) {
      const due = next;
      this.#nowMs = due.atMs;
      this.#alarms = this.#alarms.filter((alarm) => alarm !== due);
      due.callback();
    }
    this.#nowMs = endMs;
  }

  #nextUntil(endMs: number): Alarm | undefined {
    const due = this.#alarms.filter(({ atMs }) => atMs <= endMs);
    return due.reduce<Alarm | undefined>(
      (first, alarm) => (first && first.atMs <= alarm.atMs ? first : alarm),
      undefined,
    );
  }
}
