import { CodedError, fromUtf8, toHex, utf8 } from '@capgate/base';
import { describe, expect, test } from 'vitest';
import {
  decodeBundle,
  encodeBundle,
  findEntry,
  formatProof,
  GrowingTree,
  leafHash,
  parseCheckpoint,
  parseProof,
  proveInclusion,
  treeHeadText,
  TreeReader,
  verifyLog,
  verifyProof,
} from '../src/verify/index.ts';
import { type Primitives, signNote } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { anchorOf, type Files, filesReader, newWorld, openLog, publicFiles, type World } from './harness.ts';

const ENTRIES = 'tile/entries/000.p/200';
const TILE = 'tile/0/000.p/200';

async function smallLog(seed: number, algorithms: readonly ('ed25519' | 'ml-dsa-65')[] = ['ed25519']): Promise<World> {
  const world = await newWorld(seed, algorithms);
  const log = await openLog(world);
  await Promise.all(Array.from({ length: 199 }, (_, i) => log.append('d', i < 9 ? { i } : {})));
  await log.close();
  // The partial tiles of the checkpoint over the first key alone stay until the tile is full; no checkpoint names them.
  return world;
}

/** The files that the last checkpoint rests on. */
function filesOf(world: World): Files {
  return new Map([...publicFiles(world)].filter(([path]) => !path.endsWith('.p/1')));
}

/** Signatures over what was not changed are checked once: a chain of ML-DSA would be checked 40,000 times. */
const verified = new Map<string, Promise<boolean>>();
const primitives: Primitives = {
  sha256: nodePrimitives.sha256,
  verify: (...claim) => {
    const key = claim.map((part) => (typeof part === 'string' ? part : toHex(nodePrimitives.sha256(part)))).join();
    const known = verified.get(key) ?? nodePrimitives.verify(...claim);
    verified.set(key, known);
    return known;
  },
};

/** Whether checking ends with an error of ours: one with a code. */
async function isCaught(checking: Promise<unknown>): Promise<boolean> {
  try {
    await checking;
    return false;
  } catch (error) {
    if (error instanceof CodedError) return true;
    throw error;
  }
}

/** Changes each byte of these files in turn; answers where nobody noticed. */
async function missedFlips(files: Files, world: World, paths: readonly string[]): Promise<string[]> {
  const missed: string[] = [];
  for (const path of paths) {
    const bytes = files.get(path) as Uint8Array;
    const changed = bytes.slice();
    const others = new Map(files).set(path, changed);
    for (let at = 0; at < bytes.length; at++) {
      changed[at] = (bytes[at] as number) ^ (1 << (at % 8));
      if (!(await isCaught(check(others, world)))) missed.push(`${path} at ${at}`);
      changed[at] = bytes[at] as number;
    }
  }
  return missed;
}

function check(files: Files, world: World, held: readonly string[] = []): Promise<unknown> {
  return verifyLog({ reader: filesReader(files), primitives, anchor: anchorOf(world), held });
}

function noteOf(files: Files): string {
  return fromUtf8(files.get('checkpoint') as Uint8Array) ?? '';
}

/** The files of a liar who has the key: entries as given, everything else made to fit. */
async function forged(world: World, entries: readonly Uint8Array[]): Promise<Files> {
  const { sha256 } = primitives;
  const files = new Map(filesOf(world));
  const tree = new GrowingTree(sha256);
  for (const entry of entries) tree.add(leafHash(entry, sha256));
  const text = treeHeadText({ origin: 'log.example', size: entries.length, root: tree.root() });
  const keys = await world.keyring.signers(world.clock.nowMs());
  files.set('checkpoint', utf8(await signNote(text, keys, primitives)));
  files.set(`tile/entries/000.p/${entries.length}`, encodeBundle(entries));
  files.set(`tile/0/000.p/${entries.length}`, Buffer.concat(entries.map((entry) => leafHash(entry, sha256))));
  return files;
}

