/** What the backstop stops: each act is first seen to succeed without it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { landlockVersion } from '@capgate/kernel';
import { needsProgram } from '@capgate/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { EVERYDAY, NOBODY, type Outcome, Trial, type User } from './trial.ts';

const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === 'linux';
const users: readonly User[] = isRoot ? ['root', 'user'] : ['user'];

interface Act {
  readonly name: string;
  readonly words: (trial: Trial) => string[];
  /** Whether what was to be stopped has happened. */
  readonly isDone: (trial: Trial, outcome: Outcome) => boolean;
  /** What tells that it was refused, and did not fail for another reason. */
  readonly refusal?: RegExp;
  readonly users?: readonly User[];
}

const notes = ({ home }: Trial): string => `${home}/notes`;
const secret = ({ home }: Trial): string => `${home}/.ssh/id_test`;
const isDeleted = (trial: Trial): boolean => !existsSync(notes(trial));
const isChanged = (trial: Trial): boolean => isDeleted(trial) || trial.read('home/notes') !== 'written by a person\n';
const isTold = (_: Trial, { out }: Outcome): boolean => out.includes('a secret');

const python = (code: string, ...words: string[]): string[] => ['python3', '-c', code, ...words];
const shell = (line: string, ...words: string[]): string[] => ['sh', '-c', line, 'sh', ...words];

function loader(): string {
  const folder = existsSync('/lib64') ? '/lib64' : '/lib';
  const name = readdirSync(folder).find((entry) => entry.startsWith('ld-linux'));
  if (name === undefined) throw new Error(`expected the loader of programs in ${folder}`);
  return `${folder}/${name}`;
}

const FILES: readonly Act[] = [
  { name: 'deleting a file', words: (t) => ['rm', '-f', notes(t)], isDone: isDeleted },
  { name: 'deleting a folder', words: (t) => ['rm', '-rf', t.home], isDone: isDeleted },
  { name: 'writing into a file', words: (t) => shell('echo x > "$1"', notes(t)), isDone: isChanged },
  { name: 'appending to a file', words: (t) => shell('echo x >> "$1"', notes(t)), isDone: isChanged },
  {
    name: 'emptying a file by its name',
    words: (t) => python('import os,sys; os.truncate(sys.argv[1], 0)', notes(t)),
    isDone: isChanged,
  },
  {
    name: 'making a file',
    words: (t) => ['touch', `${t.home}/new`],
    isDone: ({ home }) => existsSync(`${home}/new`),
  },
  {
    name: 'making a folder',
    words: (t) => ['mkdir', `${t.home}/new`],
    isDone: ({ home }) => existsSync(`${home}/new`),
  },
  {
    name: 'renaming a file away',
    words: (t) => python('import os,sys; os.rename(sys.argv[1], "taken")', notes(t)),
    isDone: isDeleted,
  },
  {
    name: 'renaming a file over another',
    words: (t) => python('import os,sys; os.rename("work", sys.argv[1])', notes(t)),
    isDone: isChanged,
  },
  {
    name: 'exchanging two files',
    words: (t) =>
      python(
        'import ctypes,os,sys; libc = ctypes.CDLL(None, use_errno=True); r = libc.renameat2(-100, b"work", -100, os.fsencode(sys.argv[1]), 2); sys.exit(os.strerror(ctypes.get_errno()) if r else 0)',
        notes(t),
      ),
    isDone: isChanged,
  },
  { name: 'moving a file into the workspace', words: (t) => ['mv', notes(t), '.'], isDone: isDeleted },
  { name: 'moving the folder above', words: (t) => ['mv', t.home, `${t.home}-moved`], isDone: isDeleted },
  { name: 'editing in place', words: (t) => ['sed', '-i', 's/person/agent/', notes(t)], isDone: isChanged },
  {
    name: 'a link in the workspace that is written through',
    words: (t) => shell('ln -s "$1" link && echo x > link', notes(t)),
    isDone: isChanged,
  },
  {
    name: 'a second name in the workspace',
    words: (t) => shell('ln "$1" link && echo x > link', notes(t)),
    isDone: isChanged,
  },
  {
    name: "the gate's own file",
    words: (t) => shell('echo x > "$1"', `${t.home}/.gate/policy.yaml`),
    isDone: (t) => t.read('home/.gate/policy.yaml') !== 'version: 1\n',
  },
  {
    name: "the gate's own folder",
    words: (t) => ['mv', `${t.home}/.gate`, 'taken'],
    isDone: ({ home }) => !existsSync(`${home}/.gate/policy.yaml`),
  },
];

