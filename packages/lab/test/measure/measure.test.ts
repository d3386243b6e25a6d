import { codeOf, SimulatedClock } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BATCH_NS_MIN,
  BATCHES_MIN,
  CLOCK_SHARE_MAX,
  clockFacts,
  type Environment,
  environmentNow,
  LatencyHistogram,
  type NowNs,
  openLoop,
  stealBetween,
  steadyFrom,
  ticksOf,
  timeAlone,
  timeInterleaved,
} from '../../src/measure/index.ts';
import { coefficientOfVariation, mean, quantile, seededSource } from '../../src/statistics/index.ts';
import { expectClose } from '../close.ts';

/** A clock whose readings cost time, and operations that take what they are told to: a machine without noise. */
class Machine {
  #ns = 0;
  readonly now: NowNs;

  constructor(overheadNs: number, stepNs = 1) {
    this.now = () => {
      this.#ns += overheadNs;
      return Math.floor(this.#ns / stepNs) * stepNs;
    };
  }

  work(durationNs: number): number {
    this.#ns += durationNs;
    return 1;
  }
}

describe('the clock', () => {
  test('what a reading costs, and how fine it is, is found', () => {
    expect(clockFacts(new Machine(25).now)).toEqual({ overheadNs: 25, resolutionNs: 25 });
    const coarse = clockFacts(new Machine(25, 1_000).now);
    expectClose(coarse.overheadNs, 25, 0.05);
    expect(coarse.resolutionNs).toBe(1_000);
  });

  test('this process has one that goes on', () => {
    const { overheadNs, resolutionNs } = clockFacts();
    expect(overheadNs).toBeGreaterThan(0);
    expect(resolutionNs).toBeGreaterThan(0);
  });

  test('one that stands still is refused', async () => {
    expect(await codeOf(() => clockFacts(() => 7))).toBe('VALUE');
  });
});

describe('warm-up', () => {
  const noise = seededSource(3);
  const level = (count: number, height: number): number[] =>
    Array.from({ length: count }, () => height + noise.normal());

  test('a series without one is steady from the first value', () => {
    const from = Array.from({ length: 40 }, () => steadyFrom(level(200, 100)) ?? Infinity);
    // By chance the end of a series seems to be another now and then: it is then measured on.
    const found = from.filter(Number.isFinite);
    expect(found.length).toBeGreaterThan(30);
    expect(quantile(found, 0.5)).toBeLessThanOrEqual(20);
    expect(steadyFrom(Array.from({ length: 50 }, () => 3))).toBe(0);
  });

  test('the part that is slower at first is left out, and little else', () => {
    for (const length of [15, 40, 80]) {
      const from = steadyFrom([...level(length, 130), ...level(200, 100)]) ?? Infinity;
      expect(from).toBeGreaterThanOrEqual(length - 5);
      expect(from).toBeLessThanOrEqual(length + 40);
    }
  });

  test('a series that changes in its second half is not steady', () => {
    expect(steadyFrom([...level(150, 100), ...level(50, 200)])).toBeUndefined();
  });

  test('does not depend on the unit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 10, maxLength: 200 }), (series) => {
        expect(steadyFrom(series.map((one) => one * 1_024))).toBe(steadyFrom(series));
      }),
    );
  });
});