describe('a log of 200 entries', () => {
  test('is caught with any byte of any file changed', async () => {
    const world = await smallLog(1);
    const files = filesOf(world);
    expect([...files.keys()].toSorted()).toEqual(['checkpoint', 'keys.json', TILE, ENTRIES]);
    await expect(check(files, world)).resolves.toBeDefined();
    expect(await missedFlips(files, world, [...files.keys()])).toEqual([]);
  });

  test('is caught with any byte of its hybrid signatures and keys changed', async () => {
    const world = await smallLog(1, ['ed25519', 'ml-dsa-65']);
    const files = filesOf(world);
    await expect(check(files, world)).resolves.toBeDefined();
    expect(await missedFlips(files, world, ['checkpoint', 'keys.json'])).toEqual([]);
  });

  test('is not caught with nothing changed: the check itself', async () => {
    const world = await smallLog(1);
    const files = filesOf(world).set('unrelated', Uint8Array.of(1));
    expect(await missedFlips(files, world, ['unrelated'])).toEqual(['unrelated at 0']);
  });

  test('is caught with any file gone or cut short', async () => {
    const world = await smallLog(2);
    const files = filesOf(world);
    for (const [path, bytes] of files) {
      const without = new Map(files);
      without.delete(path);
      await expect(check(without, world), `without ${path}`).rejects.toThrow(/expected/u);
      const cut = new Map(files).set(path, bytes.subarray(0, -1));
      await expect(check(cut, world), `${path} cut`).rejects.toThrow(/expected/u);
    }
  });

  test.each([
    ['swapped', (entries: Uint8Array[]) => [...entries.slice(0, 50), entries[51], entries[50], ...entries.slice(52)]],
    ['dropped', (entries: Uint8Array[]) => entries.toSpliced(70, 1)],
    ['inserted', (entries: Uint8Array[]) => entries.toSpliced(70, 0, entries[69] as Uint8Array)],
    ['replaced', (entries: Uint8Array[]) => entries.with(70, entries[69] as Uint8Array)],
  ])('is caught with entries %s', async (_, change) => {
    const world = await smallLog(3);
    const files = filesOf(world);
    const entries = change(decodeBundle(files.get(ENTRIES) as Uint8Array, 200)) as Uint8Array[];
    await expect(check(new Map(files).set(ENTRIES, encodeBundle(entries)), world)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:TILE|FORM|ROOT|ENTRY)$/u),
    });
    // Even where the liar has the key and makes everything fit: against a checkpoint that somebody else holds.
    const held = noteOf(files);
    await expect(check(await forged(world, entries), world, [held])).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:FORK|ROLLBACK|ENTRY)$/u),
    });
  });

  test('is caught when an earlier state of it is shown again', async () => {
    const world = await newWorld(4);
    const log = await openLog(world);
    await log.append('decision', { first: true });
    await log.seal();
    const before = publicFiles(world);
    await log.append('decision', { second: true });
    await log.close();
    await expect(check(before, world)).resolves.toBeDefined();
    await expect(check(before, world, [noteOf(publicFiles(world))])).rejects.toMatchObject({ code: 'ROLLBACK' });
  });

  test('is caught when it forks', async () => {
    const world = await smallLog(5);
    const files = filesOf(world);
    const entries = decodeBundle(files.get(ENTRIES) as Uint8Array, 200);
    const other = await forged(world, [...entries.slice(0, 100), ...entries.slice(101), entries[199] as Uint8Array]);
    await expect(check(other, world)).resolves.toBeDefined();
    await expect(check(other, world, [noteOf(files)])).rejects.toMatchObject({ code: 'FORK' });
    await expect(check(other, world, [noteOf(files)])).rejects.toThrow(/first 200 entries/u);
  });

  test('is caught when signed by a key of somebody else', async () => {
    const world = await smallLog(6);
    const stranger = await smallLog(7);
    await expect(check(filesOf(stranger), world)).rejects.toMatchObject({ code: 'UNTRUSTED' });
    const mixed = new Map(filesOf(world)).set('checkpoint', filesOf(stranger).get('checkpoint') as Uint8Array);
    await expect(check(mixed, world)).rejects.toMatchObject({ code: 'UNTRUSTED' });
  });

  test('is caught when one half of a hybrid signature is left out', async () => {
    const world = await smallLog(8, ['ed25519', 'ml-dsa-65']);
    const files = filesOf(world);
    const lines = noteOf(files).split('\n');
    const signatures = lines.flatMap((line, i) => (line.startsWith('— ') ? [i] : []));
    expect(signatures).toHaveLength(2);
    for (const at of signatures) {
      const note = lines.toSpliced(at, 1).join('\n');
      await expect(check(new Map(files).set('checkpoint', utf8(note)), world)).rejects.toMatchObject({
        code: 'UNTRUSTED',
      });
    }
  });

  test('is caught when entries are gone that no record of retention covers', async () => {
    const world = await newWorld(9);
    const log = await openLog(world);
    await Promise.all(Array.from({ length: 600 }, (_, i) => log.append('decision', { i })));
    await log.close();
    const files = publicFiles(world);
    const without = new Map(files);
    without.delete('tile/entries/000');
    await expect(check(without, world)).rejects.toMatchObject({ code: 'RETENTION' });
    const hole = new Map(files);
    hole.delete('tile/entries/001');
    await expect(check(hole, world)).rejects.toMatchObject({ code: 'MISSING' });
  });
});

describe('a proof', () => {
  test('says the same when written and read, and fails with any byte changed', async () => {
    const world = await smallLog(10);
    const files = filesOf(world);
    const checkpoint = noteOf(files);
    const tree = new TreeReader(filesReader(files), parseCheckpoint(checkpoint).size, primitives.sha256);
    const { index, entry } = await findEntry(tree, '123');
    const proof = { index, entry, proof: await proveInclusion(tree, index), checkpoint };
    const text = formatProof(proof);
    expect(formatProof(parseProof(text))).toBe(text);
    const trusted = world.keyring.chain.keys.map(({ identity }) => identity);
    await expect(verifyProof(parseProof(text), trusted, primitives)).resolves.toMatchObject({ size: 200 });
    const bytes = utf8(text);
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ (1 << (at % 7));
      await expect(
        (async () => verifyProof(parseProof(fromUtf8(changed) ?? ''), trusted, primitives))(),
        `byte ${at}`,
      ).rejects.toThrow(/expected/u);
    }
  });
});
