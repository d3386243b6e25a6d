import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { codeOf, needsProgram } from '@capgate/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { environmentAt } from '../src/callers/environment.ts';
import { userBehind } from '../src/callers/identity.ts';
import { Peers } from '../src/callers/peers.ts';
import { SCOPES } from '../src/callers/caller.ts';
import { AgentProcesses, whyNoPerson } from '../src/callers/personhood.ts';
import { linuxProcesses, ownProcesses, type ProcessInfo, type Processes } from '../src/callers/processes.ts';
import { desk, FakeProcesses, INIT } from './fake-processes.ts';

/** The gate's own user. */
const UID = 1_000;

function why(processes: FakeProcesses, pid: number, agents = new AgentProcesses(processes)): string | undefined {
  return whyNoPerson(processes, agents, pid, UID);
}

describe('a person', () => {
  test('is who runs a command in a shell at a terminal', () => {
    expect(why(desk(), 30)).toBeUndefined();
  });

  test('may be below a login that shows nobody its environment', () => {
    const hidden = { variables: undefined, hasTerminal: false };
    const processes = desk().add({ pid: 10, parentPid: INIT, names: ['sshd'], ...hidden });
    expect(why(processes.owned(0, [10]), 30)).toBeUndefined();
    // Another user's may be an agent.
    expect(why(processes.owned(UID + 1, [10]), 30)).toMatch(/CAP_SYS_PTRACE/u);
    expect(why(desk().add({ pid: 10, parentPid: INIT, names: ['sshd'], ...hidden }), 30)).toBeDefined();
  });

  test('may be behind sudo with a terminal of its own', () => {
    const processes = desk()
      .add({ pid: 40, parentPid: 30, names: ['sudo'] })
      .add({ pid: 50, parentPid: 40, sessionLeader: 50, names: ['sudo'] })
      .add({ pid: 60, parentPid: 50, sessionLeader: 50 });
    expect(why(processes, 60)).toBeUndefined();
  });
});

/** A shell of user 1000, `sudo` there, which has a terminal of its own, and a command of root. */
function sudo(): FakeProcesses {
  return desk()
    .add({ pid: 40, parentPid: 20, names: ['sudo'] })
    .add({ pid: 50, parentPid: 40, sessionLeader: 50, names: ['sudo'] })
    .add({ pid: 60, parentPid: 50, sessionLeader: 50, names: ['capgate'] })
    .owned(0, [INIT, 10, 40, 50, 60])
    .owned(1_000, [20, 30]);
}

describe('the user behind a process', () => {
  test('is the one whom the process belongs to', () => {
    expect(userBehind(sudo(), 30)).toBe(1_000);
  });

  test('is who called sudo or su at this terminal', () => {
    expect(userBehind(sudo(), 60)).toBe(1_000);
    const other = sudo()
      .add({ pid: 70, parentPid: 50, sessionLeader: 50, names: ['su'] })
      .add({ pid: 71, parentPid: 70, sessionLeader: 50, names: ['bash'] })
      .owned(0, [70])
      .owned(1_001, [71]);
    expect(userBehind(other, 71)).toBe(1_000);
  });

  test('is who logged in, where the system keeps that, whatever is at the terminal', () => {
    expect(userBehind(sudo().owned(0, [60], 1_002), 60)).toBe(1_002);
  });

  test('is the user of the shell behind a login at a console, which is root at the same terminal', () => {
    const console = desk()
      .add({ pid: 10, parentPid: INIT, names: ['login'] })
      .owned(0, [10])
      .owned(1_000, [20, 30]);
    expect(userBehind(console, 30)).toBe(1_000);
  });

  test('is nobody where root alone is there and nobody logged in, and where nothing can be looked at', () => {
    const root = desk().owned(0, [20, 30]);
    expect([userBehind(root, 30), userBehind(desk(), 30)]).toEqual([undefined, undefined]);
    expect(userBehind(root.owned(0, [30], 0), 30)).toBe(0);
  });

  test('of this process is who runs it, as the system says', ({ skip }) => {
    if (process.platform !== 'linux') skip('processes are looked at on Linux');
    const owner = linuxProcesses.owner(process.pid);
    expect(owner?.uid).toBe(process.getuid?.());
    expect(linuxProcesses.owner(2 ** 30)).toBeUndefined();
  });
});

