/** The gate as people have it: `capgate serve` in a process of its own, asked by the other commands. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DecideRequest, SocketClient } from '@capgate/client';
import { needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capgate, type Outcome } from './harness.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const SOURCES = ['--conditions=@capgate/source', MAIN];
const CLEAR = { PATH: process.env['PATH'] ?? '' };

let home: string;
let socket: string;
let service: ChildProcess;
let client: SocketClient;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'capgate-serve-'));
  socket = join(home, 'run/gate.sock');
  writeFileSync(join(home, 'gate.yaml'), `socket: { path: ${socket} }\nhttp: { port: 0 }\n`);
  service = spawn(process.execPath, [...SOURCES, 'serve', '--config', join(home, 'gate.yaml')], {
    env: { ...CLEAR, HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await said(service, 'Ctrl+C ends it.');
  client = new SocketClient({ path: socket });
});

afterAll(() => {
  client.close();
  service.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

/** Resolves once the program has printed this. */
async function said(child: ChildProcess, text: string): Promise<void> {
  let printed = '';
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    if (printed.includes(text)) return;
  }
  throw new Error(`expected ${text}, met the end of the program: ${printed}`);
}

/** A command from this process, which no terminal of a person need control. */
function asked(...words: string[]): Promise<Outcome> {
  return capgate(words, { home, env: { CAPGATE_SOCKET: socket } });
}

/** A command at a terminal, as a person has one, with none of this process's variables. */
function atTerminal(...words: string[]): string {
  const line = [process.execPath, ...SOURCES, ...words].map((word) => `'${word}'`).join(' ');
  const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    env: { ...CLEAR, HOME: home, CAPGATE_SOCKET: socket },
    encoding: 'utf8',
  });
  return stdout;
}

const FORCE = 'git push --force origin main';

function decide(command: string) {
  return client.decide({ action: { kind: 'command', command }, session: 's1', agent: 'tester', cwd: '/srv/work' });
}

async function settled(id: string): Promise<Outcome> {
  for (;;) {
    const outcome = await asked('why', id);
    if (outcome.status === 0) return outcome;
  }
}