const READING: readonly Act[] = [
  { name: 'reading a secret', words: (t) => ['cat', secret(t)], isDone: isTold },
  { name: 'copying a secret', words: (t) => shell('cp "$1" copy && cat copy', secret(t)), isDone: isTold },
  { name: 'a second name for a secret', words: (t) => shell('ln "$1" copy && cat copy', secret(t)), isDone: isTold },
  { name: 'a link to a secret', words: (t) => shell('ln -s "$1" copy && cat copy', secret(t)), isDone: isTold },
  {
    name: 'moving the folder of secrets',
    words: (t) => shell('mv "$1" taken && cat taken/id_test', `${t.home}/.ssh`),
    isDone: isTold,
  },
  { name: 'a secret by way of /proc', words: (t) => ['cat', `/proc/self/root${secret(t)}`], isDone: isTold },
  {
    name: 'a secret from above',
    words: (t) => shell('cd "$1" && cat ../.ssh/id_test', `${t.home}/.gate`),
    isDone: isTold,
  },
  { name: 'a secret in an archive', words: (t) => shell('tar -cf a.tar "$1" && cat a.tar', secret(t)), isDone: isTold },
];

const DISGUISES: readonly Act[] = [
  {
    name: 'a renamed tool',
    words: (t) => shell('cp /bin/rm harmless && ./harmless -f "$1"', notes(t)),
    isDone: isDeleted,
  },
  { name: 'a tool that the loader starts', words: (t) => [loader(), '/bin/rm', '-f', notes(t)], isDone: isDeleted },
  {
    name: 'a script that was written first',
    words: (t) => shell('printf "#!/bin/sh\\nrm -f \\"\\$1\\"\\n" > s && chmod +x s && ./s "$1"', notes(t)),
    isDone: isDeleted,
  },
  {
    name: 'a line of Python',
    words: (t) => python('import os,sys; os.unlink(sys.argv[1])', notes(t)),
    isDone: isDeleted,
  },
  { name: 'a line of Perl', words: (t) => ['perl', '-e', 'unlink $ARGV[0] or die $!', notes(t)], isDone: isDeleted },
  {
    name: 'a line of JavaScript',
    words: (t) => [t.node(), '-e', 'fs.unlinkSync(process.argv[1])', notes(t)],
    isDone: isDeleted,
  },
  {
    name: 'a program in memory alone',
    words: (t) =>
      python(
        'import os,sys; fd = os.memfd_create("x"); os.write(fd, open("/bin/rm","rb").read()); os.execv(f"/proc/self/fd/{fd}", ["rm", "-f", sys.argv[1]])',
        notes(t),
      ),
    isDone: isDeleted,
  },
  { name: 'a session of its own', words: (t) => ['setsid', '-w', 'rm', '-f', notes(t)], isDone: isDeleted },
  {
    name: 'a process that is nobody’s child any more',
    words: (t) =>
      python(
        `import os,sys
r, w = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.close(r)
        while os.getppid() == os.getpgid(0): pass
        try: os.unlink(sys.argv[1])
        except OSError as error: os.write(w, str(error).encode())
    os._exit(0)
os.close(w); os.wait()
print(os.fdopen(r).read())`,
        notes(t),
      ),
    isDone: isDeleted,
  },
];

/** Numbers of x86-64 and arm64, from the kernel's own tables. */
const call = (x64: number, arm64: number, ...words: (number | 'memory')[]): string[] => [
  'python3',
  'calls.py',
  ...[process.arch === 'x64' ? x64 : arm64, ...words].map(String),
];
const isCalled = (_: Trial, { out }: Outcome): boolean => out === 'done\n';

const NEW_USER = 0x10_00_00_00;
const SIGCHLD = 17;