describe('no person', () => {
  test.each<[string, Partial<ProcessInfo>]>([
    ['an agent by its name', { names: ['claude'] }],
    ['an agent that Node runs', { names: ['node', 'node', 'codex'] }],
    ['a process that an agent set a variable for', { variables: ['PATH', 'CLAUDECODE'] }],
  ])('has %s among the ancestors, however far', (_, agent) => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), (above, below) => {
        const processes = desk();
        let parentPid = 20;
        for (let n = 0; n < above; n++)
          processes.add({ pid: ++parentPid + 100, parentPid: n === 0 ? 20 : parentPid + 99 });
        const last = above === 0 ? 20 : parentPid + 100;
        processes.add({ pid: 500, parentPid: last, ...agent });
        for (let n = 0; n <= below; n++) processes.add({ pid: 501 + n, parentPid: 500 + n });
        expect(why(processes, 501 + below)).toMatch(/agent/u);
        // The same chain without the agent is a person's: it is the agent that was found.
        processes.add({ pid: 500, parentPid: last });
        expect(why(processes, 501 + below)).toBeUndefined();
      }),
    );
  });

  test('is below an agent that a session named, and no longer once the pid is that of another process', () => {
    const processes = desk();
    const agents = new AgentProcesses(processes);
    processes.add({ pid: 40, parentPid: 30, names: ['my-agent'] }).add({ pid: 50, parentPid: 40 });
    expect(why(processes, 50, agents)).toBeUndefined();
    agents.note(40, 50, {});
    expect(why(processes, 50, agents)).toMatch(/my-agent/u);
    processes.add({ pid: 40, parentPid: 30, startTicks: 999, names: ['vim'] });
    expect(why(processes, 50, agents)).toBeUndefined();
    // An agent again, under the same pid: each connection is believed anew.
    agents.note(40, 50, {});
    expect(why(processes, 50, agents)).toMatch(/vim/u);
  });

  test('is looked for once for each agent that is named, and anew under a pid that had another before', () => {
    const processes = desk()
      .add({ pid: 40, parentPid: 20, names: ['my-agent', 'my-agent'] })
      .add({ pid: 50, parentPid: 40, names: ['sh', 'sh', '-c', 'ask the gate; true'] })
      .add({ pid: 60, parentPid: 50, names: ['capgate-hook'] });
    const agents = new AgentProcesses(processes);
    agents.note(40, 60, {});
    processes.lookCount = 0;
    for (let connection = 0; connection < 100; connection++) agents.note(40, 60, {});
    expect(processes.lookCount).toBe(0);
    // The shell of each hook is another: it is looked at as far as the agent that is known.
    agents.note(50, 60, {});
    expect(processes.lookCount).toBe(3);
    expect(agents.isAgent({ pid: 50, startTicks: 500 })).toBe(true);
    processes.add({ pid: 40, parentPid: 30, startTicks: 999, names: ['vim', 'vim'] });
    expect(agents.isAgent({ pid: 40, startTicks: 999 })).toBe(false);
    agents.note(40, 60, {});
    expect(agents.isAgent({ pid: 40, startTicks: 999 })).toBe(true);
  });

  test('is nobody above a known agent who is named through it, and no shell that a person has', () => {
    const processes = desk()
      .add({ pid: 40, parentPid: 20, names: ['my-agent', 'my-agent'] })
      .add({ pid: 50, parentPid: 40, names: ['capgate-hook'] });
    const agents = new AgentProcesses(processes);
    agents.note(40, 50, {});
    for (const pid of [20, 10, INIT, 30]) agents.note(pid, 50, {});
    expect([20, 10, INIT, 30].map((pid) => agents.isAgent({ pid, startTicks: pid * 10 }))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(why(processes, 30, agents)).toBeUndefined();
  });

  test('is not made of others: an agent can name its ancestors alone, and not the first process', () => {
    const processes = desk()
      .add({ pid: 70, parentPid: 10, names: ['zsh'] })
      .add({ pid: 71, parentPid: 70 });
    const agents = new AgentProcesses(processes);
    for (const pid of [70, 71, INIT, 4_711]) agents.note(pid, 30, {});
    expect([why(processes, 71, agents), why(processes, 30, agents)]).toEqual([undefined, undefined]);
  });

  test.each<[string, readonly string[]]>([
    ['a login shell', ['bash', '-bash']],
    ['one that was started by name', ['zsh', 'zsh', '-i', '-l']],
    ["an editor's", ['bash', 'bash', '--init-file', 'shellIntegration-bash.sh']],
    ['one of fish with its first command', ['fish', 'fish', '--init-command', 'source x']],
  ])('is not made of who started it: an agent cannot name the shell above it, %s', (_, names) => {
    const processes = desk().add({ pid: 20, parentPid: 10, names });
    processes.add({ pid: 40, parentPid: 20, names: ['my-agent', 'my-agent'] });
    processes.add({ pid: 50, parentPid: 40, names: ['sh', 'sh', '-c', 'ask the gate'] });
    const agents = new AgentProcesses(processes);
    for (const pid of [20, 10, INIT]) agents.note(pid, 50, {});
    expect([why(processes, 30, agents), why(processes, 20, agents)]).toEqual([undefined, undefined]);
    agents.note(40, 50, {});
    expect([why(processes, 30, agents), why(processes, 50, agents)]).toEqual([
      undefined,
      expect.stringMatching(/my-agent/u),
    ]);
  });

  test('is below an agent whose hook a shell runs, and that shell is not all that is meant', () => {
    const processes = desk()
      .add({ pid: 40, parentPid: 20, names: ['my-agent', 'my-agent'] })
      .add({ pid: 50, parentPid: 40, names: ['sh', 'sh', '-c', 'ask the gate || exit 2'] })
      .add({ pid: 60, parentPid: 40, names: ['bash', 'bash', '-c', 'answer for the person'] });
    const agents = new AgentProcesses(processes);
    expect(why(processes, 60, agents)).toBeUndefined();
    agents.note(50, 50, {});
    expect([why(processes, 60, agents), why(processes, 30, agents)]).toEqual([
      expect.stringMatching(/my-agent/u),
      undefined,
    ]);
  });

  test.each<[string, readonly string[]]>([
    ['interactive', ['bash', 'bash', '-i']],
    ['a login', ['zsh', '-zsh']],
  ])('is below an agent also at a shell and a terminal that the agent made itself, %s', (_, names) => {
    const processes = desk()
      .add({ pid: 40, parentPid: 20, names: ['my-agent', 'my-agent'] })
      .add({ pid: 50, parentPid: 40, sessionLeader: 50, names })
      .add({ pid: 60, parentPid: 50, sessionLeader: 50, names: ['node', 'capgate'] });
    const agents = new AgentProcesses(processes);
    expect(why(processes, 60, agents)).toBeUndefined();
    for (const pid of [40, 20, 10, INIT]) agents.note(pid, 60, {});
    expect([why(processes, 60, agents), why(processes, 30, agents)]).toEqual([
      expect.stringMatching(/my-agent/u),
      undefined,
    ]);
  });

  test.each<[string, readonly string[]]>([
    ['a script', ['bash', 'bash', 'agent.sh']],
    ['a script behind many options', ['bash', 'bash', '--norc', '--noprofile', '--posix', '-l', '-i', 'agent.sh']],
    ['code behind many options', ['bash', 'bash', '--norc', '--noprofile', '--posix', '-l', '-i', '-c', '-x']],
    ['whatever stands behind more options than are looked at', ['bash', ...Array<string>(64).fill('-i')]],
    ['code', ['sh', 'sh', '-lc', 'while read line; do agent "$line"; done']],
    ['a program', ['python3', 'python3', 'agent.py']],
  ])('is an agent that a terminal runs itself, as %s', (_, names) => {
    const processes = desk()
      .add({ pid: 40, parentPid: 10, names })
      .add({ pid: 50, parentPid: 40, names: ['node', 'node'] });
    const agents = new AgentProcesses(processes);
    expect(why(processes, 50, agents)).toBeUndefined();
    agents.note(40, 50, {});
    expect(why(processes, 50, agents)).toMatch(/among its ancestors/u);
  });

  test.each(['tmux: server', 'sshd', 'systemd', 'login'])('are not all who are below one %s', (name) => {
    const processes = desk().add({ pid: 10, parentPid: INIT, hasTerminal: false, names: [name, name] });
    processes.add({ pid: 40, parentPid: 10, names: ['python3', 'python3', 'agent.py'] });
    const agents = new AgentProcesses(processes);
    agents.note(10, 40, {});
    expect(why(processes, 30, agents)).toBeUndefined();
  });

  test('has no terminal', () => {
    expect(why(desk().add({ pid: 30, parentPid: 20, hasTerminal: false }), 30)).toMatch(/terminal/u);
  });

  test('was let go of by who started it: what an agent leaves behind has its terminal, and init as its parent', () => {
    const processes = desk().add({ pid: 80, parentPid: INIT, sessionLeader: 20, names: ['sh'] });
    expect(why(processes, 80)).toMatch(/let go/u);
    processes.add({ pid: 81, parentPid: 80, sessionLeader: 81 });
    expect(why(processes, 81)).toMatch(/let go/u);
  });

  test('is a process that is gone, whose ancestor is gone, or whose ancestors never end', () => {
    expect(why(desk(), 4_711)).toBeDefined();
    expect(why(desk().add({ pid: 31, parentPid: 4_711 }), 31)).toBeDefined();
    expect(why(desk().add({ pid: 90, parentPid: 91 }).add({ pid: 91, parentPid: 90 }), 90)).toBeDefined();
  });

  test('is anything in a table of any processes that has an agent above it', () => {
    const info = fc.record({
      parentPid: fc.nat(12),
      isAgent: fc.boolean(),
      hasTerminal: fc.boolean(),
      leader: fc.nat(12),
    });
    fc.assert(
      fc.property(fc.array(info, { minLength: 2, maxLength: 12 }), fc.integer({ min: 2, max: 12 }), (rows, pid) => {
        const processes = new FakeProcesses();
        for (const [i, { isAgent, leader, ...row }] of rows.entries()) {
          processes.add({ pid: i + 1, sessionLeader: leader, ...row, names: [isAgent ? 'gemini' : 'sh'] });
        }
        const chain = new Set<number>();
        for (let at = pid; at > 0 && !chain.has(at); at = processes.info(at)?.parentPid ?? 0) chain.add(at);
        const hasAgent = [...chain].some((at) => processes.info(at)?.names.includes('gemini'));
        expect(why(processes, pid) === undefined && hasAgent).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});

const ACCOUNTS = {
  nameOf: (uid: number) => `user${uid}`,
  homeOf: (uid: number) => (uid === 0 ? undefined : `/home/user${uid}`),
};

function peers(processes: Processes): Peers {
  return new Peers({
    processes,
    uid: UID,
    users: [2_000],
    approvers: [4_000],
    tenant: 'default',
    accounts: ACCOUNTS,
  });
}

describe('a peer', () => {
  test("of the gate's user at a terminal is a person for calls, and asks as an agent does", () => {
    const known = peers(desk());
    const peer = { pid: 30, uid: UID };
    expect([known.asker(peer).kind, known.caller(peer).kind]).toEqual(['agent', 'person']);
  });

  test("of an approver is a person as the gate's own user's are, unless a process above shows nothing", () => {
    const known = peers(desk());
    const { kind, name, person } = known.caller({ pid: 30, uid: 4_000 });
    expect([kind, name, person]).toEqual(['person', 'user4000', 'user4000']);
    const agent = desk().add({ pid: 20, parentPid: 10, names: ['claude', 'claude'] });
    expect(peers(agent).caller({ pid: 30, uid: 4_000 }).whyNoPerson).toMatch(/claude/u);
    const hidden = desk().add({ pid: 20, parentPid: 10, names: ['my-agent'], variables: undefined });
    const refused = peers(hidden.owned(4_000, [20, 30])).caller({ pid: 30, uid: 4_000 });
    expect([refused.kind, refused.whyNoPerson]).toEqual(['agent', expect.stringMatching(/CAP_SYS_PTRACE/u)]);
    known.admit([2_000, 4_000], []);
    expect(known.caller({ pid: 30, uid: 4_000 }).whyNoPerson).toMatch(/socket.approvers/u);
  });

  test("of another user than the gate's has the home that the system names for it, or none", () => {
    const known = peers(desk());
    const homes = [UID, 2_000, 0].map((uid) => known.asker({ pid: 30, uid }).home);
    expect(homes).toEqual([undefined, '/home/user2000', '']);
  });

  test('is looked at in full for each scope but to ask, which costs no look', () => {
    const processes = desk();
    const known = peers(processes);
    const peer = { pid: 30, uid: UID };
    const others = [undefined, ...SCOPES.filter((scope) => scope !== 'decide')];
    expect(others.map((scope) => known.callerFor(peer, scope).kind)).toEqual(others.map(() => 'person'));
    processes.add({ pid: 20, parentPid: 10, names: ['claude', 'claude'] });
    const agents = others.map((scope) => known.callerFor(peer, scope));
    expect(agents.map(({ scopes }) => scopes)).toEqual(others.map(() => ['decide', 'read']));
    processes.lookCount = 0;
    expect(known.callerFor(peer, 'decide')).toMatchObject({ kind: 'agent', scopes: ['decide', 'read'] });
    expect(processes.lookCount).toBe(0);
    expect(() => known.callerFor({ pid: 30, uid: 3_000 }, 'decide')).toThrow(/may ask/u);
  });

  test('under sudo calls as root, and counts as the person who called it', () => {
    const known = peers(desk().owned(0, [30]).owned(UID, [20]));
    expect(known.caller({ pid: 30, uid: 0 })).toMatchObject({ kind: 'person', name: 'user0', person: 'user1000' });
  });

  test('at a terminal that root began is a person, and nobody who is known', () => {
    const { kind, name, person } = peers(desk().owned(0, [20, 30])).caller({ pid: 30, uid: 0 });
    expect([kind, name, person]).toEqual(['person', 'user0', undefined]);
  });

  test('of another user is refused; of one that may ask, it may not approve', async () => {
    const known = peers(desk());
    expect(await codeOf(() => known.asker({ pid: 30, uid: 3_000 }))).toBe('FORBIDDEN');
    const { kind, scopes, whyNoPerson: reason } = known.caller({ pid: 30, uid: 2_000 });
    expect([kind, scopes, reason]).toEqual(['agent', ['decide', 'read'], expect.stringMatching(/another user/u)]);
  });

  test('is no person once its process has ended, though a person has the pid now', () => {
    const processes = desk();
    const known = peers(processes);
    const peer = { pid: 30, uid: UID };
    known.asker(peer);
    processes.add({ pid: 30, parentPid: 20, startTicks: 4_711 });
    expect(known.caller(peer).kind).toBe('agent');
  });
});

test('knows its own number, and that of its group', () => {
  const own = ownProcesses();
  expect(own[0]).toBe(process.pid);
  // Signal 0 asks whether there is a group of that number, and does nothing.
  expect(process.kill(-(own[1] ?? 0), 0)).toBe(true);
});

describe('real processes', () => {
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  test('are told as proc(5) has them, also with names that try to be something else', async () => {
    const child = spawn(
      process.execPath,
      ['-e', 'process.title = "a) S 1 (b"; console.log(1); setInterval(() => {}, 1e6)'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: process.env['PATH'], CLAUDECODE: '1' },
      },
    );
    children.push(child);
    await once(child.stdout, 'data');
    const info = linuxProcesses.info(child.pid ?? 0);
    expect([info?.pid, info?.parentPid, info?.hasTerminal]).toEqual([child.pid, process.pid, false]);
    expect(info?.names[0]).toBe('a) S 1 (b');
    expect(info?.variables).toContain('CLAUDECODE');
    expect(info?.startTicks).toBeGreaterThan(linuxProcesses.info(process.pid)?.startTicks ?? 0);
    expect(linuxProcesses.info(4_194_305)).toBeUndefined();
  });

  test('have an environment that is read where it lies as proc(5) has it, and none where nobody may look', async () => {
    const child = spawn('sleep', ['60'], { env: { PATH: process.env['PATH'], CLAUDECODE: 'ü', EMPTY: '' } });
    children.push(child);
    await once(child, 'spawn');
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    const [start, end] = [BigInt(stat[47] ?? 0), BigInt(stat[48] ?? 0)];
    const environment = readFileSync(`/proc/${child.pid}/environ`, 'latin1');
    expect(environment).toContain('CLAUDECODE=');
    expect(environmentAt(child.pid ?? 0, start, end)).toBe(environment);
    expect(environmentAt(child.pid ?? 0, start, start)).toBe('');
    expect([
      environmentAt(child.pid ?? 0, 0n, 0n),
      environmentAt(child.pid ?? 0, end, start),
      environmentAt(child.pid ?? 0, start, start + (1n << 40n)),
      environmentAt(child.pid ?? 0, 4096n, 8192n),
      environmentAt(2 ** 30, start, end),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  test('are told with all words that a script or code may stand behind, and with so many at most', async () => {
    const words = Array.from({ length: 100 }, (_, n) => `word-${n}`);
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)', ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    const names = linuxProcesses.info(child.pid ?? 0)?.names;
    expect([names?.length, names?.at(-1)]).toEqual([65, 'word-60']);
  });

  test('at a terminal of their own have it, and their shell as the leader of their session', async (context) => {
    const program = needsProgram(context, 'script');
    const print = 'console.log("pid " + process.pid); setInterval(() => {}, 1e6)';
    const child = spawn(program, ['-qec', `'${process.execPath}' -e '${print}'`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    while (!/pid \d+/u.test(text)) await once(child.stdout, 'data');
    const info = linuxProcesses.info(Number(/pid (\d+)/u.exec(text)?.[1]));
    expect(info?.hasTerminal).toBe(true);
    const leader = linuxProcesses.info(info?.sessionLeader ?? 0);
    expect([leader?.hasTerminal, leader?.sessionLeader]).toEqual([true, leader?.pid]);
  });
});
