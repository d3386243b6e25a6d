import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANCESTRY_MAX, ancestryOf } from '../src/callers/ancestry.ts';
import { Peers } from '../src/callers/peers.ts';
import { linuxProcesses, type ProcessInfo, type Processes } from '../src/callers/processes.ts';
import type { DecideRequest } from '../src/index.ts';
import { desk, FakeProcesses, INIT } from './fake-processes.ts';
import { AGENT, bodiesOf, newWorld, person, startGate } from './harness.ts';

/** A process of `FakeProcesses` as it is known by. */
function from(pid: number): Pick<ProcessInfo, 'pid' | 'startTicks'> {
  return { pid, startTicks: pid * 10 };
}

/** What a process that has these names is called. */
function calledBy(...names: string[]): string | undefined {
  return ancestryOf(new FakeProcesses().add({ pid: 9, parentPid: 0, names }), from(9))[0]?.command;
}

describe('an ancestry', () => {
  test('is the process, what started it, and so on up to the first', () => {
    expect(ancestryOf(desk(), from(30))).toEqual([
      { pid: 30, command: 'node' },
      { pid: 20, command: 'bash' },
      { pid: 10, command: 'terminal' },
      { pid: INIT, command: 'systemd' },
    ]);
  });

  test('ends where a process has ended, or is shown to nobody', () => {
    const processes = desk();
    processes.table.delete(10);
    expect(ancestryOf(processes, from(30)).map(({ pid }) => pid)).toEqual([30, 20]);
  });

  test('ends where another process has the number of one that has ended', () => {
    const processes = desk().add({ pid: 20, parentPid: 10, startTicks: 301, names: ['sshd'] });
    expect(ancestryOf(processes, from(30))).toEqual([{ pid: 30, command: 'node' }]);
    // Two may begin in one tick.
    processes.add({ pid: 20, parentPid: 10, startTicks: 300, names: ['sshd'] });
    expect(ancestryOf(processes, from(30)).map(({ pid }) => pid)).toEqual([30, 20, 10, INIT]);
  });

  test('is of nobody where another process has the number of the one that asked', () => {
    const processes = desk().add({ pid: 30, parentPid: 20, startTicks: 4_711, names: ['capgate-hook'] });
    expect(ancestryOf(processes, from(30))).toEqual([]);
    expect(ancestryOf(processes, from(31))).toEqual([]);
  });

  test('is as deep as it may be and no deeper, whatever the processes say of each other', () => {
    const deep = new FakeProcesses();
    for (let pid = 1; pid <= 40; pid++) deep.add({ pid, parentPid: pid - 1 });
    const pids = ancestryOf(deep, from(40)).map(({ pid }) => pid);
    expect(pids).toEqual(Array.from({ length: ANCESTRY_MAX }, (_, i) => 40 - i));
    expect(deep.lookCount).toBeLessThanOrEqual(ANCESTRY_MAX + 1);
    const round = new FakeProcesses().add({ pid: 9, parentPid: 9 });
    expect(ancestryOf(round, from(9))).toHaveLength(ANCESTRY_MAX);
  });

  test('names what runs, and never a word that it was called with', () => {
    const processes = new FakeProcesses().add({ pid: 9, parentPid: 0, names: ['curl', 'curl', '-H', 'secret-4711'] });
    expect(JSON.stringify(ancestryOf(processes, from(9)))).not.toContain('secret');
    expect(calledBy('claude', 'node')).toBe('claude');
    // What Node calls its thread says nothing of what runs.
    expect([calledBy('MainThread', 'node', 'secret.js'), calledBy('MainThread'), calledBy()]).toEqual([
      'node',
      'MainThread',
      '',
    ]);
  });

  test('takes any name, within bounds that a log keeps', () => {
    const property = fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 90 }), { maxLength: 2 }), (names) => {
      const name = calledBy(...names) ?? '';
      expect(name.length).toBeLessThanOrEqual(32);
      expect(name.isWellFormed()).toBe(true);
    });
    fc.assert(property, { numRuns: 300 });
    expect(calledBy('MainThread', `${'x'.repeat(31)}\u{1f600}`)).toBe(`${'x'.repeat(31)}\ufffd`);
  });

  test('of this process is as the system tells it', ({ skip }) => {
    if (process.platform !== 'linux') skip('processes are looked at on Linux');
    const startTicks = linuxProcesses.startTicks(process.pid) ?? 0;
    const [own, parent] = ancestryOf(linuxProcesses, { pid: process.pid, startTicks });
    expect([own?.pid, parent?.pid]).toEqual([process.pid, process.ppid]);
    expect(ancestryOf(linuxProcesses, { pid: process.pid, startTicks: startTicks + 1 })).toEqual([]);
  });
});

function peersOf(processes: Processes): Peers {
  return new Peers({
    processes,
    uid: 1_000,
    users: [],
    approvers: [],
    tenant: 'default',
    accounts: { nameOf: String, homeOf: () => undefined },
  });
}

