import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Disk, fromUtf8, readWhole, replaceWhole, utf8, writeNew } from '@capgate/base';
import { NodeDisk, NodeNet } from '@capgate/base/node';
import { codeOf, type DiskFaults, needsProgram, SeededRandom, SimulatedDisk } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectDiskToHold } from './disk-suite.ts';
import { newFolder } from './harness.ts';

describe('the machine’s disk', () => {
  expectDiskToHold(async () => ({ disk: new NodeDisk(), folder: newFolder() }));

  test('makes files and folders for their owner alone', async () => {
    const [disk, folder] = [new NodeDisk(), newFolder()];
    await disk.makeFolder(`${folder}/a/b`);
    await writeNew(disk, `${folder}/a/b/c`, utf8('c'));
    const modes = ['a', 'a/b', 'a/b/c'].map((path) => lstatSync(`${folder}/${path}`).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  test('syncs the names of folders, also of those that were there: once each', async () => {
    const folder = newFolder();
    const path = `${folder}/a/b/c`;
    const names = [`${folder}/a/b`, `${folder}/a`, folder];
    const first = new WatchedDisk();
    await first.makeFolder(path);
    expect(first.synced.slice(0, 3)).toEqual(names);
    first.synced.length = 0;
    await first.makeFolder(path);
    expect(first.synced).toEqual([]);
    await first.makeFolder(`${folder}/a/d`);
    expect(first.synced).toEqual([`${folder}/a`]);
    // Another process may have crashed between making them and syncing their names.
    const next = new WatchedDisk();
    await next.makeFolder(path);
    expect(next.synced.slice(0, 3)).toEqual(names);
    rmSync(`${folder}/a`, { recursive: true });
    next.synced.length = 0;
    await next.makeFolder(path);
    expect(next.synced.slice(0, 3)).toEqual(names);
  });

  test('removes a link, and leaves alone what it leads to', async () => {
    const [disk, folder] = [new NodeDisk(), newFolder()];
    await disk.makeFolder(`${folder}/target`);
    writeFileSync(`${folder}/file`, 'kept');
    symlinkSync('absent', `${folder}/dangling`);
    symlinkSync('target', `${folder}/to-folder`);
    symlinkSync('file', `${folder}/to-file`);
    for (const name of ['dangling', 'to-folder', 'to-file']) await disk.remove(`${folder}/${name}`);
    expect(await disk.list(folder)).toEqual(['file', 'target']);
    expect(readFileSync(`${folder}/file`, 'utf8')).toBe('kept');
  });

  test('opens files alone: it follows no link, waits at no FIFO, reads no device, socket or folder', async (context) => {
    const [disk, folder] = [new NodeDisk(), newFolder()];
    writeFileSync(`${folder}/file`, 'file');
    symlinkSync('file', `${folder}/link`);
    symlinkSync('absent', `${folder}/dangling`);
    symlinkSync('loop', `${folder}/loop`);
    execFileSync(needsProgram(context, 'mkfifo'), [`${folder}/fifo`]);
    const listener = await new NodeNet().listen({ path: `${folder}/socket` }, () => {});
    await disk.makeFolder(`${folder}/folder`);
    const others = ['link', 'dangling', 'loop', 'fifo', 'socket', 'folder'].map((name) => `${folder}/${name}`);
    for (const path of [...others, '/dev/zero']) {
      expect(await codeOf(() => disk.open(path, 'read')), `reading ${path}`).toBe('NOT_A_FILE');
      expect(await codeOf(() => disk.open(path, 'write')), `writing ${path}`).toBe('NOT_A_FILE');
    }
    for (const path of others) expect(await codeOf(() => disk.open(path, 'create')), `making ${path}`).toBe('EXISTS');
    await listener.close();
  });

  test('reads what lies in a folder that somebody linked', async () => {
    const [disk, folder] = [new NodeDisk(), newFolder()];
    await disk.makeFolder(`${folder}/elsewhere`);
    symlinkSync('elsewhere', `${folder}/here`);
    await writeNew(disk, `${folder}/here/file`, utf8('file'));
    expect(fromUtf8((await readWhole(disk, `${folder}/here/file`, 10)) as Uint8Array)).toBe('file');
  });

  test('keeps the lock from every other process, until its holder ends, however it ends', async () => {
    const path = `${newFolder()}/lock`;
    const disk = new NodeDisk();
    const holder = await processThatLocks(path);
    expect(await codeOf(() => disk.lock(path))).toBe('LOCKED');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = await disk.lock(path);
    const rival = await processThatLocks(path);
    expect(rival.exitCode).toBe(LOCKED);
    await lock.release();
  });

  test('says so where a lock cannot be', async () => {
    expect(await codeOf(() => new NodeDisk().lock(`${newFolder()}/absent/lock`))).toBe('IO');
  });
});

/** Notes which folders it syncs. */
class WatchedDisk extends NodeDisk {
  readonly synced: string[] = [];

  override async syncFolder(path: string): Promise<void> {
    this.synced.push(path);
    await super.syncFolder(path);
  }
}

/** What `lock-holder.ts` ends with where another has the lock. */
const LOCKED = 3;

/** A process that has the lock, or has ended because it could not have it. */
async function processThatLocks(path: string): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('lock-holder.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@capgate/source', program, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return child;
}

describe('the simulated disk', () => {
  expectDiskToHold(async () => {
    const disk = new SimulatedDisk(new SeededRandom(1));
    await disk.makeFolder('/folder');
    return { disk, folder: '/folder' };
  });

  test('has as much room as it is given', async () => {
    const disk = new SimulatedDisk(new SeededRandom(1));
    disk.roomBytes = 10;
    await writeNew(disk, '/a', new Uint8Array(6));
    expect(await codeOf(() => writeNew(disk, '/b', new Uint8Array(6)))).toBe('FULL');
  });

  test('has no power from the operation on in which it is cut, and frees its locks at the restart', async () => {
    const disk = new SimulatedDisk(new SeededRandom(1));
    await disk.lock('/lock');
    const file = await disk.open('/a', 'create');
    disk.cutPowerAfter(1);
    await file.write(utf8('a'), 0);
    expect(await codeOf(() => file.write(utf8('b'), 1))).toBe('IO');
    expect(await codeOf(() => disk.list('/'))).toBe('IO');
    disk.restart();
    expect(await codeOf(() => file.size())).toBe('IO');
    expect(await codeOf(() => disk.lock('/lock'))).toBe(undefined);
  });
});

/** Seeds under which the power is cut somewhere in what `use` does, and what `isWell` says of what is then found. */
async function lossesOf(
  use: (disk: Disk) => Promise<void>,
  isWell: (disk: SimulatedDisk) => Promise<boolean>,
  faults: DiskFaults = {},
): Promise<number> {
  let losses = 0;
  for (let seed = 0; seed < 300; seed++) {
    const disk = new SimulatedDisk(new SeededRandom(seed), faults);
    disk.cutPowerAfter(seed % 20);
    await use(disk).catch(() => {});
    disk.restart();
    if (!(await isWell(disk))) losses++;
  }
  return losses;
}

/** Replaces a file again and again, and counts what was promised. */
async function replaced(disk: Disk, promised: { count: number }): Promise<void> {
  for (let i = 1; i <= 10; i++) {
    await replaceWhole(disk, '/a', utf8(`${i} `.repeat(600)));
    promised.count = i;
  }
}

const runs = async (faults: DiskFaults) => {
  let promised = { count: 0 };
  const use = (disk: Disk) => replaced(disk, (promised = { count: 0 }));
  return lossesOf(
    use,
    async (disk) => {
      const text = fromUtf8((await readWhole(disk, '/a', 10_000)) ?? new Uint8Array()) ?? '';
      const whole = [promised.count, promised.count + 1].map((i) => (i === 0 ? '' : `${i} `.repeat(600)));
      return whole.includes(text);
    },
    faults,
  );
};

describe('a power cut', () => {
  test('leaves a file that is replaced as it was promised, or as it was to be: never a part', async () => {
    expect(await runs({})).toBe(0);
  });

  test('canary: a disk that lies about syncing content or names loses some', async () => {
    expect(await runs({ syncLies: true })).toBeGreaterThan(0);
    expect(await runs({ folderSyncLies: true })).toBeGreaterThan(0);
  });

  test('leaves what was synced, whatever was written later', async () => {
    const cases = fc.asyncProperty(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 3_000 }), async (seed, bytes) => {
      const disk = new SimulatedDisk(new SeededRandom(seed));
      await writeNew(disk, '/kept', bytes);
      await disk.syncFolder('/');
      await (await disk.open('/kept', 'write')).write(Uint8Array.of(1, 2, 3), bytes.length);
      await writeNew(disk, '/perhaps', bytes);
      disk.restart();
      const found = (await readWhole(disk, '/kept', 10_000)) as Uint8Array;
      expect(found.subarray(0, bytes.length)).toEqual(bytes);
    });
    await fc.assert(cases, { numRuns: 100 });
  });

  test('loses, under some seed, each thing that was not synced: a name, a content, a removal, a part of a write', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 100; seed++) for (const fate of await fatesUnder(seed)) seen.add(fate);
    expect([...seen].toSorted()).toEqual([
      'content kept',
      'content lost',
      'content torn',
      'name kept',
      'name lost',
      'removal kept',
      'removal lost',
    ]);
  });
});

async function fatesUnder(seed: number): Promise<string[]> {
  const disk = new SimulatedDisk(new SeededRandom(seed));
  await writeNew(disk, '/content', new Uint8Array(2_048));
  await writeNew(disk, '/removed', utf8('a'));
  await disk.syncFolder('/');
  await (await disk.open('/content', 'write')).write(new Uint8Array(2_048).fill(1), 0);
  await writeNew(disk, '/named', utf8('a'));
  await disk.remove('/removed');
  disk.restart();
  const names = await disk.list('/');
  const sum = ((await readWhole(disk, '/content', 10_000)) as Uint8Array).reduce((count, byte) => count + byte, 0);
  return [
    names.includes('named') ? 'name kept' : 'name lost',
    names.includes('removed') ? 'removal lost' : 'removal kept',
    sum === 0 ? 'content lost' : sum === 2_048 ? 'content kept' : 'content torn',
  ];
}
