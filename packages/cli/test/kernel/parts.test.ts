/** The parts of the gate's side of the kernel, with processes, a clock and random numbers of the test's making. */
import type { Caller, Lineage } from '@capgate/gate';
import { SeededRandom, SimulatedClock } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoundCommands } from '../../src/serve/kernel/bound.ts';
import { type Command, Commands } from '../../src/serve/kernel/commands.ts';
import { KernelCounts } from '../../src/serve/kernel/counts.ts';
import { Deliveries } from '../../src/serve/kernel/deliveries.ts';
import type { Processes } from '../../src/serve/kernel/processes.ts';
import { type Held, HeldSessions } from '../../src/serve/kernel/sessions.ts';

const COMMAND: Command = {
  tenant: 'default',
  agent: 'claude',
  session: 's-1',
  held: 'h-1',
  decision: 'd-1',
  descriptor: '00'.repeat(24),
  command: 'ls',
  folder: '/srv',
  above: [],
  isAskedFirst: false,
};
const BINDING = { binding: 'b-1', pid: 7, startTicks: 1, descriptor: '00', decision: 'd-1' };

class FakeProcesses implements Processes {
  readonly all = new Map<number, Lineage & { group: string }>();
  looks = 0;

  add(pid: number, parentPid: number, group = '/'): this {
    this.all.set(pid, { pid, parentPid, startTicks: pid * 10, group });
    return this;
  }

  lineage(pid: number): Lineage | undefined {
    this.looks++;
    return this.all.get(pid);
  }

  group(pid: number): string | undefined {
    this.looks++;
    return this.all.get(pid)?.group;
  }

  folder(): string {
    return '/srv';
  }
}

const by = (pid: number): Caller => ({
  kind: 'agent',
  name: 'ada',
  tenant: 'default',
  scopes: ['decide'],
  way: 'socket',
  pid,
});

/** A shell (2) that started a monitor (3), its agent (4), and a command of that one (5). */
function world(whyAgents: (pid: number) => string | undefined = () => undefined) {
  const processes = new FakeProcesses().add(1, 0).add(2, 1).add(3, 2).add(4, 3).add(5, 4);
  const lost: Held[] = [];
  const clock = new SimulatedClock();
  const sessions = new HeldSessions({
    clock,
    random: new SeededRandom(1),
    processes,
    whyAgents,
    onLost: (session) => lost.push(session),
  });
  const register = (monitor: number, pid: number): Held =>
    sessions.register({ pid, tier: 'lsm', name: 'x' }, by(monitor));
  return { processes, sessions, lost, clock, register };
}

function newCommands() {
  const clock = new SimulatedClock();
  return { clock, commands: new Commands(clock, new SeededRandom(1)) };
}

function newDeliveries() {
  const clock = new SimulatedClock();
  return { clock, deliveries: new Deliveries(clock) };
}

