/** The log against the simplest thing that could be one: an array. Commands in any order, as fast-check finds them. */
import fc from 'fast-check';
import { assert, expect, test } from 'vitest';
import type { AuditLog } from '../src/index.ts';
import {
  decodeRecord,
  findEntry,
  leafHash,
  proveConsistency,
  proveInclusion,
  TreeReader,
  verifyConsistency,
  verifyInclusion,
  verifyLog,
} from '../src/verify/index.ts';
import { anchorOf, newWorld, openLog, primitives, slowRoot, type World, worldReader } from './harness.ts';

interface Entry {
  readonly index: number;
  readonly id: string;
  readonly n: number;
}

/** What must be true of the log. */
interface Model {
  /** What was promised, by index. The log's own records are not in it. */
  readonly entries: Map<number, Entry>;
  /** Checkpoints by size. */
  readonly checkpoints: Map<number, string>;
}

interface Real {
  readonly world: World;
  log: AuditLog;
  n: number;
}

const { sha256 } = primitives;

class Append implements fc.AsyncCommand<Model, Real> {
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    const { size } = real.log;
    const numbers = Array.from({ length: this.#count }, () => real.n++);
    const receipts = await Promise.all(numbers.map((n) => real.log.append('decision', { n })));
    assert.deepEqual(
      receipts.map(({ index }) => index),
      numbers.map((_, i) => size + i),
    );
    for (const [i, { index, id }] of receipts.entries())
      model.entries.set(index, { index, id, n: numbers[i] as number });
  }

  toString(): string {
    return `append ${this.#count}`;
  }
}

class Seal implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }

  async run(model: Model, { log }: Real): Promise<void> {
    const { size, note } = await log.seal();
    assert.equal(size, log.size);
    model.checkpoints.set(size, note);
  }

  toString(): string {
    return 'seal';
  }
}

class Rotate implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }

  async run(_: Model, { log, world }: Real): Promise<void> {
    const { size } = log;
    await world.keyring.rotate(world.clock.nowMs());
    await log.recordKeys();
    assert.equal(log.size, size + 1);
  }

  toString(): string {
    return 'rotate';
  }
}

class PassTime implements fc.AsyncCommand<Model, Real> {
  readonly #durationMs: number;

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  check(): boolean {
    return true;
  }

  async run(_: Model, { world }: Real): Promise<void> {
    world.clock.advance(this.#durationMs);
  }

  toString(): string {
    return `wait ${this.#durationMs} ms`;
  }
}

class Reopen implements fc.AsyncCommand<Model, Real> {
  readonly #isOrderly: boolean;

  constructor(isOrderly: boolean) {
    this.#isOrderly = isOrderly;
  }

  check(): boolean {
    return true;
  }

  async run(_: Model, real: Real): Promise<void> {
    const { size } = real.log;
    if (this.#isOrderly) {
      await real.log.close();
    } else {
      real.world.disk.cutPowerAfter(0);
      await real.log.close().catch(() => {});
      real.world.disk.restart();
    }
    real.log = await openLog(real.world);
    assert.isAtLeast(real.log.size, size);
  }

  toString(): string {
    return this.#isOrderly ? 'close and open' : 'crash and open';
  }
}

/** Everything in the model is in the log, in its place and provable; every earlier checkpoint is continued. */
async function compare(model: Model, { log, world }: Real): Promise<void> {
  const { size, root, note } = await log.seal();
  const reader = worldReader(world);
  const held = [...model.checkpoints.values(), note];
  const report = await verifyLog({ reader, primitives, anchor: anchorOf(world), held });
  assert.equal(report.kinds.get('decision') ?? 0, model.entries.size);
  const tree = new TreeReader(reader, size, sha256);
  const all: Uint8Array[] = [];
  for (let index = 0; index < size; index++) all.push((await findEntry(tree, String(index))).entry);
  assert.deepEqual(slowRoot(all), root);
  for (const { index, id, n } of model.entries.values()) {
    const entry = all[index] as Uint8Array;
    assert.deepInclude(decodeRecord(entry), { id, body: { n } });
    if (index % 17 > 0) continue;
    const proof = await proveInclusion(tree, index);
    verifyInclusion({ index, size, leaf: leafHash(entry, sha256), proof, root }, sha256);
  }
  for (const oldSize of model.checkpoints.keys()) {
    const proof = await proveConsistency(tree, oldSize);
    verifyConsistency({ oldSize, oldRoot: slowRoot(all.slice(0, oldSize)), size, root, proof }, sha256);
  }
}

test('the log keeps what an array would keep, whatever is done in whatever order', async () => {
  let seed = 0;
  const command = [
    fc.integer({ min: 1, max: 300 }).map((count) => new Append(count)),
    fc.integer({ min: 1, max: 3 }).map((count) => new Append(count)),
    fc.constant(new Seal()),
    fc.constant(new Rotate()),
    fc.integer({ min: 1, max: 5_000 }).map((durationMs) => new PassTime(durationMs)),
    fc.boolean().map((isOrderly) => new Reopen(isOrderly)),
  ];
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(command, { maxCommands: 25 }), async (commands) => {
      const world = await newWorld(seed++);
      const model: Model = { entries: new Map(), checkpoints: new Map() };
      const real: Real = { world, log: await openLog(world), n: 0 };
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await compare(model, real);
      runs++;
      await real.log.close();
    }),
    { numRuns: 60 },
  );
  expect(runs).toBeGreaterThanOrEqual(60);
});
