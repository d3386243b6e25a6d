import { fromHex, toHex, utf8 } from '@capgate/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AuditError,
  emptyRoot,
  GrowingTree,
  leafHash,
  type LogReader,
  proveConsistency,
  proveInclusion,
  TILE_WIDTH,
  tilePath,
  TreeReader,
  verifyConsistency,
  verifyInclusion,
} from '../src/verify/index.ts';
import { entriesOf, primitives, slowRoot } from './harness.ts';

const { sha256 } = primitives;

/** The leaves and roots that the Certificate Transparency project publishes for RFC 6962. */
const CT_LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
/** Of the same project: proofs of inclusion as entry, size and path. */
const CT_PATHS: [number, number, string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
];

function bytes(hex: string): Uint8Array {
  return fromHex(hex) as Uint8Array;
}

/** A tree's tiles, as a log would write them. */
function tilesOf(entries: readonly Uint8Array[]): LogReader {
  const levels: Uint8Array[][] = [];
  const tree = new GrowingTree(sha256, ({ height, hash }) => {
    if (height % 8 === 0) (levels[height / 8] ??= []).push(hash);
  });
  for (const entry of entries) tree.add(leafHash(entry, sha256));
  const files = new Map<string, Uint8Array>();
  for (const [level, hashes] of levels.entries()) {
    for (let start = 0; start < hashes.length; start += TILE_WIDTH) {
      const tile = hashes.slice(start, start + TILE_WIDTH);
      files.set(tilePath(level, start / TILE_WIDTH, tile.length), Buffer.concat(tile));
    }
  }
  return { read: async (path) => files.get(path) };
}

describe('the tree', () => {
  test.each(CT_ROOTS.map((root, size) => [size, root] as const))(
    'has the published root over %i leaves',
    (size, root) => {
      const tree = new GrowingTree(sha256);
      for (const leaf of CT_LEAVES.slice(0, size)) tree.add(leafHash(bytes(leaf), sha256));
      expect(toHex(tree.root())).toBe(root);
      expect(tree.size).toBe(size);
    },
  );

  test('has the root of the definition at every size, also across tiles', () => {
    const entries = entriesOf(600);
    const tree = new GrowingTree(sha256);
    const wrong: number[] = [];
    for (const [i, entry] of entries.entries()) {
      tree.add(leafHash(entry, sha256));
      const isLookedAt = i < 70 || i % 37 === 0;
      if (isLookedAt && toHex(tree.root()) !== toHex(slowRoot(entries.slice(0, i + 1)))) wrong.push(i + 1);
    }
    expect(wrong).toEqual([]);
    expect(tree.size).toBe(600);
  });

  test('has the hash of nothing as the root of nothing', () => {
    expect(toHex(emptyRoot(sha256))).toBe(CT_ROOTS[0]);
  });
});