const CALLS: readonly Act[] = [
  {
    name: 'mounting',
    words: () => shell('mkdir m && mount -t tmpfs none m && touch m/x; umount m'),
    isDone: (_, { code }) => code === 0,
    users: ['root'],
    refusal: /must be superuser|permission denied|not permitted/iu,
  },
  {
    name: 'the newer calls for mounting',
    words: () => call(430, 430, 'memory', 0),
    isDone: (_, { out }) => out === 'ENODEV\n',
    users: ['root'],
    refusal: /EPERM/u,
  },
  {
    name: 'a namespace of mounts',
    words: () => ['unshare', '-m', 'true'],
    isDone: (_, { code }) => code === 0,
    users: ['root'],
  },
  { name: 'a namespace of users', words: () => ['unshare', '-U', 'true'], isDone: (_, { code }) => code === 0 },
  {
    name: 'a namespace of users by clone',
    words: () => call(56, 220, NEW_USER | SIGCHLD, 0, 0, 0, 0),
    isDone: (_, { out }) => out.startsWith('done\n'),
    refusal: /EPERM/u,
  },
  {
    name: 'clone3, whose flags cannot be read',
    words: () => call(435, 435, 'memory', 1),
    isDone: (_, { out }) => out === 'EINVAL\n',
    refusal: /ENOSYS/u,
  },
  {
    name: 'a ring that is asked in place of calls',
    words: () => call(425, 425, 1, 'memory'),
    isDone: isCalled,
    refusal: /ENOSYS/u,
  },
  {
    name: 'a program in the kernel',
    words: () => call(321, 280, 0, 'memory', 4),
    isDone: (_, { out }) => out === 'EINVAL\n',
    users: ['root'],
    refusal: /EPERM/u,
  },
  {
    name: 'a module of the kernel',
    words: () => call(175, 105, 'memory', 8, 'memory'),
    isDone: (_, { out }) => /ENOEXEC|ENOSYS/u.test(out),
    users: ['root'],
    refusal: /EPERM/u,
  },
  { name: "the kernel's keys", words: () => call(250, 219, 0, -3, 1), isDone: isCalled, refusal: /EPERM/u },
  {
    name: 'typing into the terminal',
    words: () => call(16, 29, 0, 0x54_12, 'memory'),
    isDone: (_, { out }) => /ENOTTY|EIO/u.test(out),
    refusal: /EPERM/u,
  },
  {
    name: 'setting the clock',
    words: () => call(227, 112, 99, 'memory'),
    isDone: (_, { out }) => out === 'EINVAL\n',
    refusal: /EPERM/u,
  },
  {
    name: "another processor's sockets",
    words: () => python('import socket; socket.socket(40, socket.SOCK_STREAM); print("done")'),
    isDone: isCalled,
    refusal: /not supported/u,
  },
  {
    name: 'raw sockets',
    words: () => python('import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); print("done")'),
    isDone: isCalled,
    users: ['root'],
    refusal: /not permitted/u,
  },
  {
    name: 'packets as they come',
    words: () => python('import socket; socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0); print("done")'),
    isDone: isCalled,
    users: ['root'],
    refusal: /not supported/u,
  },
  {
    name: "the firewall's door",
    words: () => python('import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12); print("done")'),
    isDone: isCalled,
    refusal: /not supported/u,
  },
  {
    name: 'a device of its own',
    words: () => ['mknod', 'disk', 'b', '1', '0'],
    isDone: (t) => existsSync(t.path('workspace/disk')),
    users: ['root'],
  },
];

let trials: Trial[] = [];
afterEach(() => {
  for (const trial of trials) trial.remove();
  trials = [];
});

function trialOf(user: User): Trial {
  const trial = new Trial(user);
  trials.push(trial);
  return trial;
}

const REFUSAL = /permission denied|not permitted|EACCES|EPERM|cross-device/iu;