describe('of a caller', () => {
  test('by the socket it is that of the process that made the connection, as it is now', () => {
    const processes = desk();
    const peers = peersOf(processes);
    const peer = { pid: 30, uid: 1_000 };
    const caller = peers.asker(peer);
    processes.add({ pid: 20, parentPid: 10, names: ['zsh'] });
    expect(peers.ancestryOf(caller).map(({ command }) => command)).toEqual(['node', 'zsh', 'terminal', 'systemd']);
    // It has ended, another holds its connection, and a third process has its number.
    processes.add({ pid: 30, parentPid: 20, startTicks: 4_711, names: ['vim'] });
    expect([peers.ancestryOf(caller), peers.ancestryOf(peers.asker(peer))]).toEqual([[], []]);
  });

  test('by a token, or whom nobody saw alive, there is none', () => {
    const peers = peersOf(desk());
    const { pid: _, ...byToken } = { ...AGENT, way: 'token' as const };
    expect(peers.ancestryOf(byToken)).toEqual([]);
    expect(peers.ancestryOf(peers.asker({ pid: 4_000, uid: 1_000 }))).toEqual([]);
  });
});

describe('on an approval', () => {
  const ancestry = [
    { command: 'capgate-hook', pid: 4_000 },
    { command: 'claude\u202e', pid: 3_000 },
  ];
  const asked: DecideRequest = {
    action: { kind: 'command', command: 'frobnicate' },
    cwd: '/work',
    session: 's',
    agent: 'coder',
  };
  const allow = { answer: 'allow', scope: 'session' } as const;

  test('it is looked for once for each that is made, and for nothing else that is decided', async () => {
    const world = await newWorld();
    let lookCount = 0;
    const look = () => {
      lookCount++;
      return ancestry;
    };
    const { gate, recorder } = await startGate(world, { ancestryOf: look });
    const decide = (more: Partial<DecideRequest> = {}) => gate.decide({ ...asked, ...more }, AGENT);
    decide({ action: { kind: 'command', command: 'ls' } });
    decide({ action: { kind: 'command', command: 'rm -rf /' } });
    decide({ attended: true });
    expect(lookCount).toBe(0);
    const { answer, before } = decide();
    decide();
    await before;
    const id = answer.approval ?? '';
    await gate.approvals.answer(person('alice'), id, allow);
    expect(decide().answer.verdict).toBe('allow');
    expect(lookCount).toBe(1);
    expect(gate.approvals.find('default', id).ancestry).toEqual(ancestry);
    expect(await bodiesOf(world, recorder, 'approval.requested')).toMatchObject([{ approval: id, ancestry }]);
  });

  test('it binds nothing: who asks the same from elsewhere is let through, and a restart keeps it', async () => {
    const world = await newWorld();
    const first = await startGate(world, { ancestryOf: () => ancestry });
    const { answer, before } = first.gate.decide(asked, AGENT);
    await before;
    await first.end();
    const second = await startGate(world, { ancestryOf: () => [{ command: 'vim', pid: 7 }] });
    expect(second.gate.decide(asked, AGENT).answer.approval).toBe(answer.approval);
    expect(second.gate.approvals.find('default', answer.approval ?? '').ancestry).toEqual(ancestry);
    await second.end();
  });

  test.each([
    ['that are seen as escapes', '\u0001'],
    ['in the place of which a longer mark is logged', 'pwd=x;'],
  ])('the longest has room in a record beside the longest action, with names %s', async (_what, unit) => {
    const world = await newWorld();
    const processes = new FakeProcesses();
    const names = ['MainThread', unit.repeat(40)];
    for (let pid = 4_000; pid > 3_000; pid--) processes.add({ pid, parentPid: pid - 1, names });
    const longest = ancestryOf(processes, from(4_000));
    const { gate, recorder } = await startGate(world, { ancestryOf: () => longest });
    const command = `frobnicate ${unit.repeat(7_000)}`;
    const { before } = gate.decide(
      { ...asked, action: { kind: 'command', command }, cwd: `/${unit.repeat(700)}` },
      AGENT,
    );
    await before;
    const [body] = await bodiesOf(world, recorder, 'approval.requested');
    expect([longest.length, body?.['ancestry']]).toMatchObject([ANCESTRY_MAX, { length: ANCESTRY_MAX }]);
  });

  test('there is none where nobody is known, and the approval waits all the same', async () => {
    const world = await newWorld();
    const { gate, recorder } = await startGate(world);
    const { answer, before } = gate.decide(asked, AGENT);
    await before;
    expect(gate.approvals.find('default', answer.approval ?? '')).not.toHaveProperty('ancestry');
    const [body] = await bodiesOf(world, recorder, 'approval.requested');
    expect(body).not.toHaveProperty('ancestry');
  });
});