describe('sessions that are held', () => {
  test('are known by their first process, and by nothing where there are none', () => {
    const { processes, sessions, register } = world();
    expect(sessions.of(5)).toBeUndefined();
    expect(processes.looks).toBe(0);
    const held = register(3, 4);
    expect([4, 5].map((pid) => sessions.of(pid))).toEqual([held, held]);
    expect([1, 2, 3, 99].map((pid) => sessions.of(pid))).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('hold what has let go of its parents, by their control group', () => {
    const { processes, sessions, register } = world();
    const held = register(3, 4);
    processes.add(4, 3, '/capgate/1-a').add(5, 1, '/capgate/1-a').add(6, 1, '/capgate/1-a/command').add(7, 1);
    processes.add(8, 1, '/capgate/1-ab');
    expect([5, 6, 7, 8].map((pid) => sessions.of(pid))).toEqual([held, held, undefined, undefined]);
    // Also once their first process has ended.
    processes.all.delete(4);
    expect(sessions.of(6)).toBe(held);
  });

  test('are not known by a pid that came again', () => {
    const { processes, sessions, register } = world();
    register(3, 4);
    processes.all.set(4, { pid: 4, parentPid: 2, startTicks: 999, group: '/' });
    expect(sessions.of(5)).toBeUndefined();
  });

  test('end with their monitor', () => {
    const { processes, sessions, lost, clock, register } = world();
    const held = register(3, 4);
    processes.all.delete(3);
    clock.advance(5_000);
    expect([sessions.count, lost]).toEqual([0, [held]]);
    expect(sessions.of(5)).toBeUndefined();
  });

  test('are refused to who did not start the process, who is in one, who is an agent’s, and who calls by no socket', () => {
    const { sessions, register, processes } = world((pid) => (pid === 9 ? 'it is one' : undefined));
    expect(() => register(2, 4)).toThrow('expected a process that the caller has started');
    expect(() => register(3, 77)).toThrow('expected a process that the caller has started');
    register(3, 4);
    expect(() => register(4, 5)).toThrow('expected a caller outside of sessions');
    processes.add(9, 2).add(10, 9);
    expect(() => register(9, 10)).toThrow('expected a caller that is no agent’s, met a process that is: it is one');
    const byToken: Caller = { ...by(3), way: 'token' };
    expect(() => sessions.register({ pid: 4, tier: 'lsm', name: 'x' }, byToken)).toThrow('by the gate’s socket');
  });

  test('are as many as there is room for', () => {
    const { processes, register } = world();
    for (let count = 0; count < 256; count++) {
      processes.add(1_000 + count, 3);
      register(3, 1_000 + count);
    }
    processes.add(5_000, 3);
    expect(() => register(3, 5_000)).toThrow('expected at most 256 sessions');
  });
});

describe('commands that were allowed', () => {
  test('are known by a token once, and for a minute; an hour where a person is asked first', () => {
    const { clock, commands } = newCommands();
    const [soon, used] = [commands.give(COMMAND), commands.give(COMMAND)];
    const asked = commands.give({ ...COMMAND, isAskedFirst: true });
    expect(new Set([soon, used, asked]).size).toBe(3);
    expect([commands.take(used), commands.take(used)]).toEqual([COMMAND, undefined]);
    clock.advance(59_999);
    expect(commands.find(soon)).toEqual(COMMAND);
    clock.advance(1);
    expect([commands.find(soon), commands.take(soon)]).toEqual([undefined, undefined]);
    clock.advance(3_500_000);
    expect(commands.take(asked)).toBeDefined();
  });

  test('are forgotten beyond a number, and with their session', () => {
    const { commands } = newCommands();
    const first = commands.give(COMMAND);
    for (let count = 0; count < 4_096; count++) commands.give({ ...COMMAND, held: 'h-2' });
    expect(commands.find(first)).toBeUndefined();
    const last = commands.give(COMMAND);
    commands.forget('h-2');
    expect(commands.find(last)).toBeDefined();
    commands.forget('h-1');
    expect(commands.find(last)).toBeUndefined();
  });

  test('of those alike none is matched, and none twice', () => {
    const { commands } = newCommands();
    commands.await(COMMAND);
    commands.await({ ...COMMAND, decision: 'd-2' });
    expect(commands.match('h-1', ['sh', '-c', 'ls'], '/srv')).toBeUndefined();
    commands.await({ ...COMMAND, command: 'pwd' });
    expect(commands.match('h-2', ['sh', '-c', 'pwd'], '/srv')).toBeUndefined();
    expect(commands.match('h-1', ['sh', '-c', 'pwd'], '/')).toBeUndefined();
    expect(commands.match('h-1', ['sh', '-c', 'pwd'], '/srv')).toMatchObject({ command: 'pwd' });
    expect(commands.match('h-1', ['sh', '-c', 'pwd'], '/srv')).toBeUndefined();
  });

  test('whatever is allowed and run in whatever order, no decision is matched twice, nor another command’s', () => {
    const names = fc.constantFrom(...Array.from({ length: 6 }, (_, at) => `make ${at}`));
    const step = fc.oneof(
      names.map((command) => ({ kind: 'allowed' as const, command })),
      names.map((command) => ({ kind: 'run' as const, command })),
    );
    let matchedCount = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const { commands } = newCommands();
        const matched: { readonly run: string; readonly found: Command }[] = [];
        for (const [at, { kind, command }] of steps.entries()) {
          if (kind === 'allowed') commands.await({ ...COMMAND, command, decision: `${command} ${at}` });
          const found =
            kind === 'run' ? commands.match('h-1', ['bash', '-c', `x && eval '${command}'`], '/srv') : undefined;
          if (found !== undefined) matched.push({ run: command, found });
        }
        matchedCount += matched.length;
        expect(new Set(matched.map(({ found }) => found.decision)).size).toBe(matched.length);
        expect(matched.map(({ found }) => found.command)).toEqual(matched.map(({ run }) => run));
      }),
    );
    expect(matchedCount).toBeGreaterThan(100);
  });
});