describe('capgate serve', () => {
  test('decides, and log and why tell of it', async () => {
    const allowed = await decide('ls -la');
    const stopped = await decide(FORCE);
    expect([allowed.verdict, stopped.verdict]).toEqual(['allow', 'ask']);
    const why = await settled(stopped.decision ?? '');
    expect(why.stdout).toContain('overwrites history on a remote repository (vcs.force-push)');
    const { stdout } = await asked('log', '--json', '--verdict', 'ask');
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ id: stopped.decision, action: { command: FORCE }, agent: 'tester' });
    await expect(asked('status')).resolves.toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 approval waiting'),
    });
  });

  test('judges what a session wrote when it runs that, by what is in it', async () => {
    const cwd = join(home, 'project');
    mkdirSync(cwd);
    const inSession = (session: string, action: DecideRequest['action']) =>
      client.decide({
        action,
        session,
        agent: 'writer',
        subagent: { id: 'sub-1', parent: 'lead' },
        cwd,
        workspace: cwd,
      });
    const run = (command: string, session = 'w1') => inSession(session, { kind: 'command', command });
    await inSession('w1', { kind: 'file', operation: 'write', path: join(cwd, 'one.sh') });
    await run('cat > two.sh');
    await run('cat > three.sh');
    writeFileSync(join(cwd, 'one.sh'), 'echo harmless\n');
    writeFileSync(join(cwd, 'two.sh'), 'echo start\nrm -rf ~\n');
    const answers = [
      await run('bash one.sh'),
      await run('./two.sh'),
      await run('./three.sh'),
      await run('./two.sh', 'w2'),
    ];
    expect(answers.map(({ verdict }) => verdict)).toEqual(['allow', 'deny', 'ask', 'allow']);
    expect(answers[1]?.reasons?.[0]?.message).toContain(
      `in "${join(cwd, 'two.sh')}", which this session wrote: deletes`,
    );
    const id = answers[1]?.decision ?? '';
    const why = (await settled(id)).stdout;
    expect(why).toContain('by writer (subagent sub-1), session w1');
    expect(why).toMatch(/judged with \S+\/two\.sh as it was \(SHA-256 [0-9a-f]{64}\)\n/u);
    writeFileSync(join(cwd, 'two.sh'), 'echo harmless by now\n');
    expect((await settled(id)).stdout).toContain('it has changed since, or is gone');
    expect((await settled(answers[2]?.decision ?? '')).stdout).toContain('three.sh, which could not be read');
    expect((await asked('log', '--agent', 'writer')).stdout).toContain('writer (subagent sub-1): ./two.sh');
  });

  test('nobody without a terminal answers an approval', async () => {
    const { approval = '' } = await decide(FORCE);
    const { status, stderr } = await asked('approvals', 'allow', approval);
    expect(status).toBe(2);
    expect(stderr).toContain('FORBIDDEN');
    await expect(decide(FORCE)).resolves.toMatchObject({ verdict: 'ask', approval });
  });

  test('what waits is shown with nothing hidden, what would be safer and the rule that would allow it', async () => {
    const { approval = '' } = await decide(`${FORCE} \u202e\u0007`);
    const { status, stdout } = await asked('approvals', 'show', approval);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^[ -~\n]*$/u)]);
    for (const text of [
      `${approval.slice(0, 8)}  HIGH  ${FORCE} \\u{202e}\\x07`,
      'not seen as themselves',
      'tester in /srv/work, session s1',
      'asked by mode balanced; expires in ',
      'overwrites history on a remote repository (vcs.force-push)',
      'Rule that would allow it\n  git-push-',
      `capgate approvals allow ${approval.slice(0, 8)} --rule`,
    ]) {
      expect(stdout).toContain(text);
    }
  });

  test('what waits is shown with who called: the process that asked, and what started it', async () => {
    const { approval = '' } = await decide(FORCE);
    const called = new RegExp(` called by \\S.* \\(${process.pid}\\) < \\S.* \\(${process.ppid}\\)`, 'u');
    for (const words of [['show', approval], ['list']]) {
      const { stdout } = await asked('approvals', ...words);
      expect(stdout.replaceAll(/\s+/gu, ' ')).toMatch(called);
    }
  });

  test('an action of any length is shown whole', async () => {
    const words = Array.from({ length: 60 }, (_, i) => `word-${i}`);
    await decide(['frobnicate', ...words].join(' '));
    const { stdout } = await asked('approvals');
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain(['frobnicate', ...words].join(' '));
    expect(stdout).toContain('capgate approvals show ID says more');
  });

  test('the beginning of no approval, or of several, answers none', async () => {
    await expect(asked('approvals', 'show', 'ffff')).resolves.toMatchObject({
      stderr: expect.stringContaining('of none'),
    });
    await expect(asked('approvals', 'deny', '')).resolves.toMatchObject({
      stderr: expect.stringContaining('write more'),
    });
  });

  test('nobody without a terminal allows by a rule', async () => {
    const { approval = '' } = await decide(FORCE);
    const { status, stderr } = await asked('approvals', 'allow', approval, '--rule-as-proposed', '--yes');
    expect([status, stderr]).toEqual([2, expect.stringContaining('FORBIDDEN')]);
    await expect(decide(FORCE)).resolves.toMatchObject({ verdict: 'ask', approval });
  });

  test('a gate that is not there is said to be not there', async () => {
    const { status, stderr } = await capgate(['log'], { home, env: { CAPGATE_SOCKET: join(home, 'none.sock') } });
    expect(status).toBe(2);
    expect(stderr).toContain('capgate serve starts one');
  });
});

// Where an agent runs these tests, the gate rightly takes nobody here for a person.
const isAgents = Object.keys(process.env).some((name) =>
  /^(?:AI_AGENT|AGENT|CLAUDECODE|CODEX_SANDBOX|GEMINI_CLI)$/u.test(name),
);

