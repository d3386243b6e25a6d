import { setImmediate as turn } from 'node:timers/promises';
import { type Clock, CodedError } from '@capgate/base';
import { type DiskFaults, SeededRandom, SimulatedClock, SimulatedDisk } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import type { LogOptions } from '../src/index.ts';
import { bundlePath, decodeRecord, findEntry, TILE_WIDTH, TreeReader, verifyLog } from '../src/verify/index.ts';
import {
  anchorOf,
  type Files,
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

/** Lives in which old entries are dropped: more is written in them, as only full bundles are. */
const RETENTION_LIVES_A_STRETCH = 60;
const RETENTION_STRETCHES = [10_001, 10_061, 10_121, 10_181];
const RETENTION_MS = 800;

interface Promised {
  readonly index: number;
  readonly at: number;
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

/** How a log is written to: by default all is kept. */
interface Habits {
  readonly retentionMs?: number;
  /** How many entries may be appended at once. */
  readonly burstMax: number;
}

const KEEPING: Habits = { burstMax: 40 };
const DROPPING: Habits = { retentionMs: RETENTION_MS, burstMax: 600 };

/** One life of a log: it is opened, written to until the power goes, and opened again, several times over. */
class Life {
  readonly world: World;
  readonly #habits: Habits;
  readonly promised: Promised[] = [];
  /** Checkpoints that were seen by somebody outside. */
  readonly held: string[] = [];
  #n = 0;

  constructor(seed: number, habits: Habits = KEEPING, faults: DiskFaults = {}) {
    this.world = worldOf(seed, faults);
    this.#habits = habits;
  }

  async run(): Promise<void> {
    for (let cut = 0; cut < CUTS_A_LIFE; cut++) {
      this.world.disk.cutPowerAfter(this.world.random.below(OPERATIONS_MAX));
      await this.#untilPowerGoes();
      this.world.disk.restart();
    }
    await (await this.#opened(this.world, this.#retention())).close();
  }

  /** As whoever keeps a log opens it: what is old by the time of its last record is dropped. */
  async #opened(world: Parameters<typeof openLog>[0], options: Partial<LogOptions>): ReturnType<typeof openLog> {
    const log = await openLog(world, options);
    if (this.#habits.retentionMs !== undefined) await log.enforceRetention(log.openedAtMs);
    return log;
  }

  #retention(): Partial<LogOptions> {
    const { retentionMs } = this.#habits;
    return retentionMs === undefined ? {} : { retentionMs };
  }

  async #untilPowerGoes(): Promise<void> {
    const { disk, random, clock } = this.world;
    const { burstMax, retentionMs } = this.#habits;
    const options = {
      ...this.#retention(),
      batchCountMax: 1 + random.below(burstMax / 5),
      sealCountMax: 1 + random.below(300),
    };
    try {
      const log = await this.#opened({ ...this.world, clock: whilePowered(clock, disk) }, options);
      while (!disk.isWithoutPower) {
        const burst = Array.from({ length: 1 + random.below(burstMax) }, () => this.#append(log));
        if (random.chance(20)) this.held.push((await log.seal()).note);
        if (random.chance(20)) clock.advance(1_000);
        await Promise.all(burst);
        if (retentionMs !== undefined && random.chance(20)) await log.enforceRetention();
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
      const { index, id, at } = await log.append('decision', { n });
      this.promised.push({ index, id, at, n });
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
    }
  }

  /** Throws where the log does not verify, or does not continue what was held; answers what is wrong with the rest. */
  async wrong(): Promise<string | undefined> {
    const { held, world } = this;
    const report = await verifyLog({ reader: worldReader(world), primitives, anchor: anchorOf(world), held });
    const tree = new TreeReader(worldReader(world), report.checkpoint.size, primitives.sha256);
    const keptFromMs = world.clock.nowMs() - (this.#habits.retentionMs ?? Number.POSITIVE_INFINITY);
    for (const promise of this.promised) {
      const isDropped = promise.index < report.firstIndex && promise.at < keptFromMs;
      if (!isDropped && !(await isThere(tree, promise))) return `entry ${promise.index} was promised and is gone`;
    }
    const left = leftOver(publicFiles(world), report.firstIndex);
    return left && `${left} is there, though its entries were dropped`;
  }
}

/** A process that has lost its power hears no timer of before, also once the power is back. */
function whilePowered(clock: SimulatedClock, disk: SimulatedDisk): Clock {
  const born = disk.starts;
  return {
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    schedule: (delayMs, callback) => clock.schedule(delayMs, () => disk.starts === born && callback()),
  };
}

async function isThere(tree: TreeReader, { index, id, n }: Promised): Promise<boolean> {
  if (index >= tree.size) return false;
  const record = decodeRecord((await findEntry(tree, String(index))).entry);
  return record.id === id && record.body['n'] === n;
}

/** A bundle, whole or partial, of entries before the first that is kept. */
function leftOver(files: Files, firstIndex: number): string | undefined {
  const bundles = Array.from({ length: Math.floor(firstIndex / TILE_WIDTH) }, (_, i) => bundlePath(i, TILE_WIDTH));
  return [...files.keys()].find((path) => bundles.includes(path.replace(/\.p\/\d+$/u, '')));
}

/** What is wrong after a life, in words; nothing where all is well. */
async function outcomeOf(seed: number, habits?: Habits, faults?: DiskFaults): Promise<string | undefined> {
  const life = new Life(seed, habits, faults);
  try {
    await life.run();
    const wrong = await life.wrong();
    return wrong && `seed ${seed}: ${wrong}`;
  } catch (error) {
    return `seed ${seed}: ${String(error)}`;
  }
}

/** What is wrong after each of so many lives. */
async function outcomesFrom(first: number, count: number, habits: Habits): Promise<string[]> {
  const wrong: string[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const outcome = await outcomeOf(seed, habits);
    if (outcome !== undefined) wrong.push(outcome);
  }
  return wrong;
}

describe('after 10,000 power cuts', () => {
  test.each(STRETCHES)('nothing that was promised is missing, and every log verifies: seeds from %i', async (first) => {
    expect(await outcomesFrom(first, LIVES_A_STRETCH, KEEPING)).toEqual([]);
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

describe('after power cuts while old entries are dropped', () => {
  test.each(RETENTION_STRETCHES)(
    'nothing that is young is missing, nothing dropped is left, and every log verifies: seeds from %i',
    async (first) => {
      expect(await outcomesFrom(first, RETENTION_LIVES_A_STRETCH, DROPPING)).toEqual([]);
    },
  );

  test('entries were dropped on the way, and others kept', async () => {
    let dropped = 0;
    let kept = 0;
    for (let seed = 10_001; seed <= 10_010; seed++) {
      const life = new Life(seed, DROPPING);
      await life.run();
      const report = await verifyLog({ reader: worldReader(life.world), primitives, anchor: anchorOf(life.world) });
      dropped += report.firstIndex;
      kept += report.checkpoint.size - report.firstIndex;
    }
    expect(dropped).toBeGreaterThan(2_000);
    expect(kept).toBeGreaterThan(1_000);
  });
});

describe('the harness finds', () => {
  test.each([
    ['a log whose files are not synced', { syncLies: true }],
    ['a log whose names are not synced', { folderSyncLies: true }],
  ])('%s', async (_, faults) => {
    const outcomes = await Promise.all(Array.from({ length: 30 }, (__, seed) => outcomeOf(seed + 1, KEEPING, faults)));
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
