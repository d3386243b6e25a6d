/** `capgate run`: a command that the kernel holds to its workspace, started as a person starts it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accountOf } from '@capgate/kernel';
import { needsProgram } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copies } from '../../agents/test/real/gate.ts';
import { IN_OWN_BPF_FS } from './run/own-bpf.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const SOURCES = ['--conditions=@capgate/source', MAIN];
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let folder: string;
let home: string;
let workspace: string;
let env: Record<string, string>;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-run-')));
  home = join(folder, 'home');
  workspace = join(folder, 'project');
  for (const path of [home, workspace, join(folder, 'tmp'), join(workspace, '.git')]) mkdirSync(path);
  env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: home, TMPDIR: join(folder, 'tmp') };
  write('home/.ssh/id_ed25519', 'a secret\n');
  write('home/notes', 'written by a person\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const CAPGATE: readonly string[] = [...(isRoot ? IN_OWN_BPF_FS : []), process.execPath, ...SOURCES];

function capgate(...words: string[]) {
  const [program = '', ...before] = CAPGATE;
  return spawnSync(program, [...before, ...words], { cwd: workspace, env, encoding: 'utf8' });
}

/** How each line ends, one confined shell for all of them. */
function statusesOf(lines: readonly string[], ...options: string[]): number[] {
  const script = 'for line do sh -c "$line" > /dev/null; echo $?; done';
  const { stdout, stderr } = capgate('run', ...options, '--', 'sh', '-c', script, 'sh', ...lines);
  expect(stderr).toMatch(/permission denied/iu);
  return stdout.trim().split('\n').map(Number);
}

