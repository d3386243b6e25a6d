import { createHash } from 'node:crypto';
import { utf8 } from '@capgate/base';
import { codeOf, SeededRandom, SimulatedDisk } from '@capgate/testing';
import { expect, it } from 'vitest';
import { artifactsOf, rawIn } from '../../src/results/artifacts.ts';
import { FolderObjects } from '../../src/results/objects.ts';

const FOLDER = '/lab/artifacts';
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

it('knows what it keeps by its SHA-256 (FIPS 180-4, "abc"), and keeps it once', async () => {
  const disk = new SimulatedDisk(new SeededRandom(1));
  const objects = new FolderObjects(disk, FOLDER);
  expect(await objects.put(utf8('abc'))).toBe(ABC);
  expect(await objects.put(utf8('abc'))).toBe(ABC);
  expect(await objects.get(ABC)).toEqual(utf8('abc'));
  expect(await disk.list(`/lab/artifacts/${ABC.slice(0, 2)}`)).toEqual([ABC.slice(2)]);
  expect(await objects.get('0'.repeat(64))).toBeUndefined();
});

it('says that bytes were altered, and takes no path for a hash', async () => {
  const disk = new SimulatedDisk(new SeededRandom(1));
  const objects = new FolderObjects(disk, FOLDER);
  await objects.put(utf8('abc'));
  const file = await disk.open(`/lab/artifacts/${ABC.slice(0, 2)}/${ABC.slice(2)}`, 'write');
  await file.write(utf8('x'), 1);
  await file.close();
  expect(await codeOf(() => objects.get(ABC))).toBe('STORE');
  expect(await codeOf(() => objects.get('../../etc/passwd'))).toBe('STORE');
});

/** Puts an object whose writing is cut off by a loss of power after so many operations; answers whether it was promised. */
async function cutOff(disk: SimulatedDisk, content: string, operations: number): Promise<boolean> {
  disk.cutPowerAfter(operations);
  const code = await codeOf(() => new FolderObjects(disk, FOLDER).put(utf8(content)));
  disk.restart();
  return code === undefined;
}

it('has each whole or not at all after a power cut, and those that were promised whole', async () => {
  let promisedCount = 0;
  for (let seed = 0; seed < 40; seed++) {
    const disk = new SimulatedDisk(new SeededRandom(seed));
    const first = await new FolderObjects(disk, FOLDER).put(utf8('first'));
    const isPromised = await cutOff(disk, 'second', seed % 20);
    const objects = new FolderObjects(disk, FOLDER);
    expect(await objects.get(first)).toEqual(utf8('first'));
    const second = createHash('sha256').update('second').digest('hex');
    // Whole where it was promised; else whole or not there.
    expect([utf8('second'), isPromised ? 'nothing else' : undefined]).toContainEqual(await objects.get(second));
    if (isPromised) promisedCount++;
    // Whatever the cut left there is no hindrance.
    expect(await objects.put(utf8('second'))).toBe(second);
    expect(await objects.get(second)).toEqual(utf8('second'));
  }
  // The cuts fell into the writing, and behind it.
  expect(promisedCount).toBeGreaterThan(5);
  expect(promisedCount).toBeLessThan(35);
});

it('gives an answer back out of those that came in together', () => {
  const [{ bytes: artifact } = { bytes: new Uint8Array() }] = artifactsOf([
    { position: 3, raw: '{"a":"\\n{"}' },
    { position: 31, raw: 'null' },
  ]);
  expect(rawIn(artifact, 3)).toEqual({ a: '\n{' });
  expect(rawIn(artifact, 31)).toBeNull();
  expect(rawIn(artifact, 1)).toBeUndefined();
});
