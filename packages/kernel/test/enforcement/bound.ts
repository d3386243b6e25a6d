/** Commands in a session: each bound to its own mask, and what waits until it is bound. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  argvOf,
  type Group,
  type HeldSession,
  type Holding,
  KernelError,
  type KernelEvent,
  type Mask,
  moveInto,
  type TierName,
} from '@capgate/kernel';
import type { Check } from '../guest/suite.ts';
import type { Outcome } from './act.ts';
import type { Stage } from './suite.ts';
import { acted, inSession, inWorld, openMask, unenforced, usualMask, type World } from './world.ts';

/** Those that know processes by control groups. */
type GroupTier = Exclude<TierName, 'notify'>;
type Expected = Readonly<Record<GroupTier, Outcome>>;

/** Tracepoints come after the fact, and fanotify is asked about programs alone. */
const lsmOnly: Expected = { lsm: 'refused', trace: 'done', fanotify: 'done' };
const done: Expected = { lsm: 'done', trace: 'done', fanotify: 'done' };

/** Where in the session a process is: in a command, by its name, or in none, as the agent. */
type Where = 'one' | 'other' | undefined;

interface Meddling {
  readonly from: Where;
  readonly to: Where;
  readonly act: 'kill' | 'trace' | 'peek';
  readonly expected: Expected;
}

const meddlings: readonly Meddling[] = (['kill', 'trace', 'peek'] as const).flatMap((act) => [
  { act, from: 'one', to: 'one', expected: done },
  { act, from: 'one', to: 'other', expected: lsmOnly },
  { act, from: 'one', to: undefined, expected: lsmOnly },
  // The agent may end its commands.
  { act, from: undefined, to: 'one', expected: act === 'kill' ? done : lsmOnly },
  { act, from: undefined, to: undefined, expected: done },
]);

const holdingMask: Mask = { ...usualMask, hold: true };
/** Of a command: no program that nothing is known of. */
const knownOnly: Mask = { ...usualMask, id: 8n, controls: new Set() };

type InStage = (use: (world: World, holding: Holding) => Promise<void>) => () => Promise<void>;

export function boundChecks(tier: GroupTier, now: () => Stage): readonly Check[] {
  const inStage: InStage = (use) => () => {
    const { holding, labels, outside } = now();
    assert.ok(holding);
    return inWorld(labels, outside, (world) => use(world, holding));
  };
  return [
    ...meddlings.map((item) => meddlingCheck(item, tier, inStage)),
    ...(tier === 'fanotify' ? [noHoldCheck(inStage)] : holdChecks(tier, inStage)),
  ];
}

function meddlingCheck({ act, from, to, expected }: Meddling, tier: GroupTier, inStage: InStage): Check {
  const [one, other] = [from, to].map((where) => where ?? 'the agent') as [string, string];
  return {
    name: `${act}, by a process of ${one} on one of ${other}: ${expected[tier]}`,
    run: inStage((world, by) =>
      inSession(by, usualMask, async (session) => {
        const target = spawn('sleep', ['1000'], { stdio: 'ignore' });
        const exited = once(target, 'exit');
        const pid = target.pid as number;
        const address = readFileSync(`/proc/${pid}/maps`, 'utf8').split('-', 1)[0] as string;
        const command = [world.safe, act, `${pid}`, address];
        assert.equal(await unenforced(command), 'done', 'where nothing holds it');
        const place = placer(session);
        place(to, pid);
        const outcome = await acted(command, (own) => place(from, own));
        target.kill('SIGKILL');
        await exited;
        assert.equal(outcome, expected[tier]);
      }),
    ),
  };
}

/** Puts processes where they are to be; a command is there from its first process on. */
function placer(session: HeldSession): (where: Where, pid: number) => void {
  const groups = new Map<string, Group>();
  return (where, pid) => {
    if (where === undefined) return session.add(pid);
    const group = groups.get(where);
    if (group === undefined) groups.set(where, session.addCommand(where, pid, usualMask));
    else moveInto(group, pid);
  };
}

/** What is allowed and told: files are seen by hooks of security modules alone, connections by no fanotify. */
const learned: Readonly<Record<TierName, readonly KernelEvent['act'][]>> = {
  lsm: ['connect', 'exec', 'read', 'remove', 'write'],
  trace: ['connect', 'exec'],
  fanotify: ['exec'],
  notify: ['connect', 'exec'],
};

export function learningCheck(tier: TierName, now: () => Stage): Check {
  return {
    name: `where somebody learns, what is allowed is told: ${learned[tier].join(', ')}`,
    run: () =>
      inWorld(now().labels, now().outside, async ({ safe, home, workspace }) => {
        const file = join(workspace, 'learned');
        const script = `${safe} read ${home}/file; ${safe} create ${file}; ${safe} unlink ${file}; ${safe} tcp4 127.0.0.1 1 || :`;
        const told = async (mask: Mask) => {
          const { outcome, events } = await now().enforced(mask, ['/bin/sh', '-ec', script]);
          assert.equal(outcome, 'done');
          assert.ok(events.every(({ isDenied }) => !isDenied));
          return events;
        };
        assert.deepEqual(actsOf(await told(openMask)), ['exec'], 'where nobody learns');
        const events = await told({ ...openMask, learn: true });
        assert.deepEqual(actsOf(events), learned[tier]);
        const isRead = (event: KernelEvent) =>
          event.act === 'read' && event.scope === 'home' && `${home}/file`.endsWith(event.path);
        assert.equal(events.some(isRead), tier === 'lsm');
      }),
  };
}

