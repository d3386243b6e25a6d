import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@capgate/base/node';
import { openStore } from '@capgate/store';
import { codeOf } from '@capgate/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { openRecorder, type Recorder, ThreadRecorder } from '../src/index.ts';
import { newWorld, openLocal, openWorldStore, recordsOf, temporaryFolder, turn, type World } from './harness.ts';
import { chainIn, optionsIn, prepare, recordsIn, WORKER } from './kill/node-gate.ts';

const LOG_OPTIONS = { sealDelayMs: 20 };

interface Told {
  readonly failures: string[];
  readonly onFailure: (part: string, error: unknown) => void;
}

function told(): Told {
  const failures: string[] = [];
  return {
    failures,
    onFailure: (part, error) => failures.push(`${part} ${error instanceof Error ? error.message : ''}`),
  };
}

const WAYS: Readonly<Record<string, (folder: string, onFailure: Told['onFailure']) => Promise<Recorder>>> = {
  'in the same thread': (folder, onFailure) => openRecorder({ ...optionsIn(folder), log: LOG_OPTIONS }, { onFailure }),
  'in a thread of its own': (folder, onFailure) =>
    ThreadRecorder.open({
      clock: systemClock,
      random: systemRandom,
      options: { ...optionsIn(folder), log: LOG_OPTIONS },
      worker: WORKER,
      execArgv: ['--conditions=@capgate/source'],
      onFailure,
    }),
};

