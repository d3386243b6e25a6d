/** What every disk does. */
import { type Disk, fromUtf8, readWhole, replaceWhole, utf8, writeNew } from '@capgate/base';
import fc from 'fast-check';
import { codeOf } from '@capgate/testing';
import { expect, test } from 'vitest';

/** `newDisk` gives a disk and an empty folder on it. */
export function expectDiskToHold(newDisk: () => Promise<{ disk: Disk; folder: string }>): void {
  test('keeps what is written, wherever in the file', async () => {
    const { disk, folder } = await newDisk();
    const file = await disk.open(`${folder}/a`, 'create');
    expect(await file.size()).toBe(0);
    await file.write(utf8('world'), 6);
    await file.write(utf8('hello '), 0);
    await file.write(new Uint8Array(), 3);
    await file.sync();
    await file.close();
    const again = await disk.open(`${folder}/a`, 'read');
    expect(fromUtf8(await again.read(0, 100))).toBe('hello world');
    expect(fromUtf8(await again.read(6, 3))).toBe('wor');
    expect(await again.read(11, 5)).toHaveLength(0);
    expect(await again.read(100, 5)).toHaveLength(0);
    expect(await again.size()).toBe(11);
    await again.close();
  });

  test('reads as a list of bytes does, whatever is written', async () => {
    const { disk, folder } = await newDisk();
    const writes = fc.record({ position: fc.nat(2_000), bytes: fc.uint8Array({ maxLength: 700 }) });
    let count = 0;
    const cases = fc.asyncProperty(fc.array(writes, { maxLength: 8 }), async (list) => {
      const file = await disk.open(`${folder}/${count++}`, 'create');
      const model: number[] = [];
      for (const { bytes, position } of list) {
        await file.write(bytes, position);
        if (bytes.length === 0) continue;
        while (model.length < position) model.push(0);
        model.splice(position, bytes.length, ...bytes);
      }
      expect([...(await file.read(0, 10_000))]).toEqual(model);
      expect([...(await file.read(5, 20))]).toEqual(model.slice(5, 25));
      expect(await file.size()).toBe(model.length);
      await file.close();
    });
    await fc.assert(cases, { numRuns: 30 });
  });

  test('a file is made once, and is there before it is opened', async () => {
    const { disk, folder } = await newDisk();
    expect(await codeOf(() => disk.open(`${folder}/a`, 'read'))).toBe('NOT_FOUND');
    expect(await codeOf(() => disk.open(`${folder}/a`, 'write'))).toBe('NOT_FOUND');
    expect(await codeOf(() => disk.open(`${folder}/absent/a`, 'create'))).toBe('NOT_FOUND');
    await writeNew(disk, `${folder}/a`, utf8('one'));
    expect(await codeOf(() => disk.open(`${folder}/a`, 'create'))).toBe('EXISTS');
    const file = await disk.open(`${folder}/a`, 'write');
    await file.write(utf8('T'), 0);
    await file.close();
    expect(fromUtf8((await readWhole(disk, `${folder}/a`, 10)) as Uint8Array)).toBe('Tne');
  });

  test('lists names in order, of files and folders, and none where there is no folder', async () => {
    const { disk, folder } = await newDisk();
    for (const name of ['b', 'c', 'a']) await writeNew(disk, `${folder}/${name}`, utf8(name));
    await disk.makeFolder(`${folder}/bb/inner`);
    await disk.makeFolder(`${folder}/bb/inner`);
    expect(await disk.list(folder)).toEqual(['a', 'b', 'bb', 'c']);
    expect(await disk.list(`${folder}/bb`)).toEqual(['inner']);
    expect(await disk.list(`${folder}/absent`)).toEqual([]);
  });

  test('puts a file in the place of another', async () => {
    const { disk, folder } = await newDisk();
    await writeNew(disk, `${folder}/a`, utf8('new'));
    await writeNew(disk, `${folder}/b`, utf8('old'));
    await disk.rename(`${folder}/a`, `${folder}/b`);
    await disk.syncFolder(folder);
    expect(await disk.list(folder)).toEqual(['b']);
    expect(fromUtf8((await readWhole(disk, `${folder}/b`, 10)) as Uint8Array)).toBe('new');
    expect(await codeOf(() => disk.rename(`${folder}/a`, `${folder}/b`))).toBe('NOT_FOUND');
  });

  test('removes files and empty folders, also absent ones, and no folder that holds something', async () => {
    const { disk, folder } = await newDisk();
    await disk.makeFolder(`${folder}/full/empty`);
    await writeNew(disk, `${folder}/full/a`, utf8('a'));
    expect(await codeOf(() => disk.remove(`${folder}/full`))).toBe('IO');
    await disk.remove(`${folder}/full/a`);
    expect(await codeOf(() => disk.remove(`${folder}/full`))).toBe('IO');
    await disk.remove(`${folder}/full/empty`);
    await disk.remove(`${folder}/full`);
    await disk.remove(`${folder}/full`);
    await disk.remove(`${folder}/full/a`);
    expect(await disk.list(folder)).toEqual([]);
    expect(await codeOf(() => disk.syncFolder(`${folder}/full`))).toBe('NOT_FOUND');
  });

  test('gives a lock to one, until it is released', async () => {
    const { disk, folder } = await newDisk();
    const lock = await disk.lock(`${folder}/lock`);
    expect(await codeOf(() => disk.lock(`${folder}/lock`))).toBe('LOCKED');
    const other = await disk.lock(`${folder}/other`);
    await lock.release();
    const again = await disk.lock(`${folder}/lock`);
    await again.release();
    await other.release();
  });

  test('whole files: bounded, replaced at once, with nothing left over', async () => {
    const { disk, folder } = await newDisk();
    const path = `${folder}/a`;
    expect(await readWhole(disk, path, 10)).toBe(undefined);
    for (const text of ['first', 'second', '']) {
      await replaceWhole(disk, path, utf8(text));
      expect(fromUtf8((await readWhole(disk, path, 6)) as Uint8Array)).toBe(text);
    }
    // What a replacement that was interrupted leaves is no obstacle.
    await writeNew(disk, `${path}.next`, utf8('half'));
    await replaceWhole(disk, path, utf8('1234567'));
    expect(await disk.list(folder)).toEqual(['a']);
    expect(await codeOf(() => readWhole(disk, path, 6))).toBe('SIZE');
  });
}