describe('bindings on their way', () => {
  const never = new AbortController().signal;

  test('are told once, and done where the monitor says so', async () => {
    const { deliveries } = newDeliveries();
    const asked = deliveries.next(never);
    const delivered = deliveries.deliver(BINDING);
    expect(await asked).toEqual([BINDING]);
    deliveries.done({ binding: 'b-1' });
    await delivered;
    const again = deliveries.next(never);
    const superseding = deliveries.next(never);
    expect(await again).toEqual([]);
    const second = deliveries.deliver({ ...BINDING, binding: 'b-2' });
    expect(await superseding).toMatchObject([{ binding: 'b-2' }]);
    deliveries.done({ binding: 'b-2', error: 'no room' });
    await expect(second).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('no room') });
  });

  test('fail where nobody answers, or the session ends', async () => {
    const { clock, deliveries } = newDeliveries();
    const silent = deliveries.deliver(BINDING);
    clock.advance(5_000);
    await expect(silent).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    // Told too late, it is nobody's matter.
    deliveries.done({ binding: 'b-1' });
    const ended = deliveries.deliver(BINDING);
    deliveries.close();
    await expect(ended).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('a question is answered with none after a while, and once nobody waits for it', async () => {
    const { clock, deliveries } = newDeliveries();
    const asked = deliveries.next(never);
    clock.advance(20_000);
    expect(await asked).toEqual([]);
    const gone = new AbortController();
    const other = deliveries.next(gone.signal);
    gone.abort();
    expect(await other).toEqual([]);
  });

  test('are as many as there is room for', async () => {
    const { deliveries } = newDeliveries();
    const all = Array.from({ length: 64 }, (_, at) => deliveries.deliver({ ...BINDING, binding: `b-${at}` }));
    expect(() => deliveries.deliver(BINDING)).toThrow('expected at most 64 commands at once');
    const settled = Promise.allSettled(all);
    deliveries.close();
    expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
  });
});

test('what was bound in one session is nothing in another', () => {
  const bound = new BoundCommands();
  bound.add('b-1', 'h-1', COMMAND);
  const { decision, agent, session } = COMMAND;
  expect(bound.of('b-1', 'h-1')).toEqual({ decision, agent, session });
  expect([bound.of('b-1', 'h-2'), bound.of(undefined, 'h-1'), bound.of('b-2', 'h-1')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  bound.forget('h-1');
  expect(bound.of('b-1', 'h-1')).toBeUndefined();
});

test('counts have a sample for each result from the start, and count it', () => {
  const counts = new KernelCounts();
  counts.addBinding('argv', 'failed');
  counts.addEvent('connect', 'unrecorded');
  counts.addLost(3);
  const all = counts.metrics(2).flatMap(({ name, samples }) => samples.map((sample) => ({ name, ...sample })));
  expect(all.filter(({ value }) => value > 0)).toEqual([
    { name: 'tcp_kernel_sessions', value: 2 },
    { name: 'tcp_kernel_bindings_total', labels: { way: 'argv', result: 'failed' }, value: 1 },
    { name: 'tcp_kernel_events_total', labels: { act: 'connect', result: 'unrecorded' }, value: 1 },
    { name: 'tcp_kernel_events_lost_total', value: 3 },
  ]);
  expect(all).toHaveLength(1 + 6 + 18 + 1);
});