describe.each(Object.keys(WAYS))('a recorder %s', (way) => {
  let folder: string;
  let recorder: Recorder;
  let watched: Told;

  beforeEach(async () => {
    folder = temporaryFolder();
    await prepare(folder);
    watched = told();
    recorder = await open();
    return () => recorder.close();
  });

  async function open(): Promise<Recorder> {
    return (WAYS[way] as (typeof WAYS)[string])(folder, watched.onFailure);
  }

  function tell(n: number | string) {
    return recorder.record('token.revoked', { tokenId: String(n), by: 'alice' });
  }

  function deferrable(n: number | string): void {
    recorder.recordOrDefer('token.revoked', { tokenId: String(n), by: 'alice' });
  }

  async function names(): Promise<unknown[]> {
    return (await recordsIn(folder)).filter(({ kind }) => kind === 'token.revoked').map(({ body }) => body['tokenId']);
  }

  test('promises once the record is in the files of the log', async () => {
    for (let n = 0; n < 20; n++) {
      const { id, promised } = tell(n);
      await promised;
      expect(filesHold(join(folder, 'log'), id)).toBe(true);
    }
  });

  test('promises no record for another, where all of a message are refused while one before it is written', async () => {
    const honest = tell('honest');
    // In another message of the same turn.
    await Promise.resolve();
    await Promise.resolve();
    // So many marks in the place of short secrets that no entry holds them.
    const refused = await codeOf(async () => {
      await recorder.record('token.revoked', { tokenId: 'refused', by: 'a://b:c@ '.repeat(7_000) }).promised;
    });
    await honest.promised;
    expect(refused).toMatch(/^(?:UNAVAILABLE|REQUEST)$/u);
    await recorder.close();
    expect(await names()).toEqual(['honest']);
  });

  test('keeps the order in which records were made, whoever waits for them', async () => {
    for (let n = 0; n < 1_500; n++) {
      if (n % 3 === 0) deferrable(n);
      else tell(n);
      if (n % 100 === 0) await turn();
    }
    await recorder.close();
    expect(await names()).toEqual(Array.from({ length: 1_500 }, (_, n) => String(n)));
    const ids = (await recordsIn(folder)).map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
  });

  test('has the identifier and time in the log that it told', async () => {
    const { id, at, promised } = tell('x');
    await promised;
    await recorder.close();
    expect((await recordsIn(folder)).find((record) => record.id === id)?.at).toBe(at);
  });

  test('writes everything that it took before it closes, and takes nothing after that', async () => {
    for (let n = 0; n < 300; n++) deferrable(n);
    await recorder.close();
    expect(await codeOf(() => tell('late'))).toBe('UNAVAILABLE');
    deferrable('late');
    await recorder.close();
    expect(await names()).toHaveLength(300);
  });

  test('rotates the keys while it takes records: both sign, and the next start knows them', async () => {
    const [first] = (await chainIn(folder)).keys;
    const around = Array.from({ length: 50 }, (_, n) => tell(n).promised);
    const rotation = { lifetimeMs: 30 * 86_400_000, overlapMs: 86_400_000 };
    const statements = await recorder.rotateKeys(rotation);
    await Promise.all([...around, tell('after').promised]);
    await recorder.seal();
    const chain = await chainIn(folder);
    expect(chain.statements).toEqual(statements);
    expect(chain.keys.map(({ fingerprint }) => fingerprint)[0]).toBe(first?.fingerprint);
    expect(chain.keys).toHaveLength(2);
    const checkpoint = readFileSync(join(folder, 'log/checkpoint'), 'utf8');
    expect(checkpoint.match(/^— gate\.example /gmu)).toHaveLength(2);
    const kinds = (await recordsIn(folder)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'log.key')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'token.revoked')).toHaveLength(51);
    await recorder.close();
    recorder = await open();
    await tell('again').promised;
  });

  test('says why keys that cannot be rotated are not, and goes on', async () => {
    rmSync(join(folder, 'keys'), { recursive: true });
    expect(await codeOf(() => recorder.rotateKeys({ lifetimeMs: 1, overlapMs: 1 }))).toBe('STATE');
    await tell('after').promised;
    await prepare(folder);
  });

  test('is told how long entries are kept, and refuses a time that is none', async () => {
    await recorder.keepFor(7);
    await expect(recorder.keepFor(-1)).rejects.toThrow('expected retentionMs to be 0 or more');
    await tell(1).promised;
  });

  test('brings the store up to the log', async () => {
    const body = { tenant: 'default', until: 1e15, by: 'alice', reason: 'test' };
    await recorder.recorded('pause.started', body);
    await recorder.settled();
    const store = await openStore(optionsIn(folder).store);
    expect(await store.pauses(0)).toMatchObject([body]);
    await store.close();
    expect((await recorder.status()).storeLag).toBe(0);
  });

  test('refuses what no entry can hold, and keeps what came with it', async () => {
    const before = tell('before');
    const long = { tokenId: 'x'.repeat(70_000), by: 'alice' };
    expect(await codeOf(() => recorder.record('token.revoked', long))).toBe('REQUEST');
    recorder.recordOrDefer('token.revoked', long);
    await Promise.all([before.promised, tell('after').promised]);
    await recorder.close();
    expect(await names()).toEqual(['before', 'after']);
    expect(await lostIn(folder)).toBe(1);
  });

  test('promises nothing for a record that grew too long when its secrets were taken out', async () => {
    // Each mark is longer than what stood in its place.
    const grows = { tokenId: 'grows', by: 'auth=a;'.repeat(9_000) };
    const neighbours = [tell('before')];
    const outcome = await codeOf(async () => {
      const { promised } = recorder.record('token.revoked', grows);
      neighbours.push(tell('after'));
      await promised;
    });
    expect(['REQUEST', 'UNAVAILABLE']).toContain(outcome);
    await Promise.all(neighbours.map(({ promised }) => promised));
    await recorder.close();
    expect(await names()).not.toContain('grows');
    expect(await names()).toContain('before');
  });

  test('does not promise while the disk does not work, goes on by itself when it does, and writes what waited', async () => {
    await tell('first').promised;
    breakDisk(folder);
    await until(() => {
      if (recorder.isWorking) deferrable('noticed');
      return !recorder.isWorking;
    });
    expect(await codeOf(() => tell('refused'))).toBe('UNAVAILABLE');
    deferrable('waits');
    mendDisk(folder);
    await until(() => recorder.isWorking);
    await tell('last').promised;
    await recorder.close();
    const written = await names();
    expect(written).toEqual(expect.arrayContaining(['first', 'waits', 'last']));
    expect(written).not.toContain('refused');
    expect(written.indexOf('waits')).toBeLessThan(written.indexOf('last'));
    expect(watched.failures.filter((failure) => failure.startsWith('log'))).toHaveLength(1);
  });

  test('keeps no more than a bound while the disk does not work, and says how many are lost', async () => {
    await tell('first').promised;
    breakDisk(folder);
    await until(() => {
      if (recorder.isWorking) deferrable('noticed');
      return !recorder.isWorking;
    });
    for (let n = 0; n < 20_000; n++) {
      deferrable(n);
      if (n % 1_000 === 0) await turn();
    }
    mendDisk(folder);
    await until(() => recorder.isWorking);
    await tell('last').promised;
    await recorder.close();
    const written = await names();
    expect(written.length).toBeLessThan(17_000);
    const noticed = written.filter((name) => name === 'noticed').length;
    expect(written.length - 2 - noticed + (await lostIn(folder))).toBeGreaterThanOrEqual(20_000);
  });

  test('says BUSY where too many wait, and takes more once they do not', async () => {
    const code = await codeOf(() => {
      for (let n = 0; n < 300_000; n++) tell(n);
    });
    expect(code).toBe('BUSY');
    await until(async () => (await codeOf(() => tell('later').promised)) === undefined);
    expect(recorder.isWorking).toBe(true);
  });
});

