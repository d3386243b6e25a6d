import { nodePrimitives } from '@capgate/keys/node';
import type { Section } from '@capgate/testing';
import { verifyLog } from '../../src/verify/index.ts';
import { appendMany, newLog } from './log.ts';

const COUNT = 1_000_000;

/** A whole log, from one trusted key: every entry, every tile, the checkpoint, the chain of keys. */
export async function measureVerifying(folder: string): Promise<Section> {
  const { log, reader, anchor } = await newLog(folder);
  await appendMany(log, COUNT);
  await log.close();
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const { checkpoint } = await verifyLog({ reader, primitives: nodePrimitives, anchor });
  const { user, system } = process.cpuUsage(startCpu);
  return {
    title: 'verifying offline, one core',
    notes: [`${checkpoint.size.toLocaleString('en')} entries`],
    rows: [
      { name: 'time', unit: 's', value: (performance.now() - startMs) / 1_000, bar: { limit: 10 } },
      { name: 'processor time, threads together', unit: 's', value: (user + system) / 1e6 },
    ],
  };
}
