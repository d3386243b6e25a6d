/** Keys that do not sign for a while: a token that is unplugged, and plugged in again. */
import { setImmediate as turn } from 'node:timers/promises';
import { KeyError, type KeyStore, type SigningKey } from '@capgate/keys';
import { codeOf, SeededRandom, SimulatedClock, SimulatedDisk } from '@capgate/testing';
import { expect, test } from 'vitest';
import { verifyLog } from '../src/verify/index.ts';
import { anchorOf, MemoryKeyStore, newKeyring, openLog, primitives, type World, worldReader } from './harness.ts';

/** A store that answers while it is plugged in; keys of before it was unplugged are of no use afterwards. */
class Token extends MemoryKeyStore implements KeyStore {
  isPlugged = true;
  #session = 0;

  unplug(): void {
    this.isPlugged = false;
    this.#session++;
  }

  override async open(id: string): Promise<SigningKey> {
    this.#check();
    const key = await super.open(id);
    const session = this.#session;
    return { ...key, sign: async (message) => (this.#check(session), key.sign(message)) };
  }

  #check(session = this.#session): void {
    if (this.isPlugged && session === this.#session) return;
    throw new KeyError('TOKEN', 'expected the token to answer, met CKR_TOKEN_NOT_PRESENT');
  }
}

async function tokenWorld(seed: number): Promise<World & { readonly store: Token }> {
  const random = new SeededRandom(seed);
  const store = new Token(random);
  const keyring = await newKeyring(store);
  return { random, clock: new SimulatedClock(), disk: new SimulatedDisk(random), store, keyring };
}

async function turns(): Promise<void> {
  for (let i = 0; i < 60; i++) await turn();
}

function countsOf(world: World): Promise<number | undefined> {
  return verifyLog({ reader: worldReader(world), primitives, anchor: anchorOf(world) }).then(({ kinds }) =>
    kinds.get('decision'),
  );
}

test('a checkpoint that cannot be signed is refused to who asked; the log goes on, and seals once it can', async () => {
  const world = await tokenWorld(1);
  const log = await openLog(world, { sealCountMax: 200 });
  await log.append('decision', {});
  world.store.unplug();
  expect(await codeOf(() => log.seal())).toBe('TOKEN');
  await Promise.all(Array.from({ length: 300 }, (_, i) => log.append('decision', { i })));
  expect(await codeOf(() => log.seal())).toBe('TOKEN');
  world.clock.advance(1_000);
  await turns();
  expect(log.checkpoint?.size).toBe(1);
  world.store.isPlugged = true;
  world.clock.advance(1_000);
  await turns();
  expect(log.checkpoint?.size).toBe(302);
  await log.append('decision', {});
  await log.close();
  expect(await countsOf(world)).toBe(302);
});

test('what no checkpoint covers is bounded: appends wait, are BUSY once the queue is full, and go on with the key', async () => {
  const world = await tokenWorld(2);
  const log = await openLog(world, { sealCountMax: 20, batchCountMax: 10, queueCountMax: 30 });
  world.store.unplug();
  const outcomes: string[] = [];
  for (let i = 0; i < 200; i++) {
    void log.append('decision', { i }).then(
      () => outcomes.push('promised'),
      (error: { code: string }) => outcomes.push(error.code),
    );
    if (i % 10 === 0) await turns();
  }
  await turns();
  const promised = outcomes.filter((outcome) => outcome === 'promised').length;
  expect(promised).toBeGreaterThanOrEqual(40);
  expect(promised).toBeLessThanOrEqual(50);
  expect(outcomes.filter((outcome) => outcome === 'BUSY')).toHaveLength(200 - promised - 30);
  // Who asks for a checkpoint is not left waiting for what cannot be written.
  const sealed = codeOf(() => log.seal());
  await turns();
  world.clock.advance(1_000);
  expect(await sealed).toBe('TOKEN');
  world.store.isPlugged = true;
  world.clock.advance(1_000);
  await turns();
  expect(outcomes.filter((outcome) => outcome === 'promised')).toHaveLength(promised + 30);
  await log.close();
  expect(await countsOf(world)).toBe(promised + 30);
});

test('a log that is closed without its key has all that was promised once it is opened again', async () => {
  const world = await tokenWorld(3);
  const log = await openLog(world);
  world.store.unplug();
  for (let i = 0; i < 5; i++) {
    await Promise.all(Array.from({ length: 100 }, (_, n) => log.append('decision', { n })));
    world.clock.advance(1_000);
    await turns();
  }
  const journals = [...world.disk.files().keys()].filter((path) => path.includes('/journal/'));
  expect(journals.length).toBeLessThanOrEqual(2);
  expect(await codeOf(() => log.close())).toBe('TOKEN');
  expect(await codeOf(() => openLog(world))).toBe('TOKEN');
  world.store.isPlugged = true;
  await (await openLog(world)).close();
  expect(await countsOf(world)).toBe(500);
});