describe('interleaved timing', () => {
  test('takes the clock off, to the nanosecond, with batches in which it hardly counts', () => {
    const machine = new Machine(30);
    const arms = [40, 2_500].map((ns) => ({ name: String(ns), run: () => machine.work(ns) }));
    const { clock, arms: timed } = timeInterleaved(arms, { seed: 1, now: machine.now });
    timed.forEach(({ name, batchSize, meansNs, checksum }) => {
      expect(meansNs.length).toBeGreaterThanOrEqual(BATCHES_MIN);
      expectClose(mean(meansNs), Number(name), 1e-9);
      expect(clock.overheadNs).toBeLessThanOrEqual(CLOCK_SHARE_MAX * (batchSize * Number(name) + clock.overheadNs));
      expect(checksum).toBe(batchSize * meansNs.length);
    });
  });

  test('work that becomes a hundred times faster gets longer batches, so that the clock still hardly counts', () => {
    const machine = new Machine(30);
    let calls = 0;
    const run = (): number => machine.work(calls++ < 20_000 ? 5_000 : 50);
    const { clock, arms } = timeInterleaved([{ name: 'compiled', run }], { seed: 1, now: machine.now });
    const batchNs = (arms[0]?.batchSize ?? 0) * 50;
    expect(batchNs).toBeGreaterThanOrEqual(BATCH_NS_MIN - clock.overheadNs);
    expect(clock.overheadNs / batchNs).toBeLessThanOrEqual(CLOCK_SHARE_MAX);
  });

  test('leaves warm-up out of no row, and says where it ends', () => {
    const machine = new Machine(30);
    let calls = 0;
    const run = (): number => machine.work(calls++ < 1_080_000 ? 150 : 80);
    const { steadyFrom: from, arms } = timeInterleaved([{ name: 'warming', run }], { seed: 1, now: machine.now });
    const [{ meansNs } = { meansNs: new Float64Array() }] = arms;
    expect(from).toBeGreaterThan(0);
    expect(meansNs[0]).toBeGreaterThan(149);
    expectClose(mean(meansNs.subarray(from)), 80, 1e-6);
    expect(meansNs.length - from).toBeGreaterThanOrEqual(BATCHES_MIN);
  });

  test('has every arm once a round, in orders that differ', () => {
    const machine = new Machine(30);
    const order: string[] = [];
    const arms = ['a', 'b'].map((name) => ({
      name,
      run: (index: number) => {
        if (index === 0) order.push(name);
        return machine.work(10_000_000);
      },
    }));
    timeInterleaved(arms, { seed: 5, now: machine.now });
    // Five runs of each found the size.
    const rounds = order.slice(10).join('').match(/../gu) ?? [];
    expect(new Set(rounds)).toEqual(new Set(['ab', 'ba']));
  });

  test('a machine that gets slower all the time is told, not averaged', async () => {
    const machine = new Machine(30);
    let ns = 10_000;
    const run = (): number => machine.work((ns *= 1.000_001));
    expect(await codeOf(() => timeInterleaved([{ name: 'slower', run }], { seed: 1, now: machine.now }))).toBe(
      'CONVERGENCE',
    );
  });

  test('refuses fewer batches than say something, and work that takes no time', async () => {
    const machine = new Machine(30);
    const arms = [{ name: 'idle', run: () => 0 }];
    expect(await codeOf(() => timeInterleaved(arms, { seed: 1, batches: 29, now: machine.now }))).toBe('VALUE');
    expect(await codeOf(() => timeInterleaved([], { seed: 1, now: machine.now }))).toBe('SIZE');
    expect(await codeOf(() => timeInterleaved(arms, { seed: 1, now: machine.now }))).toBe('VALUE');
  });

  test('the dispersion of means is a coefficient of variation with an interval', () => {
    const machine = new Machine(30);
    const random = seededSource(9);
    const run = (): number => machine.work(10_000_000 * (1 + 0.05 * random.normal()));
    const { steadyFrom: from, arms } = timeInterleaved([{ name: 'noisy', run }], {
      seed: 1,
      batches: 60,
      now: machine.now,
    });
    const { interval } = coefficientOfVariation((arms[0]?.meansNs ?? new Float64Array()).subarray(from));
    expect(interval.low < 0.05 && 0.05 < interval.high).toBe(true);
  });
});

describe('percentiles', () => {
  test('are those of all times, to three digits', () => {
    const random = seededSource(4);
    const histogram = new LatencyHistogram();
    const times = Array.from({ length: 20_000 }, () => Math.round(Math.exp(8 + 2 * random.normal())));
    times.forEach((one) => histogram.record(one));
    for (const percent of [1, 50, 90, 99, 99.9]) {
      const exact = times.toSorted((a, b) => a - b)[Math.ceil(percent * (times.length / 100)) - 1] ?? Number.NaN;
      expectClose(histogram.percentileNs(percent), exact, 2e-3);
    }
    expectClose(histogram.percentileNs(100), Math.max(...times), 1e-3);
    expect(histogram.count).toBe(20_000);
  });

  test('what is no time is refused', async () => {
    const histogram = new LatencyHistogram();
    expect(await codeOf(() => histogram.percentileNs(50))).toBe('SIZE');
    for (const time of [-1, Number.NaN, Infinity, 1e15])
      expect(await codeOf(() => histogram.record(time))).toBe('VALUE');
    expect(histogram.count).toBe(0);
  });
});

describe('load in an open loop', () => {
  test('counts the wait of those behind a slow answer, which a closed loop would not see', async () => {
    const clock = new SimulatedClock();
    // A server that answers in 1 ms one at a time, and stands still once, for a second.
    let freeMs = 0;
    const send = (index: number): Promise<void> => {
      freeMs = Math.max(freeMs, clock.monotonicMs()) + (index === 100 ? 1_000 : 1);
      return new Promise((resolve) => clock.schedule(freeMs - clock.monotonicMs(), resolve));
    };
    const done = openLoop(send, { ratePerS: 100, count: 500, clock });
    const latencies = await finished(done, clock);
    expect(latencies).toHaveLength(500);
    expect(latencies[99]).toBe(1);
    expect(latencies[100]).toBe(1_000);
    // Due 10 ms after it, and answered 1 ms after it.
    expect(latencies[101]).toBe(991);
    expect(latencies.filter((one) => one > 100).length).toBeGreaterThan(80);
    expect(latencies[499]).toBe(1);
  });

  test('sends no more at once than it may, and counts the wait', async () => {
    const clock = new SimulatedClock();
    let [open, most] = [0, 0];
    const send = (): Promise<void> => {
      most = Math.max(most, ++open);
      return new Promise((resolve) =>
        clock.schedule(100, () => {
          open--;
          resolve();
        }),
      );
    };
    const latencies = await finished(openLoop(send, { ratePerS: 100, count: 50, inFlightMax: 5, clock }), clock);
    expect(most).toBe(5);
    // The last is due at 490, the tenth in its place, of which the first went off at 40.
    expect(latencies.at(-1)).toBe(40 + 10 * 100 - 490);
  });

  test.each<[string, () => Promise<void>]>([
    ['that fails', () => Promise.reject(new Error('gone'))],
    [
      'that cannot even be sent',
      () => {
        throw new Error('gone');
      },
    ],
  ])('a request %s ends it: none is sent after it', async (_, fail) => {
    const clock = new SimulatedClock();
    let sent = 0;
    const send = (index: number): Promise<void> => {
      sent++;
      return index < 3 ? Promise.resolve() : fail();
    };
    // Those due at 0 ms to 3 ms go off; the others would within the second that passes after it.
    expect(await failureOf(openLoop(send, { ratePerS: 1_000, count: 500, clock }), clock)).toBe('gone');
    clock.advance(1_000);
    await new Promise(setImmediate);
    expect(sent).toBe(4);
  });

  test('of those that are due at once, none goes off behind one that cannot be sent', async () => {
    const clock = new SimulatedClock();
    let sent = 0;
    const send = (): Promise<void> => {
      if (++sent === 3) throw new Error('gone');
      return Promise.resolve();
    };
    // A hundred are due in each millisecond.
    expect(await failureOf(openLoop(send, { ratePerS: 100_000, count: 500, clock }), clock)).toBe('gone');
    expect(sent).toBe(3);
  });
});

