import { setImmediate as turn } from 'node:timers/promises';
import { fromUtf8, utf8 } from '@capgate/base';
import { Keyring, type SigningKey, signNote } from '@capgate/keys';
import { SimulatedClock } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import type { AuditLog } from '../src/index.ts';
import { Edge } from '../src/log/edge.ts';
import { decodeRecord, findEntry, parseCheckpoint, timeOfId, TreeReader, verifyLog } from '../src/verify/index.ts';
import { anchorOf, FOLDER, newWorld, openLog, primitives, publicFiles, type World, worldReader } from './harness.ts';

function verified(world: World): ReturnType<typeof verifyLog> {
  return verifyLog({ reader: worldReader(world), primitives, anchor: anchorOf(world) });
}

async function treeOf(world: World): Promise<TreeReader> {
  const note = publicFiles(world).get('checkpoint') as Uint8Array;
  return new TreeReader(worldReader(world), parseCheckpoint(fromUtf8(note) ?? '').size, primitives.sha256);
}

/** Whether a promise is settled once nothing but time could settle it. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  for (let i = 0; i < 20; i++) await turn();
  return settled;
}

async function whileTimePasses<Value>({ clock }: World, promise: Promise<Value>): Promise<Value> {
  while (!(await isSettled(promise))) clock.advance(10);
  return promise;
}

describe('appending', () => {
  test('tells the identifier of a record at once, and of every batch once it is on the disk', async () => {
    const world = await newWorld(1);
    const told: [number, string][] = [];
    const log = await openLog(world, {}, (firstIndex, entries) => {
      told.push(...entries.map((entry, i): [number, string] => [firstIndex + i, decodeRecord(entry).id]));
    });
    const offered = Array.from({ length: 5 }, (_, i) => log.offer('decision', { i }));
    expect(told.map(([index]) => index)).toEqual([0]);
    const receipts = await Promise.all(offered.map(({ promised }) => promised));
    expect(receipts.map(({ id, at }) => ({ id, at }))).toEqual(offered.map(({ id, at }) => ({ id, at })));
    expect(told.slice(1)).toEqual(receipts.map(({ index, id }) => [index, id]));
  });

  test('tells the place, the time and the identifier of each record, in order', async () => {
    const world = await newWorld(1);
    const log = await openLog(world);
    const receipts = await Promise.all(Array.from({ length: 600 }, (_, i) => log.append('decision', { i })));
    // The log begins with a record about its own key.
    expect(receipts.map(({ index }) => index)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
    const ids = receipts.map(({ id }) => id);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(600);
    expect(timeOfId(ids[0] as string)).toBe(world.clock.nowMs());
    await log.close();
    const report = await verified(world);
    expect(report.checkpoint.size).toBe(601);
    expect(report.kinds).toEqual(
      new Map([
        ['log.key', 1],
        ['decision', 600],
      ]),
    );
  });

  test('keeps what was written, findable by index and by identifier', async () => {
    const world = await newWorld(2);
    const log = await openLog(world);
    const receipts = [];
    for (let i = 0; i < 700; i++) {
      receipts.push(await log.append('decision', { command: `ls ${i}` }));
      if (i % 5 === 0) world.clock.advance(10);
    }
    await log.close();
    const tree = await treeOf(world);
    for (const [i, { id, index, at }] of receipts.entries()) {
      if (i % 50 > 0) continue;
      const found = await findEntry(tree, id);
      expect(found.index).toBe(index);
      expect(decodeRecord(found.entry)).toEqual({ kind: 'decision', at, id, body: { command: `ls ${i}` } });
      expect(await findEntry(tree, String(index))).toEqual(found);
    }
    for (const absent of ['701', 'nonsense', '01900000-0000-7000-8000-000000000000']) {
      await expect(findEntry(tree, absent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('never goes back in time, though the clock does', async () => {
    const world = await newWorld(3);
    const log = await openLog(world);
    const before = await log.append('decision', {});
    const earlier = { ...world, clock: new SimulatedClock(5) };
    await log.close();
    const again = await openLog(earlier);
    const after = await again.append('decision', {});
    expect(after.at).toBe(before.at);
    await again.close();
    await expect(verified(world)).resolves.toMatchObject({ lastMs: before.at });
  });

  test('refuses what is no kind, no JSON or too long, and goes on', async () => {
    const world = await newWorld(4);
    const log = await openLog(world);
    for (const kind of ['', 'Decision', 'a b', '.a', 'a.', 'x'.repeat(65)]) {
      await expect(log.append(kind, {})).rejects.toMatchObject({ code: 'ENTRY' });
    }
    await expect(log.append('decision', { text: 'x'.repeat(70_000) })).rejects.toMatchObject({ code: 'SIZE' });
    await expect(log.append('decision', { half: '\ud800' })).rejects.toMatchObject({ code: 'UNICODE' });
    await expect(log.append('decision', { n: Number.NaN })).rejects.toMatchObject({ code: 'NUMBER' });
    await log.append('decision', {});
    await log.close();
    await expect(verified(world)).resolves.toMatchObject({ checkpoint: { size: 2 } });
  });

  test('says BUSY when too much waits, and when there is room again', async () => {
    const world = await newWorld(5);
    const log = await openLog(world, { queueCountMax: 10 });
    const accepted: Promise<unknown>[] = [];
    const refused: unknown[] = [];
    for (let i = 0; i < 20; i++)
      accepted.push(log.append('decision', { i }).catch((error: unknown) => refused.push(error)));
    await Promise.all(accepted);
    expect(refused).toHaveLength(10);
    expect(refused[0]).toMatchObject({ code: 'BUSY' });
    await log.whenRoom(100);
    await expect(log.append('decision', {})).resolves.toMatchObject({ index: 11 });
    await log.close();
  });

  test('takes secrets out before anything is written, and marks them', async () => {
    const world = await newWorld(6);
    const log = await openLog(world);
    const { index } = await log.append('decision', { command: 'deploy --token=Zm9vYmFyYmF6' });
    await log.close();
    const record = decodeRecord((await findEntry(await treeOf(world), String(index))).entry);
    expect(record.body).toEqual({ command: 'deploy --token=[redacted option]' });
    expect(record.redacted).toEqual([{ path: '/command', kind: 'option' }]);
    const everything = [...world.disk.files().values()].map((bytes) => Buffer.from(bytes).toString('latin1')).join('');
    expect(everything).not.toContain('Zm9vYmFyYmF6');
  });
});

describe('a batch', () => {
  test('waits for others as long as it may', async () => {
    const world = await newWorld(7);
    const log = await whileTimePasses(world, openLog(world, { batchDelayMs: 50 }));
    const receipt = log.append('decision', {});
    expect(await isSettled(receipt)).toBe(false);
    world.clock.advance(49);
    expect(await isSettled(receipt)).toBe(false);
    world.clock.advance(1);
    expect(await isSettled(receipt)).toBe(true);
    await whileTimePasses(world, log.close());
  });

  test('is bounded in bytes and count', async () => {
    await expect(openLog(await newWorld(8), { batchBytesMax: 10 })).rejects.toThrow(RangeError);
    await expect(openLog(await newWorld(8), { batchCountMax: 0 })).rejects.toThrow(RangeError);
    await expect(openLog(await newWorld(8), { sealDelayMs: Number.NaN })).rejects.toThrow(RangeError);
  });
});

describe('a checkpoint', () => {
  test('comes by itself some time after an entry', async () => {
    const world = await newWorld(9);
    const log = await openLog(world, { sealDelayMs: 1_000 });
    const size = log.checkpoint?.size ?? 0;
    await log.append('decision', {});
    world.clock.advance(1_000);
    for (let i = 0; i < 60; i++) await turn();
    expect(log.checkpoint?.size).toBe(size + 1);
    await log.close();
  });

  test('comes after so many entries, while others go on', async () => {
    const world = await newWorld(10);
    const log = await openLog(world, { sealCountMax: 50, batchCountMax: 20 });
    await Promise.all(Array.from({ length: 500 }, (_, i) => log.append('decision', { i })));
    expect(log.checkpoint?.size ?? 0).toBeGreaterThan(100);
    await log.close();
    await expect(verified(world)).resolves.toMatchObject({ checkpoint: { size: 501 } });
  });

  test('covers all that was appended before it was asked for', async () => {
    const world = await newWorld(11);
    const log = await openLog(world, { batchCountMax: 3 });
    const appended = Array.from({ length: 20 }, (_, i) => log.append('decision', { i }));
    const checkpoint = await log.seal();
    expect(checkpoint.size).toBe(21);
    await Promise.all(appended);
    await log.close();
  });

  test('leaves no journal behind that it covers, and no partial form of a full tile', async () => {
    const world = await newWorld(12);
    const log = await openLog(world);
    for (let i = 0; i < 10; i++) {
      await Promise.all(Array.from({ length: 100 }, (_, n) => log.append('decision', { n })));
      await log.seal();
    }
    await log.close();
    const paths = [...world.disk.files().keys()].filter((path) => path.includes('/journal/'));
    expect(paths).toEqual([`${FOLDER}/journal/0000000000001001`]);
    const partials = [...publicFiles(world).keys()].filter(
      (path) => path.includes('/0/000.p/') || path.includes('entries/000.p/'),
    );
    expect(partials).toEqual([]);
  });
});

describe('opening', () => {
  test('goes on where the log ended', async () => {
    const world = await newWorld(13);
    for (let round = 0; round < 5; round++) {
      const log = await openLog(world);
      for (let i = 0; i < 77; i++) await log.append('decision', { round, i });
      await log.close();
    }
    await expect(verified(world)).resolves.toMatchObject({ checkpoint: { size: 1 + 5 * 77 } });
  });

  test('is for one at a time', async () => {
    const world = await newWorld(14);
    const log = await openLog(world);
    await expect(openLog(world)).rejects.toMatchObject({ code: 'LOCKED' });
    await log.close();
    await (await openLog(world)).close();
  });

  test('refuses tiles that the checkpoint does not sign', async () => {
    const world = await newWorld(15);
    const log = await openLog(world);
    for (let i = 0; i < 10; i++) await log.append('decision', { i });
    await log.close();
    const path = `${FOLDER}/tile/0/000.p/11`;
    const bytes = (world.disk.files().get(path) as Uint8Array).slice();
    bytes[40] = (bytes[40] as number) ^ 1;
    world.disk.overwrite(path, bytes);
    await expect(openLog(world)).rejects.toMatchObject({ code: 'DAMAGED' });
  });

  test.each([
    ['of a bundle that is not full', 10, 'tile/entries/000.p/11'],
    ['of one that is', 255, 'tile/entries/000'],
  ])('refuses entries %s that their tile does not have, and names the file', async (_, count, path) => {
    const world = await newWorld(27);
    const log = await openLog(world);
    await Promise.all(Array.from({ length: count }, (__, i) => log.append('decision', { i })));
    await log.close();
    const full = `${FOLDER}/${path}`;
    const text = Buffer.from(world.disk.files().get(full) as Uint8Array).toString('latin1');
    expect(text).toContain('{"i":3}');
    world.disk.overwrite(full, Buffer.from(text.replace('{"i":3}', '{"i":4}'), 'latin1'));
    await expect(openLog(world)).rejects.toMatchObject({ code: 'DAMAGED', message: expect.stringContaining(path) });
  });

  test('reads no file of the tree twice', async () => {
    const world = await newWorld(28);
    const log = await openLog(world);
    await Promise.all(Array.from({ length: 300 }, (_, i) => log.append('decision', { i })));
    await log.close();
    const opened: string[] = [];
    const tree = new TreeReader(
      { read: (path, maxBytes) => (opened.push(path), worldReader(world).read(path, maxBytes)) },
      301,
      primitives.sha256,
    );
    const edge = await Edge.of(tree, undefined, primitives.sha256);
    expect(decodeRecord(edge.lastEntry as Uint8Array).body).toEqual({ i: 299 });
    expect(opened).toEqual([...new Set(opened)]);
  });

  test('refuses a journal that is broken before its end, as no crash leaves one', async () => {
    const world = await newWorld(16);
    const log = await openLog(world);
    await log.append('decision', { first: true });
    await log.append('decision', { second: true });
    const path = [...world.disk.files().keys()].filter((name) => name.includes('/journal/')).at(-1) as string;
    const bytes = (world.disk.files().get(path) as Uint8Array).slice();
    bytes[30] = (bytes[30] as number) ^ 1;
    world.disk.restart();
    world.disk.overwrite(path, bytes);
    await expect(openLog(world)).rejects.toMatchObject({ code: 'DAMAGED' });
  });

  test('records what a crash tore', async () => {
    const world = await newWorld(17);
    const log = await openLog(world);
    await log.append('decision', { promised: true });
    const path = [...world.disk.files().keys()].filter((name) => name.includes('/journal/')).at(-1) as string;
    world.disk.overwrite(path, Buffer.concat([world.disk.files().get(path) as Uint8Array, Buffer.from('CGJ1 torn')]));
    world.disk.restart();
    const again = await openLog(world);
    await again.close();
    const { kinds } = await verified(world);
    expect(kinds.get('log.repaired')).toBe(1);
    expect(kinds.get('decision')).toBe(1);
  });
});

describe('a disk that fails', () => {
  test('ends the log, and says so to all who wait', async () => {
    const world = await newWorld(18);
    const log = await openLog(world);
    await log.append('decision', {});
    world.disk.roomBytes = 100;
    const waiting = Array.from({ length: 5 }, () => log.append('decision', {}));
    for (const promise of waiting) await expect(promise).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(log.append('decision', {})).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(log.seal()).rejects.toMatchObject({ code: 'CLOSED' });
    await log.close();
    world.disk.roomBytes = Number.POSITIVE_INFINITY;
    await (await openLog(world)).close();
    await expect(verified(world)).resolves.toMatchObject({
      kinds: new Map([
        ['log.key', 1],
        ['decision', 1],
      ]),
    });
  });
});

describe('keys', () => {
  test('that are rotated are recorded, and both sign while they overlap', async () => {
    const world = await newWorld(19, ['ed25519', 'ml-dsa-65']);
    const log = await openLog(world);
    await log.append('decision', {});
    await world.keyring.rotate(world.clock.nowMs());
    await log.recordKeys();
    const checkpoint = await log.seal();
    expect(checkpoint.note.match(/^— log\.example /gmu)).toHaveLength(4);
    const later = 8 * 86_400_000;
    world.clock.advance(later);
    await log.append('decision', {});
    expect((await log.seal()).note.match(/^— log\.example /gmu)).toHaveLength(2);
    await log.close();
    const { kinds, chain } = await verified(world);
    expect(kinds.get('log.key')).toBe(2);
    for (const { fingerprint } of chain.keys) {
      await expect(verifyLog({ reader: worldReader(world), primitives, anchor: fingerprint })).resolves.toBeDefined();
    }
  });

  test('that are revoked no longer count, those after them do', async () => {
    const world = await newWorld(20);
    const log = await openLog(world);
    await world.keyring.rotate(world.clock.nowMs());
    await log.recordKeys();
    const stolen = anchorOf(world);
    await world.keyring.revoke(stolen, world.clock.nowMs(), 'the laptop is gone');
    await log.recordKeys();
    await log.close();
    await expect(verified(world)).resolves.toMatchObject({ kinds: new Map([['log.key', 3]]) });
  });
});

test('keys are recorded once each, whoever asks at once, also where the queue has room for one', async () => {
  const world = await newWorld(30);
  const log = await openLog(world, { queueCountMax: 1 });
  for (let i = 0; i < 5; i++) await world.keyring.rotate(world.clock.nowMs());
  const appended = log.append('decision', {});
  await Promise.all([log.recordKeys(), log.recordKeys(), log.recordKeys()]);
  await appended;
  await log.close();
  await expect(verified(world)).resolves.toMatchObject({
    kinds: new Map([
      ['log.key', 6],
      ['decision', 1],
    ]),
  });
});

test('keys out of an older backup are refused, and nothing is lost by it', async () => {
  const world = await newWorld(23);
  const { statements } = world.keyring.chain;
  await (await openLog(world)).close();
  await world.keyring.rotate(world.clock.nowMs());
  await (await openLog(world)).close();
  const stale = await Keyring.from({ store: world.store, primitives }, statements);
  const before = publicFiles(world);
  await expect(openLog({ ...world, keyring: stale })).rejects.toMatchObject({ code: 'KEYS' });
  expect(publicFiles(world)).toEqual(before);
  await (await openLog(world)).close();
});

test.each(['2', '-1', '1.5', 'one', '', ' 1', '9'.repeat(32)])(
  'a count of recorded keys of "%s" is refused',
  async (text) => {
    const world = await newWorld(29);
    await (await openLog(world)).close();
    world.disk.overwrite(`${FOLDER}/keys-recorded`, utf8(text));
    await expect(openLog(world)).rejects.toMatchObject({ code: 'DAMAGED' });
    await world.disk.remove(`${FOLDER}/keys-recorded`);
    await (await openLog(world)).close();
    await expect(verified(world)).resolves.toMatchObject({ kinds: new Map([['log.key', 2]]) });
  },
);

describe('retention', () => {
  test('is looked after by whoever opens the log, by the time of its last record', async () => {
    const world = await newWorld(24);
    const log = await openLog(world);
    await Promise.all(Array.from({ length: 600 }, (_, i) => log.append('decision', { i })));
    await log.close();
    world.clock.advance(366 * 86_400_000);
    const again = await openLog(world);
    // The clock may have jumped: it takes an entry at that time to believe it.
    expect(await again.enforceRetention(again.openedAtMs)).toBe(0);
    await again.append('decision', {});
    await again.close();
    const last = await openLog(world);
    expect(await last.enforceRetention(last.openedAtMs)).toBe(512);
    await last.close();
    await expect(verified(world)).resolves.toMatchObject({ firstIndex: 512 });
  });

  test('drops old bundles and nothing else, records it, and leaves the tree as it is', async () => {
    const world = await newWorld(21);
    const log = await openLog(world, { retentionMs: 1_000 });
    const held: string[] = [];
    for (let day = 0; day < 4; day++) {
      await Promise.all(Array.from({ length: 300 }, (_, i) => log.append('decision', { day, i })));
      held.push((await log.seal()).note);
      world.clock.advance(800);
    }
    const dropped = await log.enforceRetention();
    expect(dropped).toBe(768);
    expect(await log.enforceRetention()).toBe(0);
    await log.close();
    const report = await verifyLog({ reader: worldReader(world), primitives, anchor: anchorOf(world), held });
    expect(report.firstIndex).toBe(768);
    expect(report.kinds.get('log.retention')).toBe(1);
    await expect(findEntry(await treeOf(world), '767')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(findEntry(await treeOf(world), '768')).resolves.toMatchObject({ index: 768 });
    await (await openLog(world)).close();
  });
});

test('kinds of the log itself are its own, and what its records hold is never touched', async () => {
  const world = await newWorld(25);
  const log = await openLog(world);
  for (const kind of ['log.key', 'log.retention', 'log.x']) {
    await expect(log.append(kind, { statement: 'x' })).rejects.toMatchObject({ code: 'ENTRY' });
  }
  await world.keyring.rotate(world.clock.nowMs());
  await world.keyring.revoke(anchorOf(world), world.clock.nowMs(), 'leaked by deploy --token=Zm9vYmFyYmF6');
  await log.recordKeys();
  await log.close();
  await expect(verified(world)).resolves.toMatchObject({ kinds: new Map([['log.key', 3]]) });
});

test('a checkpoint that a revoked key alone has signed is not carried on', async () => {
  const world = await newWorld(26);
  await (await openLog(world)).close();
  const [stolen] = await world.keyring.signers(world.clock.nowMs());
  await world.keyring.rotate(world.clock.nowMs());
  await world.keyring.revoke(anchorOf(world), world.clock.nowMs(), 'stolen');
  await (await openLog(world)).close();
  const note = fromUtf8(publicFiles(world).get('checkpoint') as Uint8Array) ?? '';
  const text = note.slice(0, note.indexOf('\n\n') + 1);
  const forged = await signNote(text, [stolen as SigningKey], primitives);
  world.disk.overwrite(`${FOLDER}/checkpoint`, utf8(forged));
  await expect(openLog(world)).rejects.toMatchObject({ code: 'UNTRUSTED' });
});

test('a closed log says so', async () => {
  const world = await newWorld(22);
  const log: AuditLog = await openLog(world);
  await log.close();
  await expect(log.append('decision', {})).rejects.toMatchObject({ code: 'CLOSED' });
});
