/** What watching the machine costs: processor time of this process while it does nothing else. */
import { setTimeout as later } from 'node:timers/promises';
import { systemClock } from '@capgate/base/node';
import type { Section } from '@capgate/testing';
import { INTERVAL_MS, monitorHardware } from '../../src/hardware/index.ts';

const SECONDS = 20;

export async function hardware(): Promise<Section> {
  let samples = 0;
  const start = process.cpuUsage();
  const startMs = performance.now();
  const stop = monitorHardware({ clock: systemClock, tell: () => samples++ });
  await later((SECONDS + 0.5) * INTERVAL_MS);
  stop();
  const { user, system } = process.cpuUsage(start);
  const share = (user + system) / 1_000 / (performance.now() - startMs);
  return {
    title: 'the machine watched once a second',
    notes: [`${samples} samples in ${SECONDS} seconds, processor time of one core`],
    rows: [{ name: 'of a core', unit: '%', value: 100 * share, bar: { limit: 1 } }],
  };
}
