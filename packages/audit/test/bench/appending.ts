import { encodeCanonical } from '@capgate/base';
import type { Section } from '@capgate/testing';
import { appendMany, decision, newLog } from './log.ts';

const COUNT = 1_000_000;
const WARM_UP = 50_000;

/** Entries a second from `append` to the promise that they are on the disk, checkpoints on the way included. */
export async function measureAppending(folder: string): Promise<Section> {
  const { log } = await newLog(folder);
  await appendMany(log, WARM_UP);
  await log.seal();
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  await appendMany(log, COUNT);
  await log.seal();
  const seconds = (performance.now() - startMs) / 1_000;
  const { user, system } = process.cpuUsage(startCpu);
  await log.close();
  const sizeBytes = encodeCanonical({ at: Date.now(), body: decision(0), id: 'x'.repeat(36), kind: 'decision' }).length;
  return {
    title: 'appending, group commit, one core',
    notes: [
      `${COUNT.toLocaleString('en')} entries of ${sizeBytes} bytes, each promised once it is on the disk, then sealed`,
      'the second row counts only the time that this process had the processor, in its threads together',
    ],
    rows: [
      { name: 'entries a second', unit: '/s', value: COUNT / seconds, bar: { limit: 150_000, atLeast: true } },
      { name: 'entries a second of processor time', unit: '/s', value: COUNT / ((user + system) / 1e6) },
    ],
  };
}
