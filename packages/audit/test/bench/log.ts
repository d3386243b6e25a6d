/** A log on the real disk, as a service would have it, and what is written to it. */
import { resolve } from 'node:path';
import type { CanonicalObject } from '@capgate/base';
import { Keyring } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { type AuditLog, folderReader } from '../../src/index.ts';
import type { LogReader } from '../../src/verify/index.ts';
import { disk, keyStoreIn, openNodeLog } from '../node-log.ts';

export interface BenchLog {
  readonly log: AuditLog;
  readonly reader: LogReader;
  readonly anchor: string;
}

/** A new log below `folder`, signed with both algorithms. */
export async function newLog(folder: string): Promise<BenchLog> {
  const base = resolve(folder, `log-${process.pid}`);
  const first = { name: 'log.example', algorithms: ['ed25519', 'ml-dsa-65'] as const, nowMs: Date.now() };
  const keyring = await Keyring.create({ store: keyStoreIn(`${base}/keys`), primitives: nodePrimitives }, first);
  const log = await openNodeLog(`${base}/log`, keyring);
  const anchor = keyring.chain.keys[0]?.fingerprint ?? '';
  return { log, reader: folderReader(disk, `${base}/log`), anchor };
}

/** A decision as the gate will log it: some 300 bytes as an entry. */
export function decision(i: number): CanonicalObject {
  return {
    action: 'npm run build -- --filter=packages/core --mode production',
    agent: 'claude-code',
    descriptor: '544350020002ba9f11ec0000024407d000c80d920003f202',
    mode: 'balanced',
    session: `s-${i % 1_000}`,
    verdict: 'allow',
  };
}

/** Appends `count` decisions, as many at a time as the queue takes. */
export async function appendMany(log: AuditLog, count: number): Promise<void> {
  const AT_A_TIME = 2_048;
  let before: Promise<unknown> = Promise.resolve();
  for (let start = 0; start < count; start += AT_A_TIME) {
    const burst: Promise<unknown>[] = [];
    for (let i = start; i < Math.min(count, start + AT_A_TIME); i++) burst.push(log.append('decision', decision(i)));
    await before;
    before = Promise.all(burst);
  }
  await before;
}