function actsOf(events: readonly KernelEvent[]): readonly KernelEvent['act'][] {
  return [...new Set(events.map(({ act }) => act))].sort();
}

function noHoldCheck(inStage: InStage): Check {
  return {
    name: 'a session in which programs wait at their start is refused',
    run: inStage(async (_, by) => {
      assert.throws(
        () => by.begin('waiting', holdingMask),
        (error) => error instanceof KernelError && error.code === 'UNSUPPORTED',
      );
    }),
  };
}

function holdChecks(tier: 'lsm' | 'trace', inStage: InStage): readonly Check[] {
  const check = (name: string, use: (world: World, session: HeldSession) => Promise<void>): Check => ({
    name,
    run: inStage((world, by) => inSession(by, holdingMask, (session) => use(world, session))),
  });
  return [
    check('what the agent starts waits before its first instruction, until it is released', waitsAtStart),
    check('what a bound command starts does not wait, and is held by its mask', (world, session) =>
      goesOnBound(tier, world, session),
    ),
    check('argv flipped by a thread: what is matched is what runs', matchesWhatRuns),
    check('what is traced from its start does not run where it would wait', async ({ safe }, session) => {
      const command = [safe, 'traced', safe, 'none'];
      assert.equal(await unenforced(command), 'done', 'where nothing holds it');
      const { pid, outcome } = await startedIn(session, command);
      session.release(pid);
      assert.equal(await outcome, 'killed');
    }),
    check(`who waits is let go by another process of the session: ${letGo[tier]}`, (world, session) =>
      isLetGo(tier, world, session),
    ),
    check('a process of another session is not released', async (_, session) => {
      assert.throws(
        () => session.release(process.pid),
        (error) => error instanceof KernelError && error.code === 'VALUE',
      );
    }),
  ];
}

/** Once it waits; `outcome`: what it comes to when it is released. */
async function startedIn(session: HeldSession, command: readonly string[]) {
  let placed = 0;
  const outcome = acted(command, (pid) => {
    placed = pid;
    session.add(pid);
  });
  return { pid: await heldIn(session, placed), outcome };
}

async function heldIn(session: HeldSession, pid: number): Promise<number> {
  const held = new Set<number>();
  while (!held.has(pid)) {
    session.drain((event) => void (event.act === 'exec' && event.isHeld === true && held.add(event.pid)));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return pid;
}

async function waitsAtStart({ safe, workspace }: World, session: HeldSession): Promise<void> {
  const fresh = join(workspace, 'new');
  const command = [safe, 'create', fresh];
  const { pid, outcome } = await startedIn(session, command);
  assert.deepEqual(session.waiting(), [pid]);
  assert.deepEqual(argvOf(pid), command);
  assert.ok(!existsSync(fresh));
  session.release(pid);
  assert.equal(await outcome, 'done');
  assert.ok(existsSync(fresh));
}

async function goesOnBound(tier: 'lsm' | 'trace', world: World, session: HeldSession): Promise<void> {
  const { safe, unknown } = world;
  const script = `${safe} none; exec ${safe} run ${unknown} none`;
  const { pid, outcome } = await startedIn(session, ['/bin/sh', '-ec', script]);
  session.addCommand('one', pid, knownOnly);
  session.release(pid);
  // Its session lets such programs run: who is bound to none gets there.
  assert.equal(await outcome, { lsm: 'refused', trace: 'killed' }[tier]);
  const events: KernelEvent[] = [];
  session.drain((event) => events.push(event));
  assert.deepEqual(
    events.filter((event) => event.act === 'exec' && event.isHeld === true),
    [],
  );
  assert.deepEqual(
    events.filter(({ isDenied }) => isDenied).map(({ id }) => id),
    [knownOnly.id],
  );
}

/** With a control: who looked right before it started would have let another form run. */
async function matchesWhatRuns({ safe, workspace }: World, session: HeldSession): Promise<void> {
  const [seen, flipped] = [join(workspace, 'xa'), join(workspace, 'xb')];
  const words = [safe, 'flip', safe, 'create', seen];
  assert.equal(await unenforced(words), 'done', 'where nothing holds it');
  assert.deepEqual([seen, flipped].map(existsSync), [false, true], 'the form that nobody saw ran');
  rmSync(flipped);
  const { pid, outcome } = await startedIn(session, words);
  session.release(pid);
  await heldIn(session, pid);
  assert.deepEqual(argvOf(pid), [safe, 'create', flipped]);
  process.kill(pid, 'SIGKILL');
  assert.equal(await outcome, 'killed');
  assert.deepEqual([seen, flipped].map(existsSync), [false, false]);
}

/** A tracepoint can refuse no signal. */
const letGo = { lsm: 'refused', trace: 'done' } as const;

async function isLetGo(tier: 'lsm' | 'trace', { safe, workspace }: World, session: HeldSession): Promise<void> {
  const fresh = join(workspace, 'new');
  const waiting = await startedIn(session, [safe, 'create', fresh]);
  const other = await startedIn(session, [safe, 'kill', `${waiting.pid}`]);
  session.release(other.pid);
  assert.equal(await other.outcome, letGo[tier]);
  if (letGo[tier] === 'refused') {
    assert.deepEqual(session.waiting(), [waiting.pid]);
    assert.ok(!existsSync(fresh));
    session.release(waiting.pid);
  }
  assert.equal(await waiting.outcome, 'done');
}
