/** Commands of one session, each held to its own mask: checks that run under each tier of programs in the kernel. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Capability, Risk } from '@capgate/core';
import {
  bindCommand,
  type BpfTierName,
  commandMask,
  detachAll,
  enforce,
  type HeldSession,
  type Holding,
  holdingOf,
  type KernelEvent,
  processAt,
  shippedObjects,
} from '@capgate/kernel';
import type { Suite } from '../guest/suite.ts';
import { inSession, inWorld, makeOutside, openMask, type Outside, type World } from './world.ts';

const NAME = `capgate-commands-${process.pid}`;
const OBJECTS = fileURLToPath(new URL('../../bpf/', import.meta.url));
const PAIRS = 50;

/** Its session may connect and write. */
const sessionMask = { ...openMask, id: 1n, forbidden: 0 };
const READS = 1 << Risk.SAFE;
const CONNECTS_AND_WRITES = (1 << Risk.LOW) | Capability.NETWORK_ACCESS | Capability.FILE_MODIFICATION;

interface Trial {
  readonly child: ReturnType<typeof spawn>;
  readonly pid: number;
  readonly said: Promise<string>;
  readonly isReader: boolean;
  /** Of its mask. */
  readonly id: bigint;
}

export function commandsSuite(tier: BpfTierName, url: string): Suite {
  let holding: Holding | undefined;
  let outside: Awaited<ReturnType<typeof makeOutside>> | undefined;
  const held = (use: (world: World, session: HeldSession) => Promise<void>) => async () =>
    inWorld((holding as Holding).labels, outside as Outside, (world) =>
      inSession(holding as Holding, sessionMask, (at) => use(world, at)),
    );
  return {
    name: `commands of tier ${tier}`,
    url,
    before: async () => {
      holding = holdingOf(enforce(shippedObjects(OBJECTS, [tier]), NAME).enforcement);
      outside = await makeOutside(holding.labels);
    },
    after: () => {
      outside?.close();
      detachAll(NAME);
    },
    checks: [
      {
        name: 'two commands at once never swap masks',
        run: held(async (world, session) => {
          const trials = begun(world);
          for (const trial of trials) session.add(trial.pid);
          for (const { pid, isReader, id } of shuffled(trials)) bind(session, pid, isReader, id);
          const events = await through(trials, session);
          const wanted = trials.map(({ isReader }) => (isReader ? reader(tier) : 'done done'));
          assert.deepEqual(await Promise.all(trials.map(({ said }) => said)), wanted);
          assertOwn(events, trials);
        }),
      },
      {
        name: 'without masks of their own both of each pair do what only one may',
        run: held(async (world, session) => {
          const trials = begun(world);
          for (const trial of trials) session.add(trial.pid);
          await through(trials, session);
          assert.deepEqual(new Set(await Promise.all(trials.map(({ said }) => said))), new Set(['done done']));
        }),
      },
      {
        name: 'a command that has ended leaves no mask behind, and one that runs is not ended',
        run: held(async (world, session) => {
          const [first] = begun(world, 1) as [Trial];
          session.add(first.pid);
          bind(session, first.pid, true, 5n);
          assert.equal(session.endCommand(nameOf(5n)), false);
          await through([first], session);
          assert.equal(session.endCommand(nameOf(5n)), true);
        }),
      },
      {
        name: 'what is none of the session, or another process than asked, is not bound',
        run: held(async (world, session) => {
          const [first] = begun(world, 1) as [Trial];
          assert.throws(() => bind(session, first.pid, true, 5n), /expected a process of the session/u);
          session.add(first.pid);
          const binding = { name: nameOf(5n), pid: first.pid, mask: commandMask(sessionMask, READS, 5n) };
          assert.throws(() => bindCommand(session, { ...binding, startTicks: 1 }), /met another or none/u);
          await through([first], session);
          assert.equal(await first.said, 'done done');
        }),
      },
    ],
  };
}

/** Tracepoints see no files: Landlock holds those, for the session as a whole. */
function reader(tier: BpfTierName): string {
  return tier === 'lsm' ? 'refused refused' : 'refused done';
}

/** Connects, then writes; says of each what came of it. 111: it was let through to a port where nobody listens. */
const SCRIPT = `
read -r _
said() { case $1 in 0|111) printf done;; 1) printf refused;; *) printf 'error %s' "$1";; esac; }
"$1" tcp4 127.0.0.1 1; said $?; printf ' '
"$1" create "$2"; said $?
`;

/** Pairs of one that only reads and one that connects and writes; each waits for a line. */
function begun({ safe, workspace }: World, count = PAIRS * 2): Trial[] {
  return Array.from({ length: count }, (_, index) => {
    const words = ['-c', SCRIPT, 'sh', safe, `${workspace}/new-${index}`];
    const child = spawn('/bin/sh', words, { stdio: ['pipe', 'pipe', 'ignore'] });
    return { child, pid: child.pid as number, said: textOf(child), isReader: index % 2 === 0, id: BigInt(index + 100) };
  });
}

async function textOf(child: ReturnType<typeof spawn>): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(child, 'close');
  return text;
}

function nameOf(id: bigint): string {
  return `command-${id}`;
}

function bind(session: HeldSession, pid: number, isReader: boolean, id: bigint): void {
  const mask = commandMask(sessionMask, isReader ? READS : CONNECTS_AND_WRITES, id);
  bindCommand(session, { name: nameOf(id), pid, startTicks: processAt(pid)?.startTicks ?? 0, mask });
}

/** All go on at once; answers what the kernel told meanwhile. */
async function through(trials: readonly Trial[], session: HeldSession): Promise<KernelEvent[]> {
  const events: KernelEvent[] = [];
  const timer = setInterval(() => session.drain((event) => events.push(event)), 10);
  for (const { child } of trials) child.stdin?.end('\n');
  await Promise.all(trials.map(({ said }) => said));
  clearInterval(timer);
  session.drain((event) => events.push(event));
  return events;
}

/** Each act that was stopped bears the number of the mask of whoever started it, and of nobody else. */
function assertOwn(events: readonly KernelEvent[], trials: readonly Trial[]): void {
  const ids = new Map(trials.map(({ pid, id }) => [pid, id]));
  const denied = events.filter(({ isDenied }) => isDenied);
  assert.ok(denied.length >= PAIRS, `expected at least ${PAIRS} denials, met ${denied.length}`);
  for (const { parentPid, id } of denied) assert.equal(id, ids.get(parentPid));
}

/** By a fixed order that is not that of their start. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item, index) => ({ item, key: (index * 37) % 101 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