describe.runIf(process.platform === 'linux')('capgate run', () => {
  it('lets a command work in the workspace, and nowhere else', () => {
    const made = capgate('run', '--', 'sh', '-c', 'echo work > made && mktemp && mkdir -p ~/.cache/tool && exit 7');
    expect(made).toMatchObject({ status: 7, stderr: '' });
    expect(readFileSync(join(workspace, 'made'), 'utf8')).toBe('work\n');
    const tried = ['echo x > ~/notes', 'rm -f ~/notes', 'touch ~/new', 'cat ~/.ssh/id_ed25519', 'mv ~/notes .'];
    expect(statusesOf(tried).map((status) => status === 0)).toEqual(tried.map(() => false));
    expect(readFileSync(join(home, 'notes'), 'utf8')).toBe('written by a person\n');
    // Without it each of them works.
    expect(spawnSync('sh', ['-c', 'cat ~/.ssh/id_ed25519 && rm ~/notes'], { env }).status).toBe(0);
    expect(existsSync(join(home, 'notes'))).toBe(false);
  });

  it.runIf(isRoot)('as root is held by programs in the kernel as well, which tell what they stopped', (context) => {
    const perl = needsProgram(context, 'perl');
    const script = 'use IO::Socket::INET; IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => 80) or exit($! + 0)';
    const run = capgate('run', '--', perl, '-e', script, '169.254.169.254');
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(
      /the kernel stopped\n {2}perl \(process \d+ of \d+\): connecting to 169\.254\.169\.254/u,
    );
  });

  it.runIf(isRoot)('as root holds by what is left where control groups cannot be made, and says so', () => {
    const [unshare = '', ...before] = IN_OWN_BPF_FS;
    const over = 'for at in $(grep -o "/[^ ]* cgroup2 " /proc/mounts); do mount -t tmpfs -o ro none "$at"; break; done';
    const line = `${over}; ${[process.execPath, ...SOURCES].join(' ')} run --verbose -- sh -c 'rm ~/notes'`;
    const run = spawnSync(unshare, [...before, 'sh', '-c', line], { cwd: workspace, env, encoding: 'utf8' });
    expect(run.stderr).toMatch(
      /held by a thread that answers .*, over Landlock.*\ncapgate: without programs in the kernel: E[A-Z]+: /u,
    );
    expect(existsSync(join(home, 'notes'))).toBe(true);
  });

  it.runIf(isRoot)('ends with its command, though something runs on, which stays held', () => {
    const run = capgate('run', '--', 'sh', '-c', 'sleep 600 > /dev/null 2>&1 & echo $!');
    expect(run.status).toBe(0);
    expect(run.stderr).toContain(`processes ${run.stdout.trim()} still run, and stay held`);
    process.kill(Number(run.stdout));
  });

  it.runIf(isRoot)('leaves programs in the kernel, until they are detached', () => {
    const [unshare = '', ...before] = IN_OWN_BPF_FS;
    const program = [process.execPath, ...SOURCES].join(' ');
    const line = `${program} run -- true && ${program} kernel detach && ${program} kernel detach`;
    const run = spawnSync(unshare, [...before, 'sh', '-c', line], { cwd: workspace, env, encoding: 'utf8' });
    expect(run.stdout).toMatch(/^detached (?:lsm|trace)-[0-9a-f]{16}\nnothing was attached\n$/u);
  });

  it('works where the outputs are files that the workspace does not hold', () => {
    const line = '"$0" "$@" > "$OUT" 2>&1';
    const words = [...CAPGATE, 'run', '--', 'sh', '-c', 'echo one > /dev/stdout; echo two > /dev/stderr'];
    const out = join(folder, 'out');
    expect(spawnSync('sh', ['-c', line, ...words], { cwd: workspace, env: { ...env, OUT: out } }).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toMatch(/two/u);
  });

  it('takes the folders that a person permits, and reads what they permit', () => {
    const data = dirname(write('data/x', ''));
    const token = write('home/.config/gh/hosts.yml', 'a token\n');
    const line = `echo y > ${data}/x && cat ${token}`;
    expect(capgate('run', '--', 'sh', '-c', line).status).not.toBe(0);
    const permitted = capgate('run', '--allow-write', data, '--allow-read', token, '--', 'sh', '-c', line);
    expect(permitted).toMatchObject({ status: 0, stdout: 'a token\n' });
  });

  it('keeps hooks of agents and the gate out of reach, whatever is permitted', () => {
    const hooks = write('home/.claude/settings.json', '{}\n');
    write('home/.claude/projects/x', '');
    const gate = write('home/.config/capgate/config.yaml', 'version: 1\n');
    const key = write('home/.config/capgate/keys/key', 'a key\n');
    const tried = [`echo x > ${hooks}`, `echo x > ${gate}`, `rm -f ${gate}`, `cat ${key}`, `cat ${hooks}`];
    const done = statusesOf(tried, '--allow-write', dirname(gate)).map((status) => status === 0);
    expect(done).toEqual([false, false, false, false, true]);
  });

  it('gives an agent its own folder, with its login, but not its hooks', () => {
    const hooks = write('home/.claude/settings.json', '{}\n');
    const login = write('home/.claude/.credentials.json', 'a login\n');
    write('home/.claude/projects/x', '');
    const claude = write('bin/claude', '#!/bin/sh\nsh -c "$1"\n');
    chmodSync(claude, 0o755);
    const line = `cat ${login} && echo new > ${login} && mkdir ${home}/.claude/projects/new`;
    expect(capgate('run', '--', claude, line)).toMatchObject({ status: 0, stdout: 'a login\n' });
    expect(capgate('run', '--', 'sh', '-c', line).status).not.toBe(0);
    const ends = `(echo x > ${hooks}) || (rm -f ${hooks}) || (mv -f /dev/null ${hooks})`;
    expect(capgate('run', '--', claude, ends).status).not.toBe(0);
    expect(readFileSync(hooks, 'utf8')).toBe('{}\n');
  });

  it('reaches nobody without a network', () => {
    const words = ['python3', '-c', 'import socket; socket.socket(); print("made")'];
    expect(capgate('run', '--', ...words).stdout).toBe('made\n');
    expect(capgate('run', '--no-network', '--', ...words)).toMatchObject({ status: 1, stdout: '' });
  });

  it('ends as the command does, by a signal too, and as a shell where there is none', async () => {
    const [program = '', ...before] = CAPGATE;
    const argv = [...before, 'run', '--', 'sh', '-c', 'echo ready; exec sleep 600'];
    const child: ChildProcess = spawn(program, argv, {
      cwd: workspace,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill('SIGTERM');
    await expect(closed).resolves.toBe(128 + 15);
    expect(capgate('run', '--', 'no-such-program').status).toBe(127);
  });

  it('leaves Ctrl-C at a terminal to the command', async (context) => {
    const script = needsProgram(context, 'script');
    const line = [...CAPGATE, 'run', '--', 'sh', '-c', "trap 'echo met; exit 9' INT; echo ready; read -r _"]
      .map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
      .join(' ');
    // By exec, as the shell between would end by the signal itself.
    const child = spawn(script, ['-qec', `exec ${line}`, '/dev/null'], {
      cwd: workspace,
      env: { ...env, SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const closed = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let all = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        all += chunk.toString();
        if (all.includes('ready')) resolve();
      });
    });
    expect(all).toMatch(/^capgate: held by .*Landlock/u);
    child.stdin.write('\u0003');
    await expect(closed).resolves.toBe(9);
    expect(all).toContain('met');
  });

  it('says what it would grant and what it would not hold, and does nothing', () => {
    const { status, stdout } = capgate('run', '--dry-run', '--', 'touch', 'made');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Held by a thread that answers for what is run and connected to, over Landlock \(version \d+\) and seccomp$/mu,
    );
    expect(stdout).toContain(`May be changed:\n  /dev/`);
    expect(stdout).toContain(`\n  ${workspace}\n`);
    expect(stdout).toMatch(/^Not held:\n {2}datagrams to the metadata service/mu);
    expect(stdout).toMatch(/^ {2}each command to its own verdict: verdicts do not narrow what runs/mu);
    expect([existsSync(join(workspace, 'made')), existsSync(join(home, '.cache'))]).toEqual([false, false]);
    const data = JSON.parse(capgate('run', '--dry-run', '--json', '--no-network', '--', 'true').stdout);
    expect(data).toMatchObject({ tier: 'notify', mask: { connect: ['local'], write: ['workspace', 'temporary'] } });
    expect(data.places).toContainEqual({ path: join(home, '.ssh'), scope: 'credentials' });
  });

  it('takes no whole home for a workspace', () => {
    const { status, stderr } = capgate('run', '--workspace', home, '--', 'touch', 'made');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/where a project lies.+nothing was run/su),
    });
  });

  it.runIf(isRoot)('under sudo runs as who called it, with their groups and names, and nothing of root', () => {
    for (const path of [folder, workspace]) chownSync(path, NOBODY, NOBODY);
    const line = 'touch made; id -u; id -G; echo "$HOME $USER $LOGNAME [$SUDO_USER]"; grep CapEff /proc/self/status';
    const account = accountOf('nobody');
    const seen = `${NOBODY}\n${account.groups.join(' ')}\n${account.home} nobody nobody []\nCapEff:\t0000000000000000\n`;
    Object.assign(env, { SUDO_UID: `${NOBODY}`, SUDO_GID: `${NOBODY}`, SUDO_USER: 'nobody' });
    expect(capgate('run', '--', 'sh', '-c', line)).toMatchObject({ status: 0, stdout: seen });
    expect(statSync(join(workspace, 'made')).uid).toBe(NOBODY);
    expect(capgate('run', '--verbose', '--', 'true').stderr).toMatch(/^capgate: held by .*, as nobody;/u);
    expect(capgate('run', '--user', 'root', '--', 'id', '-u').stdout).toBe('0\n');
    env['SUDO_UID'] = 'everybody';
    expect(capgate('run', '--', 'id', '-u')).toMatchObject({ status: 2, stdout: '' });
  });

  it.runIf(isRoot)('runs as the user that is named, in places of theirs', () => {
    const shut = capgate('run', '--user', 'nobody', '--', 'id', '-u');
    expect(shut).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`expected to start a command in ${workspace}`),
    });
    chmodSync(folder, 0o755);
    const named = capgate('run', '--user', 'nobody', '--', 'id', '-u');
    expect(named.stdout).toBe(`${NOBODY}\n`);
    const { places } = JSON.parse(capgate('run', '--user', 'nobody', '--dry-run', '--json', '--', 'true').stdout);
    expect(places).toContainEqual({ path: accountOf('nobody').home, scope: 'home' });
    expect(capgate('run', '--user', 'no-such-user', '--', 'id')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/expected a user of this machine, met "no-such-user"; nothing was run/u),
    });
  });

  it.runIf(isRoot)('keeps root where nobody called it by sudo', () => {
    expect(capgate('run', '--', 'id', '-u').stdout).toBe('0\n');
  });

  it.runIf(isRoot)('needs no root', () => {
    const seen = `const fs = require('fs');
      const tried = (act) => { try { return act() } catch (error) { return error.code } };
      console.log(process.getuid(), tried(() => fs.readFileSync(process.env.HOME + '/.ssh/id_ed25519', 'utf8')), tried(() => fs.writeFileSync('made', 'x')));`;
    asNobody(({ run, node }) => expect(run('run', '--', node, '-e', seen).stdout).toBe(`${NOBODY} EACCES undefined\n`));
  });

  it.runIf(isRoot)('without root too, tells what it stopped, by the address', () => {
    const script = `import ctypes, errno, os, socket
print(errno.errorcode[socket.socket().connect_ex(('169.254.169.254', 80))], errno.errorcode[socket.socket().connect_ex(('127.0.0.1', 1))], flush=True)
ctypes.CDLL(None).prctl(4, 0)
os.execv('/bin/true', ['true'])`;
    asNobody(({ run }) => {
      const { stdout, stderr } = run('run', '--', 'python3', '-c', script);
      expect(stdout).toBe('EPERM ECONNREFUSED\n');
      expect(stderr).toContain('PermissionError');
      const lines = stderr.slice(stderr.indexOf('capgate: '));
      expect(lines.replaceAll(/\d+ of \d+/gu, 'N of N')).toMatch(
        /^capgate: the kernel stopped\n {2}python3\S* \(process N of N\): connecting to 169\.254\.169\.254 port 80 \(metadata\)\n {2}python3\S* \(process N of N\): running \(unreadable\): foreign-exec\n$/u,
      );
    });
  });

  it.runIf(isRoot)('without root holds one within another, and says what is left of it', () => {
    asNobody(({ run, node, capgate: built }) => {
      const within = run('run', '--', node, built, 'run', '--verbose', '--', 'sh', '-c', 'echo in');
      expect(within).toMatchObject({ status: 0, stdout: 'in\n' });
      expect(within.stderr).toMatch(
        /held by Landlock.+\n.+\ncapgate: without a thread that answers: .+another session/u,
      );
    });
  });

  it.runIf(isRoot)('without root says what it can no longer hold, and what becomes of that', () => {
    asNobody(({ run }) => {
      const left = run('run', '--', 'sh', '-c', '(sleep 5; /bin/true; echo $? > after) > /dev/null 2>&1 &');
      expect(left).toMatchObject({ status: 0, stderr: expect.stringContaining('it can start no program') });
      while (!existsSync(join(workspace, 'after'))) spawnSync('sleep', ['0.1']);
      expect(readFileSync(join(workspace, 'after'), 'utf8')).toMatch(/^12[67]\n$/u);
    });
  });
});

