import type { Clock } from '@capgate/base';
import { systemClock } from '@capgate/base/node';
import { SimulatedClock } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** `pass` lets at least so much time pass. */
function expectClockToHold(newClock: () => { clock: Clock; pass: (durationMs: number) => Promise<void> }): void {
  test('tells whole milliseconds since 1970, and durations that never are negative', async () => {
    const { clock, pass } = newClock();
    const [now, monotonic] = [clock.nowMs(), clock.monotonicMs()];
    await pass(20);
    expect(Number.isSafeInteger(now)).toBe(true);
    expect(now).toBeGreaterThan(Date.UTC(2025, 0, 1));
    expect(clock.nowMs()).toBeGreaterThan(now);
    expect(clock.monotonicMs()).toBeGreaterThan(monotonic);
  });

  test('calls once each, in the order in which they are due', async () => {
    const { clock, pass } = newClock();
    const rung: string[] = [];
    clock.schedule(60, () => rung.push('last'));
    clock.schedule(1, () => rung.push('first'));
    clock.schedule(30, () => rung.push('second'));
    await pass(200);
    expect(rung).toEqual(['first', 'second', 'last']);
  });

  test('does not call what was cancelled, and takes a cancellation that is late', async () => {
    const { clock, pass } = newClock();
    const rung: string[] = [];
    const cancel = clock.schedule(10, () => rung.push('cancelled'));
    const late = clock.schedule(1, () => rung.push('rung'));
    cancel();
    cancel();
    await pass(100);
    late();
    await pass(20);
    expect(rung).toEqual(['rung']);
  });

  test('calls nothing before the call that asks for it returns', async () => {
    const { clock, pass } = newClock();
    const rung: string[] = [];
    clock.schedule(0, () => rung.push('rung'));
    expect(rung).toEqual([]);
    await pass(20);
    expect(rung).toEqual(['rung']);
  });
}

const pass = (durationMs: number) => new Promise<void>((resolve) => void setTimeout(resolve, durationMs));

describe('the machine’s clock', () => {
  expectClockToHold(() => ({ clock: systemClock, pass }));
});

describe('the simulated clock', () => {
  expectClockToHold(() => {
    const clock = new SimulatedClock();
    return { clock, pass: async (durationMs) => clock.advance(durationMs) };
  });

  test('rings what is due at its time, also what is scheduled on the way', () => {
    const clock = new SimulatedClock(1_000);
    const rung: number[] = [];
    clock.schedule(10, () => {
      rung.push(clock.nowMs());
      clock.schedule(5, () => rung.push(clock.nowMs()));
      clock.schedule(50, () => rung.push(clock.nowMs()));
    });
    clock.advance(20);
    expect(rung).toEqual([1_010, 1_015]);
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([1_020, 20]);
  });
});

describe('waits that are longer than a timer of Node’s', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const NINETY_DAYS_MS = 90 * 86_400_000;

  test('last as long as they should', () => {
    const rung = vi.fn<() => void>();
    systemClock.schedule(NINETY_DAYS_MS, rung);
    vi.advanceTimersByTime(NINETY_DAYS_MS - 1);
    expect(rung).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(rung).toHaveBeenCalledTimes(1);
  });

  test('are cancelled in their midst', () => {
    const rung = vi.fn<() => void>();
    const cancel = systemClock.schedule(NINETY_DAYS_MS, rung);
    vi.advanceTimersByTime(NINETY_DAYS_MS / 2);
    cancel();
    vi.advanceTimersByTime(NINETY_DAYS_MS);
    expect(rung).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
