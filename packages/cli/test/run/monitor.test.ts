/** The monitor of a held session, against a gate that comes, goes, hangs and refuses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SocketClient } from '@capgate/client';
import { commandFields, encodeDescriptor, toHex } from '@capgate/core';
import { sessionMask } from '@capgate/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Done, GateSessions, type WantedBinding } from '../../src/run/gate-session.ts';
import { Monitor } from '../../src/run/monitor.ts';
import type { ToldEvent } from '../../src/run/told-event.ts';
import { FakeGate } from './fake-gate.ts';

const registration = {
  pid: 4711,
  tier: 'trace',
  name: 'agent',
  workspace: '/project',
  mask: sessionMask(1n, 'on'),
} as const;
const TOTALS = { decided: 9, denied: 3, lost: 0 };
const FLAGS = 0x201;

let folder: string;
let gate: FakeGate;
let monitor: Monitor;
let bound: WantedBinding[];
let unheard: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capgate-monitor-'));
  gate = new FakeGate(join(folder, 'gate.sock'));
  bound = [];
  unheard = 0;
  const client = new SocketClient({ path: gate.path });
  const bind = (wanted: WantedBinding): Done => {
    bound.push(wanted);
    return wanted.pid === 0 ? { binding: wanted.binding, error: 'no such process' } : { binding: wanted.binding };
  };
  monitor = new Monitor({
    client,
    gate: new GateSessions(client),
    bind,
    sweep: () => undefined,
    unheard: () => unheard,
  });
});

afterEach(async () => {
  await monitor.end(TOTALS);
  await gate.close();
  rmSync(folder, { recursive: true });
});

function binding(name: string, pid: number) {
  const fields = { ...commandFields('ls'), flags: FLAGS, executionMs: 0, memoryMb: 0, outputKb: 0 };
  const descriptor = toHex(encodeDescriptor(fields));
  return { binding: name, pid, startTicks: 12, descriptor, decision: `decision of ${name}` };
}

function event(pid: number): ToldEvent {
  const ancestry = [{ pid, command: 'sh' }];
  return { at: 1, act: 'control', control: 'trace', isDenied: true, pid, uid: 0, command: 'sh', ancestry };
}

async function begun(): Promise<void> {
  await gate.open();
  await monitor.begin(registration);
}

describe('a monitor', () => {
  it('tells the gate of its session before the command starts', async () => {
    await begun();
    expect(monitor.unboundReason).toBeUndefined();
    const [session] = gate.sessions.values();
    expect(session).toMatchObject({
      pid: 4711,
      tier: 'trace',
      name: 'agent',
      workspace: '/project',
      mask: { riskMax: 4, forbidden: 0, write: ['workspace', 'temporary'], controls: ['foreign-exec'] },
    });
  });

  it('binds what the gate hands out, and answers for each whether it is bound', async () => {
    await begun();
    const answers = await Promise.all([gate.bind(binding('a', 5)), gate.bind(binding('b', 0))]);
    expect(answers).toEqual([undefined, 'no such process']);
    expect(bound).toEqual([
      { binding: 'a', pid: 5, startTicks: 12, flags: FLAGS, approved: [] },
      { binding: 'b', pid: 0, startTicks: 12, flags: FLAGS, approved: [] },
    ]);
  });

  it('hands on which paths were approved, and leaves out what has another form', async () => {
    await begun();
    const good = { effect: 'file.write', path: '/srv/x', taken: ['a'] };
    const others = [
      { ...good, effect: 'file.nonsense' },
      { ...good, path: 'srv/x' },
      { ...good, path: '/srv/x\0y' },
      { ...good, taken: ['../etc/passwd'] },
      { effect: 'file.write', path: '/srv/x' },
      null,
    ];
    const widened = { by: 'approval', approval: 'a-1', paths: [good, ...others] };
    await gate.bind({ ...binding('a', 5), widened } as ReturnType<typeof binding>);
    await gate.bind({ ...binding('b', 6), widened: { paths: 'all' } } as ReturnType<typeof binding>);
    expect(bound.map(({ approved }) => approved)).toEqual([[good], []]);
  });

  it('tells what was stopped in batches, in its order, and what nobody could be told of', async () => {
    await begun();
    for (let pid = 0; pid < 2_500; pid++) monitor.add(event(pid));
    unheard = 7;
    await gate.until(() => gate.events.length === 2_500);
    expect(gate.events.map(({ pid }) => pid)).toEqual(Array.from({ length: 2_500 }, (_, pid) => pid));
    expect(gate.lost).toBe(7);
    await expect(monitor.end(TOTALS)).resolves.toBe(0);
    expect(gate.ended).toEqual([TOTALS]);
  });

  it('tells at the end what is left', async () => {
    await begun();
    monitor.add(event(1));
    unheard = 2;
    await expect(monitor.end(TOTALS)).resolves.toBe(0);
    expect([gate.events.length, gate.lost]).toEqual([1, 2]);
  });

  it('counts as lost what it has no room for', async () => {
    await begun();
    for (let pid = 0; pid < 10_005; pid++) monitor.add(event(pid));
    await expect(monitor.end(TOTALS)).resolves.toBe(0);
    expect([gate.events.length, gate.lost]).toEqual([10_000, 5]);
  });

  it('registers again with a gate that started anew, binds there, and tells what happened meanwhile', async () => {
    await begun();
    const [first] = gate.sessions.keys();
    await gate.close();
    monitor.add(event(1));
    await gate.open();
    await expect(gate.bind(binding('a', 5))).resolves.toBeUndefined();
    expect([...gate.sessions.keys()]).not.toContain(first);
    await gate.until(() => gate.events.length === 1);
  });

  it('goes on without a gate, and joins one that comes later', async () => {
    const before = performance.now();
    await monitor.begin(registration);
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(monitor.unboundReason).toMatch(/expected a gate at .*met none/u);
    await gate.open();
    await gate.until(() => monitor.unboundReason === undefined);
  });

  it('says how much no gate was told of, where one has gone', async () => {
    await begun();
    await gate.close();
    for (let pid = 0; pid < 3; pid++) monitor.add(event(pid));
    await expect(monitor.end(TOTALS)).resolves.toBe(3);
    await gate.open();
  });

  it('is not held up by a gate that answers nothing', async () => {
    gate.isSilent = true;
    await begun();
    expect(monitor.unboundReason).toBe('no gate has answered yet');
    monitor.add(event(1));
    await expect(monitor.end(TOTALS)).resolves.toBe(0);
  });

  it('takes a refusal for good, and says it', async () => {
    gate.refusal = { status: 403, code: 'FORBIDDEN' };
    await begun();
    expect(monitor.unboundReason).toBe('the fake gate says FORBIDDEN');
    gate.refusal = undefined;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(gate.sessions.size).toBe(0);
  });

  it('hands on what is no descriptor as such, and what came with it as it is', async () => {
    await begun();
    await Promise.all([gate.bind({ ...binding('a', 5), descriptor: 'ff'.repeat(24) }), gate.bind(binding('b', 6))]);
    expect(bound.map(({ binding: name, flags }) => [name, flags])).toEqual([
      ['a', undefined],
      ['b', FLAGS],
    ]);
  });
});