/** Lets simulated time pass until the promise is settled. */
async function finished<Value>(promise: Promise<Value>, clock: SimulatedClock): Promise<Value> {
  const state = { isOver: false };
  const over = promise.finally(() => {
    state.isOver = true;
  });
  while (!state.isOver) {
    clock.advance(1);
    await new Promise(setImmediate);
  }
  return over;
}

/** What the promise rejects with, once simulated time has passed; nothing where it does not. */
function failureOf(promise: Promise<unknown>, clock: SimulatedClock): Promise<string | undefined> {
  const failure = promise.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : undefined),
  );
  return finished(failure, clock);
}

/** This machine, with what `/proc/stat` says. */
function environmentWith(stat: string): Environment {
  const { ticks: _, ...environment } = environmentNow();
  const ticks = ticksOf(stat);
  return { ...environment, ...(ticks && { ticks }) };
}

describe('the environment', () => {
  test('is that of this machine', () => {
    const environment = environmentNow();
    expect(environment.cores).toBeGreaterThan(0);
    expect(environment.versions['node']).toBe(process.versions.node);
  });

  test('steal is a share of the time between two readings', () => {
    const before = environmentWith('cpu  100 0 50 800 10 0 5 35 0 0\ncpu0 1 2 3\n');
    expect(before.ticks).toEqual({ total: 1_000, steal: 35 });
    expect(stealBetween(before, environmentWith('cpu  150 0 60 820 10 0 5 55 0 0\n'))).toBe(0.2);
    expect(stealBetween(before, environmentWith('no processor'))).toBeUndefined();
    expect(stealBetween(before, before)).toBeUndefined();
  });
});

describe('operations timed alone', () => {
  test('each has its own time, without the clock', () => {
    const machine = new Machine(25);
    const { clock, mediansNs, checksum } = timeAlone((index) => machine.work(1_000 * (index + 1)), {
      count: 40,
      rounds: 5,
      seed: 1,
      now: machine.now,
    });
    expect(clock.overheadNs).toBe(25);
    expect([...mediansNs]).toEqual(Array.from({ length: 40 }, (_, i) => 1_000 * (i + 1)));
    expect(checksum).toBeGreaterThanOrEqual(200);
  });

  test('not before they are steady', () => {
    const machine = new Machine(25);
    let runs = 0;
    // As what is compiled just before a second is over: most of what was seen by then is slow.
    const run = (): number => machine.work(++runs < 9_900 ? 100_000 : 1_000);
    const { mediansNs } = timeAlone(run, { count: 10, rounds: 9, seed: 1, now: machine.now });
    expect([...mediansNs]).toEqual(Array.from({ length: 10 }, () => 1_000));
  });

  test('where they never are, it says so', async () => {
    const machine = new Machine(25);
    let runs = 0;
    const slower = (): number => machine.work(1_000_000 + 1_000 * runs++);
    expect(await codeOf(() => timeAlone(slower, { count: 10, seed: 1, now: machine.now }))).toBe('CONVERGENCE');
  });

  test('an outlier in one round is not the operation’s time', () => {
    const machine = new Machine(25);
    let runs = 0;
    const run = (): number => machine.work(++runs % 97 === 0 ? 1e6 : 1_000);
    const { mediansNs } = timeAlone(run, { count: 10, rounds: 9, seed: 1, now: machine.now });
    expect([...mediansNs]).toEqual(Array.from({ length: 10 }, () => 1_000));
  });

  test('too few rounds, or nothing to time, is refused', async () => {
    expect(await codeOf(() => timeAlone(() => 1, { count: 0, seed: 1 }))).toBe('VALUE');
    expect(await codeOf(() => timeAlone(() => 1, { count: 3, rounds: 2, seed: 1 }))).toBe('VALUE');
  });
});
