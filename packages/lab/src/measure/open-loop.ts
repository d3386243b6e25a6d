/** Load that does not wait for answers, so that a slow answer does not spare those behind it. */
import type { Clock } from '@capgate/base';
import { checkPositive, checkWhole } from '../statistics/checks.ts';

export interface OpenLoopOptions {
  readonly ratePerS: number;
  /** Requests in all, at most ten million. */
  readonly count: number;
  /** Requests that may be open at once; what is due beyond them waits, and its wait counts. 1,000 where absent. */
  readonly inFlightMax?: number;
  readonly clock: Clock;
}

/**
 * Sends `count` requests, the next a fixed time after the one before, and answers how long each took from the moment at
 * which it was due: what G. Tene calls coordinated omission cannot happen. In milliseconds; rejects as soon as a request
 * does or `send` throws, and sends nothing after it. Throws `LabError` VALUE.
 */
export async function openLoop(
  send: (index: number) => Promise<unknown>,
  options: OpenLoopOptions,
): Promise<Float64Array> {
  const { ratePerS, count, inFlightMax = 1_000, clock } = options;
  checkPositive(ratePerS, 'the rate');
  checkWhole(count, 'the number of requests', 1, 10_000_000);
  checkWhole(inFlightMax, 'the number of open requests', 1, 1_000_000);
  const latenciesMs = new Float64Array(count);
  const startMs = clock.monotonicMs();
  const dueMs = (index: number): number => startMs + (index * 1_000) / ratePerS;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let [sent, answered, hasFailed] = [0, 0, false];
  const sendOne = async (index: number): Promise<void> => {
    try {
      await send(index);
      latenciesMs[index] = clock.monotonicMs() - dueMs(index);
      answered++;
      if (answered === count) resolve();
      else if (sent - answered === inFlightMax - 1) sendDue();
    } catch (error) {
      hasFailed = true;
      reject(error);
    }
  };
  const maySend = (): boolean => !hasFailed && sent < count && sent - answered < inFlightMax;
  const sendDue = (): void => {
    while (maySend() && dueMs(sent) <= clock.monotonicMs()) void sendOne(sent++);
    if (maySend()) clock.schedule(Math.max(0, dueMs(sent) - clock.monotonicMs()), sendDue);
  };
  sendDue();
  await promise;
  return latenciesMs;
}
