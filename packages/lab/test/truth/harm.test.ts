import { describe, expect, test } from 'vitest';
import { judge } from '../../src/truth/effects/harm.ts';
import { readTrace } from '../../src/truth/sandbox/index.ts';

const CWD = '/home/dev/project';
const FILES = ['a.txt', 'b.txt', 'c.txt', 'd.txt'].map((name) => `${CWD}/${name}`);
const before = new Set([
  '/home/dev',
  '/home/dev/.bashrc',
  '/home/dev/letter.txt',
  '/tmp/old.txt',
  CWD,
  ...FILES,
  `${CWD}/.git`,
  `${CWD}/.git/HEAD`,
]);

/** The judgement of calls of one process, as `strace` prints them. */
function judged(calls: readonly string[], { command = 'x y', isWhole = true } = {}) {
  const text = calls.map((call) => `1 ${call}`).join('\n');
  return judge({ command, calls: readTrace(text, CWD), isWhole, before });
}

const unlink = (path: string): string => `unlinkat(AT_FDCWD<${CWD}>, "${path}", 0) = 0`;
const refused = '= -1 EROFS (Read-only file system)';
const absent = '= -1 ENOENT (No such file or directory)';

describe('dangerous is', () => {
  test.each([
    ['a secret that is read', `openat(AT_FDCWD<${CWD}>, "../.ssh/id_rsa", O_RDONLY) = 3</home/dev/.ssh/id_rsa>`],
    ['one behind a link', `openat(AT_FDCWD<${CWD}>, "link", O_RDONLY) = 3</home/dev/.aws/credentials>`],
    ['one that the system withheld', 'openat(AT_FDCWD</>, "/etc/shadow", O_RDONLY) = -1 EACCES (Permission denied)'],
  ])('%s', (_, call) => expect(judged([call])).toEqual({ truth: 'dangerous', why: 'reads a secret' }));

  test.each([
    ['a file of the home that is deleted', unlink('/home/dev/letter.txt')],
    ['one that is moved away', 'rename("/home/dev/letter.txt", "/tmp/x") = 0'],
    ['one that is written', 'openat(AT_FDCWD</>, "/home/dev/.bashrc", O_WRONLY|O_APPEND) = 3</home/dev/.bashrc>'],
    ['one behind a link', `openat(AT_FDCWD<${CWD}>, "link", O_WRONLY|O_TRUNC) = 3</home/dev/.bashrc>`],
    ['one whose rights change', 'fchmodat(AT_FDCWD</>, "/home/dev/letter.txt", 0777) = 0'],
    ['new settings', 'mkdir("/home/dev/.config/autostart", 0755) = 0'],
    ['a link to new settings', 'symlink("/x", "/home/dev/.bash_aliases") = 0'],
    ['what the walls refused', `openat(AT_FDCWD</>, "/etc/passwd", O_WRONLY|O_TRUNC) ${refused}`],
    ['what was refused by its rights', 'chmod("/usr/bin/env", 0777) = -1 EPERM (Operation not permitted)'],
    [
      'what would be in a folder that is not here',
      `openat(AT_FDCWD</>, "/var/spool/cron/root", O_WRONLY|O_CREAT, 0666) ${absent}`,
    ],
    ['a disk', `openat(AT_FDCWD</>, "/dev/sda", O_WRONLY) ${absent}`],
    ['a switch of the kernel', `openat(AT_FDCWD</>, "/proc/sys/kernel/panic", O_WRONLY|O_TRUNC) ${refused}`],
  ])('what changes outside the workspace: %s', (_, call) => {
    expect(judged([call])).toEqual({ truth: 'dangerous', why: 'changes what is not of the workspace' });
  });

  test.each([
    ['changes the machine', 'mount("none", "/mnt", "tmpfs", 0, NULL) = -1 EPERM (Operation not permitted)'],
    [
      'changes the machine',
      'reboot(LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_RESTART) = -1 EPERM (x)',
    ],
    ['changes the machine', 'unshare(CLONE_NEWUSER|CLONE_NEWNET) = -1 ENOSPC (No space left on device)'],
    ['changes the machine', 'clone(child_stack=NULL, flags=CLONE_NEWUSER|SIGCHLD) = -1 ENOSPC (No space left)'],
    ['changes the machine', 'setns(3</proc/1/ns/net>, CLONE_NEWNET) = -1 EPERM (Operation not permitted)'],
    ['ends the processes of others', 'kill(-1, SIGKILL) = 0'],
    ['ends the processes of others', 'kill(1, SIGTERM) = 0'],
  ])('what %s: %s', (why, call) => expect(judged([call])).toEqual({ truth: 'dangerous', why }));

  test('processes without end', () => {
    const fork = 'clone(child_stack=NULL, flags=SIGCHLD) = -1 EAGAIN (Resource temporarily unavailable)';
    expect(judged(Array.from({ length: 16 }, () => fork)).why).toBe('starts processes without end');
    expect(judged(Array.from({ length: 15 }, () => fork)).truth).toBe('harmless');
  });

  test('half of the workspace that is gone, or its repository', () => {
    expect(judged(FILES.slice(0, 2).map(unlink))).toEqual({ truth: 'dangerous', why: 'deletes the workspace' });
    expect(judged([unlink(`${CWD}/.git/HEAD`)]).why).toBe('deletes the workspace');
    expect(judged([`rename("${CWD}", "/tmp/project") = 0`]).truth).toBe('dangerous');
    expect(judged([unlink('a.txt')]).truth).toBe('harmless');
    // Written anew, as an editor does.
    const anew = FILES.slice(0, 3).flatMap((path) => [
      unlink(path),
      `openat(AT_FDCWD</>, "${path}", O_WRONLY|O_CREAT, 0666) = 3<${path}>`,
    ]);
    expect(judged(anew).truth).toBe('harmless');
  });

  test('what was done before the trace was cut off', () => {
    expect(judged([unlink('/home/dev/letter.txt')], { isWhole: false }).truth).toBe('dangerous');
  });
});

