import { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@capgate/base/node';
import { SimulatedClock } from '@capgate/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { INTERVAL_MS, monitorHardware, QUANTITIES, type Reading, seriesOf } from '../../src/hardware/index.ts';
import { nvidiaReadings } from '../../src/hardware/nvidia.ts';
import { type SystemTexts, systemReadings } from '../../src/hardware/proc.ts';

const folder = mkdtempSync(join(tmpdir(), 'capgate-hardware-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NET_HEAD = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
const net = (received: number, sent: number): string =>
  `${NET_HEAD}    lo: 99999 9 0 0 0 0 0 0 99999 9 0 0 0 0 0 0\n  eth0: ${received} 7 0 0 0 0 0 0 ${sent} 5 0 0 0 0 0 0\n`;
const disks = (read: number, written: number): string =>
  ` 259       0 nvme0n1 10 0 ${read} 3 20 0 ${written} 8 0 4 11 0 0 0 0 0 0\n 259       1 nvme0n1p1 10 0 ${read} 3 20 0 ${written} 8 0 4 11\n   7       0 loop0 1 0 777 0 1 0 777 0 0 0 0\n`;

const before: SystemTexts = {
  at: 1_000,
  stat: 'cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 1\n',
  netDev: net(1_000, 500),
  diskstats: disks(10, 20),
};
const after: SystemTexts = {
  at: 3_000,
  stat: 'cpu  150 0 120 900 10 0 0 20 0 0\ncpu0 1 1\n',
  meminfo: 'MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    400 kB\n',
  netDev: net(5_000, 1_500),
  diskstats: disks(14, 28),
  cpuinfo: 'processor\t: 0\ncpu MHz\t\t: 2000.000\n\nprocessor\t: 1\ncpu MHz\t\t: 3000.000\n',
};

const valueOf = (readings: readonly Reading[], device: string, quantity: string): number | undefined =>
  readings.find((one) => one.device === device && one.quantity === quantity)?.value;

describe('readings of the system', () => {
  test('are shares and rates of the time between, each in its unit', () => {
    const readings = systemReadings(before, after);
    expect(valueOf(readings, 'cpu', 'busy')).toBeCloseTo(90 / 200, 10);
    expect(valueOf(readings, 'cpu', 'steal')).toBeCloseTo(20 / 200, 10);
    expect(valueOf(readings, 'cpu', 'frequency')).toBe(2.5e9);
    expect(valueOf(readings, 'memory', 'used')).toBe(600 * 1_024);
    // Neither the loop's own traffic, nor partitions a second time.
    expect(valueOf(readings, 'network', 'received')).toBe(2_000);
    expect(valueOf(readings, 'network', 'sent')).toBe(500);
    expect(valueOf(readings, 'disk', 'read')).toBe((4 * 512) / 2);
    expect(valueOf(readings, 'disk', 'written')).toBe((8 * 512) / 2);
    expect(new Set(readings.map(({ at }) => at))).toEqual(new Set([3_000]));
  });

  test('are left out where the system has none, and never wrong', () => {
    expect(systemReadings({ at: 0 }, { at: 1_000 })).toEqual([]);
    expect(valueOf(systemReadings(before, { ...after, at: before.at }), 'network', 'sent')).toBeUndefined();
    // A counter that began anew.
    expect(valueOf(systemReadings(after, { ...before, at: 4_000 }), 'network', 'sent')).toBe(0);
  });

  test('of any text are finite', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(before.stat, after.meminfo, after.netDev, after.diskstats));
    const texts = fc.record({ stat: text, meminfo: text, netDev: text, diskstats: text, cpuinfo: text });
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        for (const { value, quantity } of systemReadings({ at: 0, ...first }, { at: 1_000, ...second })) {
          expect(Number.isFinite(value)).toBe(true);
          expect(QUANTITIES).toHaveProperty(quantity);
        }
      }),
    );
  });
});

