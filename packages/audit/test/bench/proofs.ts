import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { NodeDisk } from '@capgate/base/node';
import { nodePrimitives } from '@capgate/keys/node';
import { SeededRandom, type Section } from '@capgate/testing';
import { folderReader } from '../../src/index.ts';
import {
  type FilledTile,
  FillingTiles,
  GrowingTree,
  leafHash,
  proveConsistency,
  proveInclusion,
  tilePath,
  TreeReader,
} from '../../src/verify/index.ts';

const SIZE = 10_000_000;
const PROOFS = 500;
const WARM_UP = 100;
const { sha256 } = nodePrimitives;

/** Proofs from the tiles on the disk, each by a reader that knows nothing yet. */
export async function measureProofs(folder: string): Promise<Section> {
  const base = resolve(folder, 'ten-million');
  writeTiles(base);
  const reader = folderReader(new NodeDisk(), base);
  const random = new SeededRandom(1);
  const inclusion = await timed(() => proveInclusion(new TreeReader(reader, SIZE, sha256), random.below(SIZE)));
  const consistency = await timed(() =>
    proveConsistency(new TreeReader(reader, SIZE, sha256), 1 + random.below(SIZE - 1)),
  );
  return {
    title: 'proofs',
    notes: [`${SIZE.toLocaleString('en')} entries; ${PROOFS} random entries and earlier sizes`],
    rows: [
      { name: 'inclusion, p50', unit: 'ms', value: quantile(inclusion, 0.5), bar: { limit: 5 } },
      { name: 'inclusion, p99', unit: 'ms', value: quantile(inclusion, 0.99), bar: { limit: 5 } },
      { name: 'consistency, p50', unit: 'ms', value: quantile(consistency, 0.5), bar: { limit: 20 } },
      { name: 'consistency, p99', unit: 'ms', value: quantile(consistency, 0.99), bar: { limit: 20 } },
    ],
  };
}

/** The tiles of a tree whose entries are the numbers from 0. */
function writeTiles(base: string): void {
  const write = ({ level, index, hashes }: FilledTile): void => {
    const path = resolve(base, tilePath(level, index, hashes.length));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.concat(hashes));
  };
  const tiles = new FillingTiles(write);
  const tree = new GrowingTree(sha256, (node) => tiles.add(node));
  const entry = new Uint8Array(8);
  const view = new DataView(entry.buffer);
  for (let i = 0; i < SIZE; i++) {
    view.setFloat64(0, i);
    tree.add(leafHash(entry, sha256));
  }
  tiles.partial(SIZE).forEach(write);
}

async function timed(prove: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < WARM_UP; i++) await prove();
  for (let i = 0; i < PROOFS; i++) {
    const startMs = performance.now();
    await prove();
    times.push(performance.now() - startMs);
  }
  return times.sort((left, right) => left - right);
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}
