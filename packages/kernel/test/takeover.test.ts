/** Enforcement outlives who began it, and another goes on where that one stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  detachAll,
  enforce,
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
  holder = spawn(process.execPath, ['--conditions=@capgate/source', HOLDER, NAME], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: holder.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const { path } = (await nextOf(lines)) as { path: string };
  const group = groupAt(path);
  const { enforcement } = enforce(objects, NAME);
  const holding = holdingOf(enforcement);
  const outside = await makeOutside(holding.labels);
  try {
    await inWorld(holding.labels, outside, async ({ safe, risky }) => {
      const run = () => acted([safe, 'run', risky, 'none'], (pid) => moveInto(group, pid));
      const seen = deniedOf(lines);
      expect(await run()).toBe('killed');
      expect(await seen).toEqual({ act: 'exec', isDenied: true });
      holder?.kill('SIGKILL');
      await once(holder as ChildProcess, 'exit');
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