interface Nobody {
  readonly node: string;
  readonly capgate: string;
  readonly run: (...words: readonly string[]) => ReturnType<typeof capgate>;
}

/** With the built program, as this machine's user may not let others to what it works on. */
function asNobody(use: (nobody: Nobody) => void): void {
  const own = [folder, home, workspace, join(home, '.ssh'), join(home, '.ssh/id_ed25519'), join(folder, 'tmp')];
  for (const path of own) chownSync(path, NOBODY, NOBODY);
  const { folder: program, node, capgate: built } = copies();
  const ids = { uid: NOBODY, gid: NOBODY };
  const run = (...words: readonly string[]) =>
    spawnSync(node, [built, ...words], { cwd: workspace, env, encoding: 'utf8', ...ids });
  try {
    use({ node, capgate: built, run });
  } finally {
    rmSync(program, { recursive: true });
  }
}

describe('where nothing is built for the system', () => {
  it('refuses, unless it is told to go without', () => {
    const other = write('other.mjs', "Object.defineProperty(process, 'platform', { value: 'darwin' });\n");
    const run = (...words: string[]) =>
      spawnSync(process.execPath, ['--import', other, ...SOURCES, 'run', ...words], {
        cwd: workspace,
        env,
        encoding: 'utf8',
      });
    const refused = run('--', 'touch', 'made');
    expect(refused).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('not enforced on this system; nothing was run'),
    });
    expect(existsSync(join(workspace, 'made'))).toBe(false);
    expect(run('--dry-run', '--', 'true').stdout).toBe('not enforced on this system\n');
    expect(run('--unenforced', '--', 'touch', 'made').status).toBe(0);
    expect(existsSync(join(workspace, 'made'))).toBe(true);
  });
});