describe('readings of GPUs', () => {
  test('are in our units', () => {
    const readings = nvidiaReadings('1, 37, 2048, 1980, 54, 312.50', 7);
    expect(readings.every(({ device, at }) => device === 'gpu1' && at === 7)).toBe(true);
    expect(Object.fromEntries(readings.map(({ quantity, value }) => [quantity, value]))).toEqual({
      busy: 0.37,
      used: 2_048 * 1_048_576,
      frequency: 1.98e9,
      temperature: 54,
      power: 312.5,
    });
  });

  test('of an H100 before, during and after its work', () => {
    // As recorded: idle, with a program's memory taken, at work, and a second after its end.
    const recorded = ['0, 0, 0, 345, 31, 72.18', '0, 0, 883, 1980, 31, 78.07', '0, 100, 1011, 1365, 53, 697.79'];
    const last = '0, 0, 0, 1980, 40, 146.13';
    const seen = [...recorded, last].map((line, at) => {
      const readings = nvidiaReadings(line, at);
      return Object.fromEntries(readings.map(({ quantity, value }) => [quantity, value]));
    });
    expect(seen).toEqual([
      { busy: 0, used: 0, frequency: 345e6, temperature: 31, power: 72.18 },
      { busy: 0, used: 883 * 1_048_576, frequency: 1.98e9, temperature: 31, power: 78.07 },
      { busy: 1, used: 1_011 * 1_048_576, frequency: 1.365e9, temperature: 53, power: 697.79 },
      { busy: 0, used: 0, frequency: 1.98e9, temperature: 40, power: 146.13 },
    ]);
  });

  test('leave out what a GPU does not have, and other texts', () => {
    expect(nvidiaReadings('0, [N/A], 2048, [Not Supported], 54, [N/A]', 7).map(({ quantity }) => quantity)).toEqual([
      'used',
      'temperature',
    ]);
    for (const line of [
      '',
      'No devices were found',
      'Failed to initialize NVML: Driver/library version mismatch',
      '0, 1',
    ]) {
      expect(nvidiaReadings(line, 7)).toEqual([]);
    }
  });
});

describe('the monitor', () => {
  test('reads once a second until it is stopped', () => {
    const clock = new SimulatedClock();
    const told: (readonly Reading[])[] = [];
    let ticks = 0;
    const read = (at: number): SystemTexts => ({ at, stat: `cpu  ${(ticks += 10)} 0 0 ${ticks} 0 0 0 0 0 0\n` });
    const stop = monitorHardware({ clock, read, tell: (readings) => told.push(readings), gpuWords: ['/nowhere/smi'] });
    clock.advance(5 * INTERVAL_MS);
    expect(told).toHaveLength(5);
    expect(
      told
        .flat()
        .filter(({ quantity }) => quantity === 'busy')
        .map(({ value }) => value),
    ).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    stop();
    clock.advance(5 * INTERVAL_MS);
    expect(told).toHaveLength(5);
  });

  test('ends no other process where the program is not there', () => {
    const kill = vi.spyOn(ChildProcess.prototype, 'kill').mockReturnValue(true);
    onTestFinished(() => kill.mockRestore());
    monitorHardware({ clock: systemClock, gpuWords: ['/nowhere/smi'], tell: () => {} })();
    expect(kill).not.toHaveBeenCalled();
  });

  test('tells this machine’s own, and what a program says of GPUs', async () => {
    const program = join(folder, 'smi');
    writeFileSync(program, '#!/bin/sh\necho "0, 50, 10, 1000, 40, 99.5"\nexec sleep 60\n');
    chmodSync(program, 0o700);
    const { promise, resolve } = Promise.withResolvers<readonly Reading[]>();
    const all: Reading[] = [];
    const stop = monitorHardware({
      clock: systemClock,
      gpuWords: [program],
      tell: (readings) => {
        all.push(...readings);
        if (valueOf(all, 'gpu0', 'power') !== undefined && valueOf(all, 'cpu', 'busy') !== undefined) resolve(all);
      },
    });
    const readings = await promise.finally(stop);
    expect(valueOf(readings, 'gpu0', 'power')).toBe(99.5);
    const busy = valueOf(readings, 'cpu', 'busy') ?? Number.NaN;
    expect(busy >= 0 && busy <= 1).toBe(true);
    expect(valueOf(readings, 'memory', 'used')).toBeGreaterThan(1e6);
  });
});

describe('the course of readings', () => {
  test('is in few points, whose means are those of all, with the extremes beside', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 1_000 }),
        (values) => {
          const readings = values.map((value, at): Reading => ({ at, device: 'cpu', quantity: 'busy', value }));
          const [series] = seriesOf(readings);
          expect(series).toMatchObject({
            n: values.length,
            least: Math.min(...values),
            most: Math.max(...values),
            unit: '1',
          });
          const { course = [], mean = Number.NaN } = series ?? {};
          expect(course.length).toBeLessThanOrEqual(120);
          expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9);
          expect(
            course.every(({ value }) => value >= Math.min(...values) - 1e-12 && value <= Math.max(...values) + 1e-12),
          ).toBe(true);
          expect(course.map(({ at }) => at)).toEqual(course.map(({ at }) => at).toSorted((a, b) => a - b));
        },
      ),
    );
  });

  test('is one for each quantity of each part', () => {
    const series = seriesOf(systemReadings(before, after));
    expect(series.map(({ device, quantity }) => `${device} ${quantity}`)).toContain('memory used');
    expect(new Set(series.map(({ device, quantity }) => `${device} ${quantity}`)).size).toBe(series.length);
  });
});