async function openDying(watched: Told): Promise<ThreadRecorder> {
  return ThreadRecorder.open({
    clock: systemClock,
    random: systemRandom,
    options: optionsIn('/nowhere'),
    worker: new URL('kill/dying-worker.ts', import.meta.url),
    execArgv: ['--conditions=@capgate/source'],
    onFailure: watched.onFailure,
  });
}

describe('a recorder whose thread dies', () => {
  test('rejects everything that it had taken, and takes nothing more', async () => {
    const watched = told();
    const recorder = await openDying(watched);
    const body = { tokenId: 'x', by: 'alice' };
    const sent = recorder.record('token.revoked', body);
    await turn();
    // Held back for the next message when the thread ends.
    const held = recorder.recordText('token.revoked', '{"by":"a","tokenId":"x"}', true);
    const codes = await Promise.all([sent, held].map(({ promised }) => codeOf(() => promised)));
    expect(codes).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    expect(recorder.isWorking).toBe(false);
    expect(await codeOf(() => recorder.record('token.revoked', body))).toBe('UNAVAILABLE');
    expect(await codeOf(() => recorder.seal())).toBe('UNAVAILABLE');
    expect(watched.failures).toHaveLength(1);
    recorder.defer('token.revoked', body);
    await recorder.close();
  });
});

