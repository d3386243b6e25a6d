import { DiskError, writeNew } from '@capgate/base';
import { systemClock } from '@capgate/base/node';
import { identityValue } from '@capgate/keys';
import { codeOf, SeededRandom, SimulatedDisk } from '@capgate/testing';
import { expect, test } from 'vitest';
import { FleetFile, type FleetState } from '../../src/adapters/enrolment/fleet-file.ts';
import { hub } from './world.ts';

const alone = { hubs: [identityValue(hub.identity)], threshold: 1 };
const token = {
  node: 'node-1',
  tier: 'local',
  tenant: 'acme',
  parent: 'hub-1',
  hosts: [],
  hash: 'a'.repeat(64),
  expiresMs: 1,
} as const;
const STATE: FleetState = {
  host: 'hub.example',
  port: 8_443,
  hub: 'b'.repeat(64),
  authority: 'c'.repeat(64),
  trusted: { deciders: alone, enrollers: alone },
  tokens: [token],
  texts: [],
};
/** The token is used up, and its node enrolled. */
const NEXT: FleetState = { ...STATE, tokens: [], texts: ['an enrolment'] };

async function diskWith(seed: number, syncLies = false): Promise<{ disk: SimulatedDisk; file: FleetFile }> {
  const disk = new SimulatedDisk(new SeededRandom(seed), { syncLies });
  await disk.makeFolder('/fleet');
  const file = new FleetFile('/fleet', { disk, clock: systemClock });
  await file.write(STATE);
  return { disk, file };
}

/** What is there after the power was cut within a change: one of these, or what cannot be read. */
async function afterCut(
  seed: number,
  count: number,
  syncLies = false,
): Promise<'before' | 'after' | 'promised' | 'torn'> {
  const { disk, file } = await diskWith(seed, syncLies);
  disk.cutPowerAfter(count);
  const isPromised = await file
    .change(async () => ({ state: NEXT, answer: true }))
    .catch((error: unknown) => {
      if (error instanceof DiskError) return false;
      throw error;
    });
  disk.cutPowerAfter(0);
  await codeOf(() => disk.list('/fleet'));
  disk.restart();
  const read = await new FleetFile('/fleet', { disk, clock: systemClock }).read().catch(() => undefined);
  if (read?.texts.length === 1 && read.tokens.length === 0) return isPromised ? 'promised' : 'after';
  return !isPromised && read?.texts.length === 0 && read.tokens.length === 1 ? 'before' : 'torn';
}

test('a token is used up and its node enrolled, or neither, wherever the power is cut', async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 10; seed++) for (let count = 0; count < 16; count++) seen.add(await afterCut(seed, count));
  expect([...seen].toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['after', 'before', 'promised']);
});

test('a disk that only says that it has written would be noticed', async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 10; seed++)
    for (let count = 0; count < 16; count++) seen.add(await afterCut(seed, count, true));
  expect(seen).toContain('torn');
});

test('changes come one after the other, and one that fails changes nothing', async () => {
  const { file } = await diskWith(1);
  const add = async (text: string): Promise<void> =>
    file.change(async (state) => ({ state: { ...state, texts: [...state.texts, text] }, answer: undefined }));
  const failing = file.change(async () => Promise.reject(new RangeError('no')));
  const done = await Promise.allSettled([add('a'), failing, add('b'), add('c')]);
  expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect((await file.read())?.texts).toEqual(['a', 'b', 'c']);
});

test('a file of another form is none', async () => {
  const { disk, file } = await diskWith(1);
  for (const text of ['', '{}', '{"form":"capgate fleet v1"}', '{ }']) {
    await disk.remove('/fleet/fleet.json');
    await writeNew(disk, '/fleet/fleet.json', new TextEncoder().encode(text));
    expect(await codeOf(() => file.read())).toBe('FOLDER');
  }
  await disk.remove('/fleet/fleet.json');
  expect(await file.read()).toBeUndefined();
  expect(await codeOf(() => file.change(async (state) => ({ state, answer: 1 })))).toBe('FOLDER');
});
