import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Store } from '../src/index.ts';
import { temporaryFolder } from './folder.ts';
import { decision, openWorker, record } from './harness.ts';

const LOG = 'log.example';

let folder: string;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A store in a worker, and what ends that worker from outside. */
async function openMortal(): Promise<{ store: Store; kill: () => Promise<number> }> {
  const on = vi.spyOn(Worker.prototype, 'on');
  const store = await openWorker(path);
  const [worker] = on.mock.contexts as Worker[];
  on.mockRestore();
  return { store, kill: async () => worker?.terminate() ?? 0 };
}

describe('a store in a worker', () => {
  test('leaves this thread free while it applies', async () => {
    const store = await openWorker(path);
    const records = Array.from({ length: 5_000 }, (_, i) => record(i, 'decision', decision()));
    let turns = 0;
    const turning = setInterval(() => turns++, 1);
    await store.apply(LOG, records);
    clearInterval(turning);
    await store.close();
    expect(turns).toBeGreaterThan(1);
  });

  test('fails the calls in flight when it dies, and all later ones; what was applied is there', async () => {
    const { store, kill } = await openMortal();
    await store.apply(LOG, [record(0, 'decision', decision())]);
    const inFlight = [store.decisions({ tenant: 'acme' }, { limit: 1 }), store.position(LOG)].map((call) =>
      call.catch((error: unknown) => error),
    );
    await kill();
    for (const error of await Promise.all(inFlight))
      expect(error).toMatchObject({ name: 'StoreError', code: 'CLOSED' });
    await expect(store.position(LOG)).rejects.toMatchObject({ code: 'CLOSED' });
    await store.close();
    const again = await openWorker(path);
    expect(await again.position(LOG)).toBe(0);
    await again.close();
  });

  test('takes no more calls than it may have in flight', async () => {
    const store = await openWorker(path);
    const calls = await Promise.allSettled(Array.from({ length: 10_050 }, () => store.position(LOG)));
    const refused = calls.filter((call) => call.status === 'rejected');
    expect(refused).toHaveLength(50);
    expect(refused[0]?.reason).toMatchObject({ name: 'StoreError', code: 'BUSY' });
    await store.close();
  });

  test('refuses what cannot cross to it', async () => {
    const store = await openWorker(path);
    const body = { ...decision(), action: () => 'no data' } as never;
    await expect(store.apply(LOG, [{ ...record(0, 'decision', decision()), body }])).rejects.toMatchObject({
      name: 'StoreError',
      code: 'RECORD',
    });
    expect(await store.position(LOG)).toBeUndefined();
    await store.close();
  });

  test('takes entries that lie in one large buffer, and leaves the buffer', async () => {
    const store = await openWorker(path);
    const room = new Uint8Array(1 << 20);
    const { written } = new TextEncoder().encodeInto(
      JSON.stringify({ at: 1, body: {}, id: '00000000-0000-7000-8000-000000000000', kind: 'other' }),
      room,
    );
    const entry = room.subarray(0, written);
    await store.applyEncoded(LOG, 0, [entry, entry]);
    expect(await store.position(LOG)).toBe(1);
    expect(room.byteLength).toBe(1 << 20);
    await store.close();
  });
});
