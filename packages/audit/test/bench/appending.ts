import { encodeCanonical } from '@capgate/base';
import { nodePrimitives } from '@capgate/keys/node';
import type { Section } from '@capgate/testing';
import { HASH_BYTES, leafHash, nodeHash } from '../../src/verify/index.ts';
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
      { name: 'encoded and hashed alone, without a log: entries a second', unit: '/s', value: bareRate() },
      { name: 'entries a second', unit: '/s', value: COUNT / seconds, bar: { limit: 150_000, atLeast: true } },
      { name: 'entries a second of processor time', unit: '/s', value: COUNT / ((user + system) / 1e6) },
    ],
  };
}

/** What no log can go without: each entry encoded once, and hashed once as a leaf and once as a node. */
function bareRate(): number {
  const { sha256 } = nodePrimitives;
  const count = 200_000;
  const startMs = performance.now();
  let hash: Uint8Array = new Uint8Array(HASH_BYTES);
  for (let i = 0; i < count; i++) {
    const entry = encodeCanonical({ at: i, body: decision(i), id: 'x'.repeat(36), kind: 'decision' });
    hash = nodeHash(hash, leafHash(entry, sha256), sha256);
  }
  return count / ((performance.now() - startMs) / 1_000);
}
