/** Enforcement outlives who began it, and another goes on where that one stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  detachAll,
  enforce,
  type Group,
  groupAt,
  holdingOf,
  type KernelEvent,
  moveInto,
  Session,
  shippedObjects,
} from '@capgate/kernel';
import { needsProvided } from '@capgate/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acted, inWorld, makeOutside, usualMask } from './enforcement/world.ts';

const NAME = `capgate-takeover-${process.pid}`;
const HOLDER = fileURLToPath(new URL('enforcement/reader.ts', import.meta.url));
const objects = shippedObjects(fileURLToPath(new URL('../bpf/', import.meta.url)), ['trace']);

type Lines = NodeJS.AsyncIterator<string>;

let holder: ChildProcess | undefined;

beforeEach((context) => {
  needsProvided(context, process.getuid?.() === 0 ? undefined : 'root alone loads programs into the kernel');
});
afterEach(() => {
  holder?.kill('SIGKILL');
  detachAll(NAME);
});

it('holds after its reader was killed, whose successor misses nothing', async () => {
  const { lines, group } = await readerStarted();
  const { enforcement } = enforce(objects, NAME);
  const holding = holdingOf(enforcement);
  const outside = await makeOutside(holding.labels);
  try {
    await inWorld(holding.labels, outside, async ({ safe, risky }) => {
      const run = () => acted([safe, 'run', risky, 'none'], (pid) => moveInto(group, pid));
      const seen = deniedOf(lines);
      expect(await run()).toBe('killed');
      expect(await seen).toEqual({ act: 'exec', isDenied: true });
      await readerKilled();
      // Nobody is there, and it holds.
      expect(await run()).toBe('killed');
      const session = Session.takeOver(enforcement, group, usualMask);
      const events: KernelEvent[] = [];
      session.drain((event) => events.push(event));
      expect(events.filter(({ isDenied }) => isDenied).map(({ act }) => act)).toEqual(['exec']);
      expect(session.tally()).toMatchObject({ denied: 2n, lost: 0n });
      expect(await session.end()).toBe(true);
    });
  } finally {
    outside.close();
  }
});

it('leaves what waits stopped after its reader was killed, until a successor releases it', async () => {
  const { group } = await readerStarted('hold');
  const { enforcement } = enforce(objects, NAME);
  const { labels } = holdingOf(enforcement);
  const outside = await makeOutside(labels);
  await readerKilled();
  try {
    await inWorld(labels, outside, async ({ safe, workspace }) => {
      const fresh = join(workspace, 'new');
      let started = 0;
      const outcome = acted([safe, 'create', fresh], (pid) => {
        started = pid;
        moveInto(group, pid);
      });
      const session = Session.takeOver(enforcement, group, usualMask);
      while (session.waiting().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(session.waiting()).toEqual([started]);
      expect(existsSync(fresh)).toBe(false);
      session.release(started);
      expect(await outcome).toBe('done');
      expect(existsSync(fresh)).toBe(true);
      expect(await session.end()).toBe(true);
    });
  } finally {
    outside.close();
  }
});

/** In a process of its own, with a session. */
async function readerStarted(...words: readonly string[]): Promise<{ readonly lines: Lines; readonly group: Group }> {
  holder = spawn(process.execPath, ['--conditions=@capgate/source', HOLDER, NAME, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: holder.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const { path } = (await nextOf(lines)) as { path: string };
  return { lines, group: groupAt(path) };
}

async function readerKilled(): Promise<void> {
  holder?.kill('SIGKILL');
  await once(holder as ChildProcess, 'exit');
}

async function nextOf(lines: Lines): Promise<unknown> {
  const { value } = await lines.next();
  return JSON.parse(value ?? 'null');
}

/** The first denial that is told from now on. */
async function deniedOf(lines: Lines): Promise<unknown> {
  for (;;) {
    const event = (await nextOf(lines)) as { isDenied?: boolean };
    if (event.isDenied) return event;
  }
}