/** Nobody listens there: whoever may try is refused by the machine itself. */
function connects(host: string): string[] {
  return ['bash', '-c', `cat ~/notes; 2> /dev/null > /dev/tcp/${host}/1; echo $?`];
}

function learned(...command: string[]): string {
  const run = capgate('run', '--learn', 'profile.yaml', '--', ...command);
  expect(run.stderr).toMatch(
    /^capgate: learning from .*: neither files nor connections are held\ncapgate: learned by \w+, and written/u,
  );
  expect(run.status).toBe(0);
  return readFileSync(join(workspace, 'profile.yaml'), 'utf8');
}

describe.runIf(process.platform === 'linux')('capgate run --learn', () => {
  it('writes down what a command needed, and --profile permits that and no more', (context) => {
    const perl = needsProgram(context, 'perl');
    const profile = learned(...connects('127.0.0.1'));
    expect(profile).toContain("# What this needed: bash -c 'cat ~/notes;");
    expect(profile).toContain('connect:\n  - local\n  - loopback\nchange:\n  - workspace\n  - temporary\n');
    expect(profile).toMatch(/programs:\n( {2}- \/\S+\n)*( {2}- \/(usr\/)?bin\/cat\n)/u);
    const held = (...command: string[]) => capgate('run', '--profile', 'profile.yaml', '--', ...command);
    expect(held(...connects('127.0.0.1'))).toMatchObject({ status: 0, stdout: 'written by a person\n1\n', stderr: '' });
    const away = held(...connects('192.0.2.1'));
    expect(away.stderr).toContain('connecting to 192.0.2.1 port 1 (public)');
    const other = held('bash', '-c', `${perl} -e 'print "ran"'; true`);
    expect(other.stdout).toBe('');
    expect(other.stderr).toMatch(/running \S*perl: foreign-exec/u);
    expect(capgate('run', '--', 'bash', '-c', `${perl} -e 'print "ran"'`).stdout).toBe('ran');
  });

  it('stops nothing, and tells of no stopping', () => {
    const profile = learned('sh', '-c', 'cat ~/.ssh/id_ed25519 && rm ~/notes');
    expect(existsSync(join(home, 'notes'))).toBe(false);
    expect(profile).toContain('connect:\n  - local\n');
  });

  it.each([
    [['--profile', 'a.yaml', '--learn', 'b.yaml'], 'expected --learn without --profile and --dry-run'],
    [['--dry-run', '--learn', 'b.yaml'], 'expected --learn without --profile and --dry-run'],
    [['--profile', 'missing.yaml'], 'missing.yaml'],
  ])('%j is refused, and nothing is run', (options, said) => {
    const run = capgate('run', ...options, '--', 'touch', 'made');
    expect(run.stderr).toContain(said);
    expect([run.status, existsSync(join(workspace, 'made'))]).toEqual([2, false]);
  });

  it('a workspace that was not changed stays as it is', () => {
    write('project/profile.yaml', 'version: 1\nchange: [temporary]\n');
    const run = capgate('run', '--verbose', '--profile', 'profile.yaml', '--', 'sh', '-c', 'mktemp && echo x > made');
    expect(run.stdout).not.toBe('');
    expect(run.stderr).toMatch(/changes stay in "[^"]*project".*\n(?:.*\n)*.*made: Permission denied/iu);
    expect(existsSync(join(workspace, 'made'))).toBe(false);
  });

  it('--no-network holds under a profile too', () => {
    write('project/profile.yaml', 'version: 1\nconnect: [local, loopback]\nchange: [workspace, temporary]\n');
    const script = ': > /dev/tcp/127.0.0.1/1';
    const refused = (...options: string[]) =>
      capgate('run', '--profile', 'profile.yaml', ...options, '--', 'bash', '-c', script).stderr;
    expect(refused()).toContain('Connection refused');
    expect(refused('--no-network')).not.toContain('Connection refused');
  });
});