describe('proofs', () => {
  test.each(CT_PATHS)('are the published ones for entry %i of %i', async (index, size, path) => {
    const tree = new TreeReader(tilesOf(CT_LEAVES.slice(0, size).map(bytes)), size, sha256);
    expect((await proveInclusion(tree, index)).map(toHex)).toEqual(path);
  });

  test('are the published ones for the growth from 6 to 8', async () => {
    const tree = new TreeReader(tilesOf(CT_LEAVES.map(bytes)), 8, sha256);
    expect((await proveConsistency(tree, 6)).map(toHex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  test('hold for every entry and every earlier size', async () => {
    const entries = entriesOf(70);
    for (const size of [1, 2, 3, 7, 8, 31, 32, 33, 64, 70]) {
      const tree = new TreeReader(tilesOf(entries.slice(0, size)), size, sha256);
      const root = slowRoot(entries.slice(0, size));
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion(tree, index);
        const leaf = leafHash(entries[index] as Uint8Array, sha256);
        expect(() => verifyInclusion({ index, size, leaf, proof, root }, sha256)).not.toThrow();
      }
      for (let oldSize = 0; oldSize <= size; oldSize++) {
        const proof = await proveConsistency(tree, oldSize);
        const oldRoot = slowRoot(entries.slice(0, oldSize));
        expect(() => verifyConsistency({ oldSize, oldRoot, size, root, proof }, sha256)).not.toThrow();
      }
    }
  });

  test('hold across tiles of three levels, for whoever only has the tiles', async () => {
    const size = 2 * TILE_WIDTH ** 2 + 3 * TILE_WIDTH + 5;
    const entries = entriesOf(size);
    const grown = new GrowingTree(sha256);
    const roots = new Map<number, Uint8Array>();
    for (const entry of entries) {
      grown.add(leafHash(entry, sha256));
      if (grown.size % 9973 === 0 || grown.size % TILE_WIDTH ** 2 === 0) roots.set(grown.size, grown.root());
    }
    const tree = new TreeReader(tilesOf(entries), size, sha256);
    for (const index of [0, 255, 256, 65_535, 65_536, 131_071, 131_072, size - 1]) {
      const leaf = leafHash(entries[index] as Uint8Array, sha256);
      const proof = await proveInclusion(tree, index);
      expect(() => verifyInclusion({ index, size, leaf, proof, root: grown.root() }, sha256)).not.toThrow();
    }
    for (const [oldSize, oldRoot] of roots) {
      const proof = await proveConsistency(tree, oldSize);
      expect(() => verifyConsistency({ oldSize, oldRoot, size, root: grown.root(), proof }, sha256)).not.toThrow();
    }
  });

  test('do not hold once anything in them is changed', async () => {
    const entries = entriesOf(40);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.nat(), fc.nat(), async (size, a, b, c) => {
        const tree = new TreeReader(tilesOf(entries.slice(0, size)), size, sha256);
        const index = a % size;
        const claim = {
          index,
          size,
          leaf: leafHash(entries[index] as Uint8Array, sha256),
          proof: await proveInclusion(tree, index),
          root: slowRoot(entries.slice(0, size)),
        };
        const changed = [
          { ...claim, index: (index + 1 + (b % (size - 1))) % size },
          { ...claim, leaf: flipped(claim.leaf, c) },
          { ...claim, root: flipped(claim.root, c) },
          { ...claim, proof: claim.proof.slice(1) },
          { ...claim, proof: [...claim.proof, claim.root] },
          { ...claim, proof: claim.proof.with(b % claim.proof.length, flipped(claim.root, c)) },
          { ...claim, index: -1 },
          { ...claim, index: size },
          { ...claim, index: 0.5 },
        ];
        for (const wrong of changed) expect(() => verifyInclusion(wrong, sha256)).toThrow(AuditError);
      }),
    );
  });

  test('of growth do not hold for another history', async () => {
    const entries = entriesOf(40);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.nat(), async (size, a, b) => {
        const oldSize = 1 + (a % (size - 1));
        const tree = new TreeReader(tilesOf(entries.slice(0, size)), size, sha256);
        const claim = {
          oldSize,
          oldRoot: slowRoot(entries.slice(0, oldSize)),
          size,
          root: slowRoot(entries.slice(0, size)),
          proof: await proveConsistency(tree, oldSize),
        };
        const forged = slowRoot([utf8('another'), ...entries.slice(1, oldSize)]);
        const changed = [
          { ...claim, oldRoot: forged },
          { ...claim, root: flipped(claim.root, b) },
          { ...claim, proof: claim.proof.slice(1) },
          { ...claim, proof: [...claim.proof, claim.root] },
          { ...claim, oldSize: size + 1 },
          { ...claim, oldSize: size, proof: [] },
        ];
        for (const wrong of changed) expect(() => verifyConsistency(wrong, sha256)).toThrow(AuditError);
      }),
    );
  });

  test('are refused for what is not in the tree', async () => {
    const tree = new TreeReader(tilesOf(entriesOf(5)), 5, sha256);
    for (const index of [-1, 5, 1.5, Number.NaN]) {
      await expect(proveInclusion(tree, index)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    for (const size of [-1, 6, 1.5]) {
      await expect(proveConsistency(tree, size)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

function flipped(hash: Uint8Array, bit: number): Uint8Array {
  const copy = hash.slice();
  const at = (bit >> 3) % copy.length;
  copy[at] = (copy[at] as number) ^ (1 << (bit & 7));
  return copy;
}
