/** The tier for kernels that take no programs of ours, on this machine's kernel, over file systems of the tests' own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, copyFileSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Risk } from '@capgate/core';
import {
  FanotifyHolding,
  groupAt,
  type HeldSession,
  hold,
  type KernelError,
  killAll,
  moveInto,
  removeGroup,
  sessionsFolder,
} from '@capgate/kernel';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endListening, markFileSystem, openNotifications, waitForQuestions } from '../src/tiers/fanotify/calls.ts';
import { loaderOf } from '../src/tiers/fanotify/loader.ts';
import { BEAT, newBeat, type WatchdogStart } from '../src/tiers/fanotify/messages.ts';
import { actProgram, type Outcome, outcomeOf } from './enforcement/act.ts';
import fanotify from './enforcement/fanotify.suite.ts';
import { NAME } from './enforcement/suite.ts';
import { ownFileSystem } from './enforcement/tmpfs.ts';
import { descriptorOf, usualMask } from './enforcement/world.ts';
import { testsHere } from './guest/tests.ts';

testsHere(fanotify);
afterAll(() => void removeGroup(sessionsFolder(NAME)));

const LOW = descriptorOf('low', 1 << Risk.LOW);
const HIGH = descriptorOf('high', 1 << Risk.HIGH);

describe('whoever answers', () => {
  const own = ownFileSystem();
  const program = (name: string): string => {
    const path = join(own.path, name);
    copyFileSync(actProgram(), path);
    chmodSync(path, 0o755);
    return path;
  };
  afterAll(() => own.remove());

  it('ends the listening where no answer comes, so that what waits runs on', async () => {
    const listener = openNotifications();
    const nothing = openSync('/dev/null', 'r+');
    const path = program('waiting');
    markFileSystem(listener, own.path);
    const waiting = waitingShell(path);
    waiting.go();
    expect(waitForQuestions(listener, 10_000)).toBe(true);
    // Of one that came round once, and does not any more.
    const beat = newBeat();
    Atomics.store(beat, BEAT.rounds, 1);
    const workerData: WatchdogStart = { listener, nothing, beat, stallMs: 300 };
    const watchdog = new Worker(new URL('../src/tiers/fanotify/watchdog.ts', import.meta.url), { workerData });
    expect(waiting.child.exitCode).toBeNull();
    expect(await once(watchdog, 'message')).toEqual(['stalled']);
    expect(await waiting.outcome).toBe('done');
    for (const fd of [listener, nothing]) closeSync(fd);
  });

  it('ends its sessions when it cannot go on, and begins no more', async () => {
    const lost = Promise.withResolvers<KernelError>();
    const holding = await FanotifyHolding.open(lost.resolve, NAME);
    holding.labels.labelPlaces([{ path: own.path, scope: 'workspace' }]);
    const session = holding.begin(`test-${process.pid}-lost`, usualMask);
    const held = waitingShell('/bin/true');
    session.add(held.child.pid as number);
    const nothing = openSync('/dev/null', 'r+');
    endListening(listenerOf(process.pid), nothing);
    expect(await lost.promise).toMatchObject({ code: 'SYSTEM' });
    expect(await held.outcome).toBe('killed');
    expect(() => holding.begin(`test-${process.pid}-late`, usualMask)).toThrow('no answer');
    await ended(session);
    closeSync(nothing);
    await holding.close();
  });

  it('lets everything run once it is dead, though it held it before', async () => {
    const path = program('unknown');
    const name = `test-${process.pid}-dead`;
    const holder = spawn(process.execPath, ['--conditions=@capgate/source', HOLDER, NAME, own.path, name], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [folder] = (await once(holder.stdout, 'data')) as [Buffer];
    const group = groupAt(folder.toString().trim());
    try {
      expect(await ranIn((pid) => moveInto(group, pid), path)).toBe('refused');
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      expect(await ranIn((pid) => moveInto(group, pid), path)).toBe('done');
    } finally {
      holder.kill('SIGKILL');
      killAll(group);
      while (!removeGroup(group)) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
});

describe('a session that is answered for', () => {
  const own = ownFileSystem();
  let holding: FanotifyHolding;
  let session: HeldSession;
  let path: string;
  let count = 0;

  beforeAll(async () => {
    holding = await FanotifyHolding.open((error) => {
      throw error;
    }, NAME);
    path = join(own.path, 'risky');
    copyFileSync(actProgram(), path);
    chmodSync(path, 0o755);
    holding.labels.registerTools([{ path, descriptor: HIGH }]);
  });
  afterEach(() => ended(session));
  afterAll(async () => {
    await holding.close();
    own.remove();
  });
  const begin = (riskMax: Risk) => {
    session = holding.begin(`test-${process.pid}-asked-${count++}`, { ...usualMask, riskMax });
  };

  it('has a new mask from the next program on', async () => {
    begin(Risk.HIGH);
    expect(await ranIn((pid) => session.add(pid), path)).toBe('done');
    session.setMask({ ...usualMask, riskMax: Risk.LOW });
    expect(await ranIn((pid) => session.add(pid), path)).toBe('refused');
  });

  it('gives a command no more than both it and the command have', async () => {
    begin(Risk.HIGH);
    const low = { ...usualMask, riskMax: Risk.LOW };
    expect(await ranIn((pid) => session.addCommand('narrow', pid, low), path)).toBe('refused');
    expect(await ranIn((pid) => session.add(pid), path)).toBe('done');
    session.setMask(low);
    const high = { ...usualMask, riskMax: Risk.HIGH };
    expect(await ranIn((pid) => session.addCommand('wide', pid, high), path)).toBe('refused');
  });

  it('tells what happened to whoever reads, and counts it', async () => {
    begin(Risk.LOW);
    const denied = Promise.withResolvers<string>();
    const reading = session.read((event) => event.act === 'exec' && event.isDenied && denied.resolve(event.path));
    await ranIn((pid) => session.add(pid), path);
    expect(await denied.promise).toBe(path);
    expect(session.tally()).toEqual({ decided: 1n, denied: 1n, lost: 0n });
    await ended(session);
    await reading;
  });

  it('counts the events for which nobody made room, and decides all the same', async () => {
    begin(Risk.HIGH);
    const script = `i=0; while [ $i -lt 4100 ]; do ${path} none; i=$((i+1)); done`;
    await ranIn((pid) => session.add(pid), '/bin/sh', '-c', script);
    expect(session.tally()).toEqual({ decided: 4100n, denied: 0n, lost: 4n });
    expect(session.drain(() => undefined)).toBe(4096);
  });

  it('runs what it knows by the loader that it names, where nothing unknown may run', async () => {
    const [known, loader, other] = ['known', 'loader', 'other'].map((name) => join(own.path, name)) as [
      string,
      string,
      string,
    ];
    for (const copy of [loader, other]) copyFileSync(loaderOf(process.execPath) as string, copy);
    const link = ['-x', 'c', '-', `-Wl,--dynamic-linker=${loader}`, '-o', known];
    execFileSync('gcc', link, { input: 'int main(void) { return 0; }' });
    expect(holding.labels.registerTools([{ path: known, descriptor: LOW }])).toEqual([]);
    session = holding.begin(`test-${process.pid}-asked-${count++}`, { ...usualMask, controls: new Set() });
    expect(await ranIn((pid) => session.add(pid), known)).toBe('done');
    expect(await ranIn((pid) => session.add(pid), other, known)).toBe('refused');
  });

  it('names the tools of which there is nothing', () => {
    begin(Risk.LOW);
    const none = join(own.path, 'none');
    expect(holding.labels.registerTools([{ path: none, descriptor: LOW }])).toEqual([none]);
    expect(holding.labels.labelPlaces([{ path: none, scope: 'workspace' }])).toEqual([none]);
  });
});

it('the tier is taken where the kernel takes no programs', async () => {
  const { holding, refused } = await hold([], (error) => {
    throw error;
  });
  expect(holding.tier).toBe('fanotify');
  expect(refused).toContain('expected a kernel that takes our programs');
  await (holding as FanotifyHolding).close();
});

const HOLDER = fileURLToPath(new URL('enforcement/holder.ts', import.meta.url));

interface Waiting {
  readonly child: ChildProcess;
  readonly go: () => void;
  readonly outcome: Promise<Outcome>;
}

/** A shell that waits, and is then the command. */
function waitingShell(...command: readonly string[]): Waiting {
  const words = command.length === 1 ? [...command, 'none'] : command;
  const child = spawn('/bin/sh', ['-c', 'read -r _ && exec "$@"', 'sh', ...words], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const outcome = once(child, 'exit').then(([code, signal]) =>
    // What the shell makes of EPERM.
    outcomeOf(code === 126 ? 1 : (code as number | null), signal as NodeJS.Signals | null),
  );
  return { child, go: () => child.stdin?.end('\n'), outcome };
}

async function ranIn(place: (pid: number) => unknown, ...command: readonly string[]): Promise<Outcome> {
  const { child, go, outcome } = waitingShell(...command);
  place(child.pid as number);
  go();
  return outcome;
}

async function ended(session: HeldSession): Promise<void> {
  while (!(await session.end())) await new Promise((resolve) => setTimeout(resolve, 5));
}

function listenerOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  const fds = readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(join(folder, fd)) === 'anon_inode:[fanotify]';
    } catch {
      return false;
    }
  });
  expect(fds).toHaveLength(1);
  return Number(fds[0]);
}
