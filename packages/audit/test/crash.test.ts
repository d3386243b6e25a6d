import { setImmediate as turn } from 'node:timers/promises';
import { CodedError } from '@capgate/base';
import { type DiskFaults, SeededRandom, SimulatedClock, SimulatedDisk } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { decodeRecord, findEntry, parseCheckpoint, TreeReader, verifyLog } from '../src/verify/index.ts';
import {
  anchorOf,
  FOLDER,
  MemoryKeyStore,
  newKeyring,
  openLog,
  primitives,
  publicFiles,
  type World,
  worldReader,
} from './harness.ts';

/** How often the power goes: 10,000 cuts in all, in lives of several cuts each, from fixed seeds. */
const CUTS_A_LIFE = 8;
const LIVES_A_STRETCH = 250;
const STRETCHES = [1, 251, 501, 751, 1_001];
/** A power cut comes within so many operations of the disk: opening takes some twenty, a batch two, a seal some twenty. */
const OPERATIONS_MAX = 160;

interface Promised {
  readonly index: number;
  readonly id: string;
  readonly n: number;
}

/** Keys outlive every crash here: what is tested is the log. Making them is most of the work, so all lives share them. */
const store = new MemoryKeyStore(new SeededRandom(1));
const keyring = await newKeyring(store);

function worldOf(seed: number, faults: DiskFaults): World {
  const random = new SeededRandom(seed);
  return { random, clock: new SimulatedClock(), disk: new SimulatedDisk(random, faults), store, keyring };
}

/** One life of a log: it is opened, written to until the power goes, and opened again, several times over. */
class Life {
  readonly world: World;
  readonly promised: Promised[] = [];
  /** Checkpoints that were seen by somebody outside. */
  readonly held: string[] = [];
  #n = 0;

  constructor(seed: number, faults: DiskFaults = {}) {
    this.world = worldOf(seed, faults);
  }

  async run(): Promise<void> {
    for (let cut = 0; cut < CUTS_A_LIFE; cut++) {
      this.world.disk.cutPowerAfter(this.world.random.below(OPERATIONS_MAX));
      await this.#untilPowerGoes();
      this.world.disk.restart();
    }
    const log = await openLog(this.world);
    await log.close();
  }

  async #untilPowerGoes(): Promise<void> {
    const { disk, random, clock } = this.world;
    try {
      const log = await openLog(this.world, {
        batchCountMax: 1 + random.below(8),
        sealCountMax: 1 + random.below(300),
      });
      while (!disk.isWithoutPower) {
        const burst = Array.from({ length: 1 + random.below(40) }, () => this.#append(log));
        if (random.chance(20)) this.held.push((await log.seal()).note);
        if (random.chance(20)) clock.advance(1_000);
        await Promise.all(burst);
      }
      await log.close();
    } catch (error) {
      if (!(error instanceof CodedError) || !disk.isWithoutPower) throw error;
    }
    // What was under way learns that the power is gone before it is back.
    for (let i = 0; i < 3; i++) await turn();
  }

  async #append(log: Awaited<ReturnType<typeof openLog>>): Promise<void> {
    const n = this.#n++;
    try {
      const { index, id } = await log.append('decision', { n });
      this.promised.push({ index, id, n });
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
    }
  }

  /** Throws where the log does not verify, or does not continue what was held; answers what is missing of what was promised. */
  async missing(): Promise<Promised[]> {
    const { held, world } = this;
    await verifyLog({ reader: worldReader(world), primitives, anchor: anchorOf(world), held });
    const note = Buffer.from(publicFiles(world).get('checkpoint') as Uint8Array).toString();
    const tree = new TreeReader(worldReader(world), parseCheckpoint(note).size, primitives.sha256);
    const missing: Promised[] = [];
    for (const promise of this.promised) if (!(await isThere(tree, promise))) missing.push(promise);
    return missing;
  }
}

async function isThere(tree: TreeReader, { index, id, n }: Promised): Promise<boolean> {
  if (index >= tree.size) return false;
  const record = decodeRecord((await findEntry(tree, String(index))).entry);
  return record.id === id && record.body['n'] === n;
}

/** What is wrong after a life, in words; nothing where all is well. */
async function outcomeOf(seed: number, faults: DiskFaults = {}): Promise<string | undefined> {
  const life = new Life(seed, faults);
  try {
    await life.run();
    const missing = await life.missing();
    return missing.length === 0 ? undefined : `seed ${seed}: entry ${missing[0]?.index} was promised and is gone`;
  } catch (error) {
    return `seed ${seed}: ${String(error)}`;
  }
}

describe('after 10,000 power cuts', () => {
  test.each(STRETCHES)('nothing that was promised is missing, and every log verifies: seeds from %i', async (first) => {
    const wrong: string[] = [];
    for (let seed = first; seed < first + LIVES_A_STRETCH; seed++) {
      const outcome = await outcomeOf(seed);
      if (outcome !== undefined) wrong.push(outcome);
    }
    expect(wrong).toEqual([]);
  });

  test('something was promised, sealed and torn on the way', async () => {
    let promised = 0;
    let held = 0;
    let repaired = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const life = new Life(seed);
      await life.run();
      const { kinds } = await verifyLog({ reader: worldReader(life.world), primitives, anchor: anchorOf(life.world) });
      promised += life.promised.length;
      held += life.held.length;
      repaired += kinds.get('log.repaired') ?? 0;
    }
    expect(promised).toBeGreaterThan(1_000);
    expect(held).toBeGreaterThan(15);
    expect(repaired).toBeGreaterThan(5);
  });
});

describe('the harness finds', () => {
  test.each([
    ['a log whose files are not synced', { syncLies: true }],
    ['a log whose names are not synced', { folderSyncLies: true }],
  ])('%s', async (_, faults) => {
    const outcomes = await Promise.all(Array.from({ length: 30 }, (__, seed) => outcomeOf(seed + 1, faults)));
    expect(outcomes.filter((outcome) => outcome !== undefined).length).toBeGreaterThan(15);
  });
});

test('a life is the same when it is lived again', async () => {
  const [once, again] = [new Life(7), new Life(7)];
  await once.run();
  await again.run();
  expect(again.promised).toEqual(once.promised);
  expect(again.held).toEqual(once.held);
  expect(publicFiles(again.world)).toEqual(publicFiles(once.world));
  expect([...publicFiles(once.world).keys()].length, FOLDER).toBeGreaterThan(3);
});