describe.runIf(isLinux).each(users)('confined as %s', (user) => {
  const acts = [...FILES, ...READING, ...DISGUISES, ...CALLS].filter((act) => act.users?.includes(user) ?? true);

  it.each(acts)('$name is stopped, and works without', async ({ words, isDone, refusal = REFUSAL }) => {
    const free = trialOf(user);
    const control = free.free(...words(free));
    expect(isDone(free, control), `without a confinement: ${control.out}`).toBe(true);
    const trial = trialOf(user);
    const outcome = await trial.confined(...words(trial));
    expect(isDone(trial, outcome), outcome.out).toBe(false);
    expect(outcome.out).toMatch(refusal);
  });

  describe('with a process outside', () => {
    let outside: ChildProcess;
    afterEach(() => outside.kill('SIGKILL'));

    function begin(trial: Trial): string {
      const ids = user === 'user' && isRoot ? { uid: NOBODY, gid: NOBODY } : {};
      outside = spawn('sleep', ['600'], { env: { ...trial.env, TOKEN: 'a secret' }, stdio: 'ignore', ...ids });
      return String(outside.pid);
    }

    it.each([
      { name: 'its environment', words: (pid: string) => ['cat', `/proc/${pid}/environ`], done: /a secret/u },
      { name: 'its files', words: (pid: string) => ['ls', `/proc/${pid}/root/`], done: /etc/u },
      { name: 'steering it', words: (pid: string) => call(101, 117, 16, Number(pid), 0, 0), done: /^done$/mu },
      {
        name: 'its memory',
        words: (pid: string) => python('import sys; open(f"/proc/{sys.argv[1]}/mem","rb"); print("done")', pid),
        done: /^done$/mu,
      },
    ])('$name is out of reach, and within without', async ({ words, done }) => {
      const trial = trialOf(user);
      expect(trial.free(...words(begin(trial))).out).toMatch(done);
      outside.kill('SIGKILL');
      const { out } = await trial.confined(...words(begin(trial)));
      expect(out).not.toMatch(done);
      expect(out).toMatch(REFUSAL);
    });

    it('cannot end it, where the kernel can withhold that', async () => {
      const trial = trialOf(user);
      expect(trial.free('kill', '-TERM', begin(trial)).code).toBe(0);
      const { code } = await trial.confined('kill', '-TERM', begin(trial));
      expect(code).toBe(landlockVersion() >= 6 ? 1 : 0);
    });

    it('can end its own processes', async () => {
      const trial = trialOf(user);
      begin(trial);
      const { code, out } = await trial.confined(...shell('sleep 600 & kill $!; wait $!; echo $?'));
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('143') });
    });
  });

  it('without the network nothing is reached by an address, and unix sockets are', async () => {
    const trial = trialOf(user);
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const { port } = server.address() as { port: number };
      const tcp = python(
        'import socket,sys; socket.create_connection(("127.0.0.1", int(sys.argv[1]))); print("done")',
        `${port}`,
      );
      const udp = python(
        'import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)); print("done")',
      );
      const six = python('import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); print("done")');
      const unix = python(
        'import socket; a, b = socket.socketpair(); a.send(b"x"); socket.socket(socket.AF_UNIX); print("done")',
      );
      const offline = { ...EVERYDAY, connect: new Set(['local'] as const) };
      for (const words of [tcp, udp, six]) {
        expect((await trial.confined(...words)).out).toBe('done\n');
        const { out } = await trial.confinedBy(offline, ...words);
        expect(out).toMatch(/Permission denied/u);
        expect(out).not.toContain('done');
      }
      expect((await trial.confinedBy(offline, ...unix)).out).toBe('done\n');
    } finally {
      server.close();
    }
  });
});

describe.runIf(isLinux)('what the backstop does not stop, as it says', () => {
  it('a service at a path does outside what it is told', async () => {
    const trial = trialOf('user');
    const server = createServer((socket) => socket.end('told')).listen(trial.path('home/service.sock'));
    await new Promise((resolve) => server.once('listening', resolve));
    trial.own('home/service.sock');
    try {
      const words = python(
        'import socket,sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); print(s.recv(9))',
        trial.path('home/service.sock'),
      );
      expect((await trial.confined(...words)).out).toContain('told');
    } finally {
      server.close();
    }
  });

  it("permissions of the user's own files change", async () => {
    const trial = trialOf('user');
    expect((await trial.confined('chmod', '000', notes(trial))).code).toBe(0);
  });

  it('names are told', async () => {
    const trial = trialOf('user');
    expect((await trial.confined('ls', `${trial.home}/.ssh`)).out).toContain('id_test');
  });
});

it.runIf(isLinux)('the programs of this test are there', (context) => {
  for (const program of ['python3', 'perl', 'unshare', 'setsid', 'mount'])
    expect(needsProgram(context, program)).toMatch(/^\//u);
});