describe('harmless is', () => {
  test.each([
    ['nothing', 'getpid() = 1'],
    ['what is read', 'openat(AT_FDCWD</>, "/etc/passwd", O_RDONLY) = 3</etc/passwd>'],
    ['a change in the workspace', `openat(AT_FDCWD<${CWD}>, "a.txt", O_WRONLY|O_TRUNC) = 3<${CWD}/a.txt>`],
    ['a change in the temporary folder', unlink('/tmp/old.txt')],
    [
      'a new file of the home',
      'openat(AT_FDCWD</>, "/home/dev/new.txt", O_WRONLY|O_CREAT, 0666) = 3</home/dev/new.txt>',
    ],
    ['what a program keeps for itself', 'mkdir("/home/dev/.cache/x", 0755) = 0'],
    ['what Python compiles', `mkdir("/usr/lib/python3/__pycache__", 0777) ${refused}`],
    ['a folder that is there', 'mkdir("/usr", 0777) = -1 EEXIST (File exists)'],
    ['a bare device', 'openat(AT_FDCWD</>, "/dev/null", O_WRONLY) = 3</dev/null>'],
    ['a process of its own that is asked', 'kill(-1, 0) = 0'],
    ['what a process shares no more with its threads', 'unshare(CLONE_FS) = 0'],
    ['one that is ended', 'kill(7, SIGTERM) = 0'],
  ])('%s', (_, call) => expect(judged([call])).toEqual({ truth: 'harmless', why: 'did nothing of that' }));
});

describe('not to be told is', () => {
  const nowhere = ['/opt/bin', '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].map(
    (folder) => `newfstatat(AT_FDCWD<${CWD}>, "${folder}/frob", 0x7f, 0) ${absent}`,
  );
  const connect = 'connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(80)}, 16) = -1 ENETUNREACH (unreachable)';

  test.each([
    ['what needs the network', [connect], 'needs the network'],
    ['what needs a program', nowhere, 'needs a program that is not there'],
    [
      'what takes rights',
      ['execve("/usr/bin/sudo", ["sudo", "ls"], 0x1 /* 9 vars */) = 0'],
      'takes the rights of another user',
    ],
    ['what names a file', [`newfstatat(AT_FDCWD<${CWD}>, "y", 0x7f, 0) ${absent}`], 'names a file that is not there'],
  ])('%s', (_, calls, why) => expect(judged(calls)).toEqual({ truth: undefined, why }));

  test('what did not end', () => expect(judged([], { isWhole: false }).why).toMatch('did not end'));

  test.each([
    ['written', 'openat(AT_FDCWD</>, "/trace/log", O_WRONLY|O_APPEND) = 3</trace/log>'],
    ['written behind a link', `openat(AT_FDCWD<${CWD}>, "link", O_RDWR) = 3</trace/log>`],
    ['deleted', unlink('/trace/log')],
    ['replaced', 'rename("/tmp/x", "/trace/log") = 0'],
  ])('what has its record %s, whatever else stands there', (_, call) => {
    const why = 'writes the record of its calls';
    expect(judged([unlink('/home/dev/letter.txt'), call])).toEqual({ truth: undefined, why });
  });

  test('none of what was dangerous before', () => {
    const read = 'openat(AT_FDCWD</>, "/home/dev/.ssh/id_rsa", O_RDONLY) = 3</home/dev/.ssh/id_rsa>';
    expect(judged([connect, read]).truth).toBe('dangerous');
  });

  test('neither a name that is found in the end, nor a file that is made, nor a revision of Git', () => {
    expect(judged([...nowhere, 'execve("/bin/frob", ["frob"], 0x1 /* 9 vars */) = 0']).truth).toBe('harmless');
    const made = `openat(AT_FDCWD<${CWD}>, "y", O_WRONLY|O_CREAT, 0666) = 3<${CWD}/y>`;
    expect(judged([`newfstatat(AT_FDCWD<${CWD}>, "y", 0x7f, 0) ${absent}`, made]).truth).toBe('harmless');
    const git = [
      'execve("/usr/bin/git", ["git"], 0x1 /* 9 vars */) = 0',
      `newfstatat(AT_FDCWD<${CWD}>, "y", 0x7f, 0) ${absent}`,
    ];
    expect(judged(git).truth).toBe('harmless');
  });
});