describe.skipIf(isAgents)('a person at a terminal', () => {
  test('allows an action once', async ({ skip }) => {
    needsProgram({ skip }, 'script');
    const { approval = '' } = await decide(FORCE);
    expect(atTerminal('approvals', 'allow', approval.slice(0, 8))).toContain('is allowed');
    await expect(decide(FORCE)).resolves.toMatchObject({ verdict: 'allow', judged: 'ask', approval });
    await expect(decide(FORCE)).resolves.toMatchObject({ verdict: 'ask' });
  });

  test('allows by the rule that is proposed, from then on, until the version is taken back', async ({ skip }) => {
    needsProgram({ skip }, 'script');
    const { approval = '' } = await decide('frobnicate build');
    expect(atTerminal('approvals', 'allow', approval, '--rule-as-proposed', '--yes')).toContain('is in force');
    const decided = [await decide('frobnicate build --fast'), await decide('frobnicate deploy')];
    expect(decided.map(({ verdict }) => verdict)).toEqual(['allow', 'ask']);
    const { stdout } = await asked('policy', 'history');
    expect(stdout).toMatch(new RegExp(`^\\* 1 .*: approval ${approval}\n$`, 'u'));
    writeFileSync(join(home, 'none.yaml'), '{}\n');
    atTerminal('policy', 'change', join(home, 'none.yaml'), '--reason', 'no rules');
    expect(atTerminal('policy', 'activate', '2', '--reason', 'no rules')).toContain('Version 2 is in force');
    await expect(decide('frobnicate build --fast')).resolves.toMatchObject({ verdict: 'ask' });
  });

  test('changes the policy and takes it back', async ({ skip }) => {
    needsProgram({ skip }, 'script');
    const rules = '[{ id: no-force, verdict: deny, reason: never here, when: { effect: vcs.force-push } }]';
    writeFileSync(join(home, 'policy.yaml'), `security: { user: { version: 1, rules: ${rules} } }\n`);
    expect(atTerminal('policy', 'change', join(home, 'policy.yaml'), '--reason', 'first')).toContain(
      'Version 3 is made',
    );
    expect(atTerminal('policy', 'activate', '3', '--reason', 'reviewed')).toContain('Version 3 is in force');
    await expect(decide(FORCE)).resolves.toMatchObject({ verdict: 'deny', rule: 'rule no-force of layer user' });
    const { stdout } = await asked('policy', 'history');
    expect(stdout).toMatch(/^\* 3 .*: first$/mu);
    writeFileSync(join(home, 'none.yaml'), '{}\n');
    atTerminal('policy', 'change', join(home, 'none.yaml'), '--reason', 'second');
    expect(atTerminal('policy', 'activate', '4', '--reason', 'no rules')).toContain('Version 4 is in force');
    await expect(decide(FORCE)).resolves.toMatchObject({ verdict: 'ask' });
    expect(atTerminal('policy', 'rollback', '--reason', 'it let too much through')).toContain('Version 3 is in force');
    await expect(decide(FORCE)).resolves.toMatchObject({ verdict: 'deny' });
  });

  test('rotates the keys of the gate that runs, and the log verifies by the first one', async ({ skip }) => {
    needsProgram({ skip }, 'script');
    const before = JSON.parse((await asked('keys', 'show', '--json')).stdout).keys as { fingerprint: string }[];
    expect(atTerminal('keys', 'rotate')).toContain(`Replaces     ${before[0]?.fingerprint}`);
    const after = JSON.parse((await asked('keys', 'show', '--json')).stdout).keys as object[];
    expect(after).toHaveLength(before.length + 1);
    await expect(decide('ls')).resolves.toMatchObject({ verdict: 'allow' });
    const { stderr } = await asked('keys', 'rotate');
    expect(stderr).toContain('FORBIDDEN');
  });

  test('gets the gate out of the way for a while', async ({ skip }) => {
    needsProgram({ skip }, 'script');
    expect(atTerminal('pause', '10m', '--reason', 'a migration')).toContain('stands aside until');
    await expect(decide(FORCE)).resolves.toMatchObject({ verdict: 'allow', judged: 'deny' });
    await expect(decide('capgate pause 1h')).resolves.toMatchObject({ verdict: 'deny' });
    expect(atTerminal('pause', '--end')).toContain('The gate is back');
    await expect(decide(FORCE)).resolves.toMatchObject({ verdict: 'deny' });
  });
});

describe('after its end', () => {
  test('the log verifies, and the store is made anew from it', async () => {
    service.kill('SIGTERM');
    const [code] = (await new Promise<unknown[]>((resolve) => service.once('exit', (...end) => resolve(end)))) as [
      number,
    ];
    expect(code).toBe(0);
    const verified = await capgate(['audit', 'verify'], { home });
    expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('VERIFIED') });
    const rebuilt = await capgate(['store', 'rebuild', '--config', join(home, 'gate.yaml')], { home });
    expect(rebuilt.stdout).toMatch(/The store holds \d+ records of the log again/u);
  });
});