describe('on a disk that loses power', () => {
  let world: World;

  beforeEach(async () => {
    world = await newWorld(3);
  });

  test.each([1, 2, 3, 4, 5, 6])('nothing that was promised is missing, history %i', async (seed) => {
    world = await newWorld(seed);
    const promised: string[] = [];
    for (let life = 0; life < 6; life++) {
      const recorder = await openLocal(world, await openWorldStore(world), { sealCountMax: 20 });
      world.disk.cutPowerAfter(20 + world.random.below(60));
      for (let n = 0; recorder.isWorking && n < 200; n++) {
        await codeOf(() => {
          const { id, promised: kept } = recorder.record('token.revoked', { tokenId: `${life}-${n}`, by: 'alice' });
          kept.then(
            () => promised.push(id),
            () => {},
          );
        });
        if (world.random.chance(40)) await turn();
      }
      await turn();
      world.disk.cutPowerAfter(0);
      await recorder.close().catch(() => {});
      world.disk.restart();
    }
    const last = await openLocal(world, await openWorldStore(world));
    const there = new Set((await recordsOf(world, last)).map(({ id }) => id));
    expect(promised.length).toBeGreaterThan(20);
    expect(promised.filter((id) => !there.has(id))).toEqual([]);
    await last.close();
  });

  test('a disk that only says that it has synced is found out by this', async () => {
    const recorder = await openLocal(world, await openWorldStore(world));
    await recorder.recorded('token.revoked', { tokenId: 'x', by: 'alice' });
    expect([...world.disk.files().values()].some((bytes) => Buffer.from(bytes).includes('"tokenId":"x"'))).toBe(true);
    world.disk.cutPowerAfter(0);
    world.disk.restart();
    expect([...world.disk.files().values()].some((bytes) => Buffer.from(bytes).includes('"tokenId":"x"'))).toBe(true);
  });

  test('a full disk is one that comes back: nothing is lost that was deferred, in order', async () => {
    const recorder = await openLocal(world, await openWorldStore(world), { queueCountMax: 8 });
    world.disk.roomBytes = 0;
    await recorder.recorded('token.revoked', { tokenId: 'refused', by: 'alice' }).catch(() => {});
    // More than the queue of the log holds.
    for (let n = 0; n < 50; n++) recorder.recordOrDefer('token.revoked', { tokenId: String(n), by: 'alice' });
    world.disk.roomBytes = Number.POSITIVE_INFINITY;
    world.clock.advance(20_000);
    await until(() => recorder.isWorking);
    await turn();
    await turn();
    const records = await recordsOf(world, recorder);
    const names = records.filter(({ kind }) => kind === 'token.revoked').map(({ body }) => body['tokenId']);
    expect(names).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
    expect(records.find(({ kind }) => kind === 'gate.unlogged')?.body).toEqual({ deferred: 50, lost: 0 });
    await recorder.close();
  });

  test('what is deferred because the log has no room is written once it has', async () => {
    const recorder = await openLocal(world, await openWorldStore(world), { queueCountMax: 2 });
    for (let n = 0; n < 30; n++) recorder.recordOrDefer('token.revoked', { tokenId: String(n), by: 'alice' });
    await recorder.close();
    const again = await openLocal(world, await openWorldStore(world));
    const records = await recordsOf(world, again);
    expect(records.filter(({ kind }) => kind === 'token.revoked')).toHaveLength(30);
    await again.close();
  });

  test('a clock that goes back and forth leaves a log whose times never go back', async () => {
    const recorder = await openLocal(world, await openWorldStore(world));
    const real = world.clock.nowMs.bind(world.clock);
    for (const jump of [0, 86_400_000, -86_400_000 * 365, 3_600_000, -1]) {
      world.clock.nowMs = () => real() + jump;
      await recorder.recorded('token.revoked', { tokenId: String(jump), by: 'alice' });
    }
    const times = (await recordsOf(world, recorder)).map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await recorder.close();
  });
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('expected it to come, met the end of patience');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The folder of the log is away and something else in its place, as when a volume is gone. */
function breakDisk(folder: string): void {
  renameSync(join(folder, 'log'), join(folder, 'away'));
  writeFileSync(join(folder, 'log'), '');
}

function mendDisk(folder: string): void {
  rmSync(join(folder, 'log'));
  renameSync(join(folder, 'away'), join(folder, 'log'));
}

/** Files are made and replaced meanwhile: where one is gone before it was read, all are looked at again. */
function filesHold(folder: string, text: string): boolean {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  try {
    return paths.some((path) => statSync(path).isFile() && readFileSync(path).includes(text));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return filesHold(folder, text);
  }
}

async function lostIn(folder: string): Promise<number> {
  const unlogged = (await recordsIn(folder)).filter(({ kind }) => kind === 'gate.unlogged');
  return unlogged.reduce((sum, { body }) => sum + (body['lost'] as number), 0);
}
