/** What the monitor costs: processor time of this thread in the samples that it takes. */
import { systemClock } from '@capgate/base/node';
import { INTERVAL_MS, monitorHardware } from '../../src/hardware/index.ts';

export interface MonitorCost {
  readonly samples: number;
  /** Of one core. */
  readonly share: number;
}

/** Watches this machine for so many seconds. */
export async function monitorCost(seconds: number): Promise<MonitorCost> {
  let samples = 0;
  const start = process.cpuUsage();
  const startMs = performance.now();
  const stop = monitorHardware({ clock: systemClock, tell: () => samples++ });
  await new Promise((resolve) => setTimeout(resolve, seconds * INTERVAL_MS + INTERVAL_MS / 2));
  stop();
  const { user, system } = process.cpuUsage(start);
  return { samples, share: (user + system) / 1_000 / (performance.now() - startMs) };
}
