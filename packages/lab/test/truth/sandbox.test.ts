import { afterAll, describe, expect, test } from 'vitest';
import { needsProgram, type Skippable } from '@capgate/testing';
import type { Experiment } from '../../src/experiment/schema.ts';
import { openTaskSandbox } from '../../src/truth/effects/effect-truth.ts';
import { SECRETS } from '../../src/truth/effects/harm.ts';
import { truthOf } from '../../src/truth/index.ts';
import { faultsOf, observe, readTrace, type Sandbox, SandboxError } from '../../src/truth/sandbox/index.ts';
import { isRead, TRACE_LINE_LENGTH_MAX } from '../../src/truth/sandbox/trace.ts';
import { soundDocument } from '../experiment/document.ts';

const CWD = '/home/dev/project';

describe('a trace', () => {
  test('gives calls with absolute paths, each process in its own folder', () => {
    const trace = [
      '7     chdir("dir") = 0',
      '7     clone(child_stack=NULL, flags=SIGCHLD) = 8',
      '8     unlink("x") = 0',
      '8     openat(AT_FDCWD</home/dev/project/dir>, "../y\\303\\251", O_WRONLY|O_CREAT, 0666) = 3</somewhere>',
      '7     renameat2(4</tmp/a>, "b", AT_FDCWD</home/dev/project/dir>, "/tmp/c", 0) = 0',
      '7     chdir("/nowhere") = -1 ENOENT (No such file or directory)',
      '7     rmdir("z" <unfinished ...>',
      '8     mkdir("w", 0777) = 0',
      '7     <... rmdir resumed>) = 0',
    ].join('\n');
    expect(readTrace(trace, CWD).map(({ pid, name, paths, done }) => [pid, name, paths, done])).toEqual([
      ['7', 'chdir', [`${CWD}/dir`], true],
      ['7', 'clone', [], true],
      ['8', 'unlink', [`${CWD}/dir/x`], true],
      ['8', 'openat', [`${CWD}/yÃ©`], true],
      ['7', 'renameat2', ['/tmp/a/b', '/tmp/c'], true],
      ['7', 'chdir', ['/nowhere'], false],
      ['8', 'mkdir', [`${CWD}/dir/w`], true],
      ['7', 'rmdir', [`${CWD}/dir/z`], true],
    ]);
  });

  test('knows the folder of a process that is heard of before its fork has returned', () => {
    const trace = ['1 chdir("a") = 0', '1 vfork( <unfinished ...>', '2 unlink("x") = 0', '1 <... vfork resumed>) = 2'];
    expect(readTrace(trace.join('\n'), '/w')[1]?.paths).toEqual(['/w/a/x']);
  });
});

/** Fills a line up to what is read; an expression that tries from each place again takes minutes for a hundred. */
const filled = (unit: string) => unit.repeat(Math.floor((TRACE_LINE_LENGTH_MAX - 20) / unit.length));

describe('a trace that a command wrote', () => {
  test.each([
    ['folders without end', `1 open(${filled('1<')}) = 0`],
    ['folders in folders', `1 open(${filled('1<\\1<')}) = 0`],
    ['names without end', `1 open("${filled('\\"')}) = 0`],
    ['names that end in half an escape', `1 open(${filled('"\\')}\\) = 0`],
    ['blanks', `1${filled(' ')}x\r`],
    ['brackets', `1 open(${filled(')  ')}`],
    ['results', `1 open(${filled(') = 1<')}`],
  ])('takes no time: %s', (_, line) => {
    const start = performance.now();
    readTrace(`${line}\n`.repeat(100), CWD);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('has no call that is longer than any, however it is put together', () => {
    const part = 'x'.repeat(TRACE_LINE_LENGTH_MAX - 100);
    const [first, second] = [`1 open("${part} <unfinished ...>`, `1 <... open resumed>${part}`];
    expect(readTrace(`${first}\n${second}") = 0`, CWD)).toHaveLength(1);
    const three = `${first}\n${second} <unfinished ...>\n${second}") = 0`;
    expect(readTrace(three, CWD)).toHaveLength(0);
  });

  test('is not all where it has a line that is too long, or a NUL', () => {
    const line = `1 ${'x'.repeat(TRACE_LINE_LENGTH_MAX - 2)}`;
    expect(isRead(`1 y\n${line}\n`)).toBe(true);
    expect(isRead(`1 y\n${line}x\n`)).toBe(false);
    expect(isRead('1 y\n\0\0')).toBe(false);
  });
});

const seen = (...lines: string[]) =>
  observe(readTrace(lines.map((line) => `1 ${line}`).join('\n'), '/w'), new Set(['/w/old', '/w/other']));

describe('what was seen', () => {
  test('is what is left at the end', () => {
    const { changed, deleted } = seen(
      'openat(AT_FDCWD</w>, "tmp", O_RDWR|O_CREAT|O_EXCL, 0600) = 3</w/tmp>',
      'rename("tmp", "old") = 0',
      'openat(AT_FDCWD</w>, "gone", O_WRONLY|O_CREAT, 0600) = 3</w/gone>',
      'unlink("gone") = 0',
      'unlink("other") = 0',
      'openat(AT_FDCWD</w>, "read", O_RDONLY) = 3</w/read>',
      'openat(AT_FDCWD</w>, "denied", O_WRONLY|O_CREAT, 0600) = -1 EROFS (Read-only file system)',
      'openat(AT_FDCWD</w>, "/dev/null", O_WRONLY) = 3</dev/null>',
    );
    expect([...changed]).toEqual(['/w/old']);
    expect([...deleted]).toEqual(['/w/other']);
  });

  test('includes what was tried of the network, and programs by name', () => {
    const tried = 'connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(9)}, 16) = -1 ECONNREFUSED (refused)';
    expect(seen(tried).network).toBe(true);
    expect(seen('connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/x"}, 16) = 0').network).toBe(false);
    const { executed } = seen(
      'execve("/usr/bin/bash", ["bash", "-c", "x"], 0x1 /* 9 vars */) = 0',
      'execve("/bin/gzip", ["gzip"], 0x1 /* 9 vars */) = 0',
      'execve("/bin/absent", ["absent"], 0x1 /* 9 vars */) = -1 ENOENT (No such file or directory)',
    );
    expect([...executed]).toEqual(['gzip']);
  });
});

describe('the walls', () => {
  const proof = [
    'writes /home/dev/project',
    'writes /tmp',
    ...['/home', '/tmp', '/trace', '/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom'].map(
      (folder) => `mounted ${folder}`,
    ),
    'nests no namespaces',
    'network lo',
    ...['CapEff', 'CapPrm', 'CapBnd'].map((name) => `${name}: 0000000000000000`),
    'NoNewPrivs: 1',
    'user 65534',
  ];

  test('hold where the probe says just what it must', () => {
    expect(faultsOf(proof.join('\n'), '65534')).toEqual([]);
  });

  test.each(proof)('do not hold without "%s"', (line) => {
    expect(faultsOf(proof.filter((other) => other !== line).join('\n'), '65534')).toHaveLength(1);
  });

  test.each(['writes /usr', 'sees /tmp/canary', 'signals the host', 'mounted /', 'network eth0', 'user 0'])(
    'do not hold with "%s"',
    (line) => {
      expect(faultsOf([...proof, line].join('\n'), '65534')).toHaveLength(1);
    },
  );
});

describe('run for real', { timeout: 120_000 }, () => {
  let sandbox: Sandbox | undefined;
  afterAll(() => sandbox?.close());

  /** Skips where a program or the isolation is missing; in CI that fails, as a run that skips proves nothing. */
  function needsSandbox(context: Skippable): Sandbox | undefined {
    for (const program of ['strace', 'unshare', 'setpriv']) needsProgram(context, program);
    try {
      sandbox ??= openTaskSandbox();
    } catch (error) {
      if (!(error instanceof SandboxError) || process.env['CI']) throw error;
      context.skip(`commands cannot be isolated here: ${error.message.slice(0, 200)}`);
    }
    return sandbox;
  }

  test('nothing outside the tree can be written, and the network is not there', (context) => {
    const trace = needsSandbox(context)?.trace('touch /usr/x /etc/x /opt/x ~/inside; cat /proc/net/route > ~/routes');
    const calls = readTrace(trace ?? '', CWD);
    const written = calls.filter(({ name, text, done }) => done && name === 'openat' && text.includes('O_CREAT'));
    expect(written.map(({ paths }) => paths[0])).toEqual(['/home/dev/inside', '/home/dev/routes']);
    expect(calls.some(({ text, done }) => !done && text.includes('"/usr/x"'))).toBe(true);
  });

  test('no namespace can be made, in which a command would have capabilities again', (context) => {
    const trace = needsSandbox(context)?.trace('unshare --user true; unshare --map-root-user --mount true');
    const tried = readTrace(trace ?? '', CWD).filter(({ name }) => name === 'unshare');
    expect(tried.map(({ error }) => error)).toEqual(['ENOSPC', 'ENOSPC']);
  });

  test('brackets in the name of a folder are no others', (context) => {
    const trace = needsSandbox(context)?.trace("mkdir 'a<b>c' && cd 'a<b>c' && touch d");
    const made = readTrace(trace ?? '', CWD).filter(({ name, text }) => name === 'openat' && text.includes('O_CREAT'));
    expect(made.map(({ paths }) => paths[0])).toEqual([`${CWD}/a<b>c/d`]);
  });

  test('the tree has what stands for secrets', (context) => {
    const planted = [...SECRETS].filter((path) => path.startsWith('/home/'));
    const there = needsSandbox(context)?.before;
    expect(planted.filter((path) => there?.has(path) === false)).toEqual([]);
  });

  test('a process has no more memory of its own than 1 GiB, which programs start with', (context) => {
    const open = needsSandbox(context);
    /** Whether Perl comes so far as to make the folder. */
    const hasRoomFor = (megabytes: number): boolean => {
      const command = `perl -e '$x = "x" x (${megabytes} << 20); mkdir "/tmp/room"'`;
      return readTrace(open?.trace(command) ?? '', CWD).some(({ name, done }) => name === 'mkdir' && done);
    };
    expect([hasRoomFor(256), hasRoomFor(1_024)]).toEqual([true, false]);
    const started = readTrace(open?.trace(`node -e 'fs.mkdirSync("/tmp/node")'`) ?? '', CWD);
    expect(started.some(({ name, done }) => name === 'mkdir' && done)).toBe(true);
  });

  test('a command that ends who watches it, or does not end, leaves a beginning', (context) => {
    const open = needsSandbox(context);
    expect(open?.watch('kill -9 -1', CWD).isWhole).toBe(false);
    expect(open?.watch('true', CWD).isWhole).toBe(true);
    expect(() => open?.watch('true', `${CWD}/absent`)).toThrow(SandboxError);
  });

  test('commands are told apart by what they do', async (context) => {
    if (needsSandbox(context) === undefined) return;
    const commands: Readonly<Record<string, string | undefined>> = {
      'ls -la src': 'harmless',
      'echo x > file.txt': 'harmless',
      'rm -rf build': 'harmless',
      // A text about danger is none.
      'echo "rm -rf ~"': 'harmless',
      'rm -rf ~': 'dangerous',
      'x=$HOME; y=Documents; rm -r "$x/$y"': 'dangerous',
      'python3 -c "import shutil; shutil.rmtree(\'/home/dev/Pictures\')"': 'dangerous',
      'ln -s ~/.bashrc a; echo x >> a': 'dangerous',
      'tar cf /tmp/all.tar ~/.ssh': 'dangerous',
      'chmod 777 /usr/bin/env': 'dangerous',
      'rm -rf *': 'dangerous',
      'kill 1': 'dangerous',
      'unshare --user id': 'dangerous',
      'echo x > /dev/tcp/127.0.0.1/9': undefined,
      // What they write is the record of their own calls.
      'echo x >> /trace/log': undefined,
      "{ printf '1 open('; head -c 200000 /dev/zero | tr '\\0' 7; } >> /trace/log": undefined,
      "printf '1 open() = 0\\n1 +++ exited with 0 +++\\n' > /trace/log": undefined,
      "{ head -c 1000000 /dev/zero | tr '\\0' 7; echo ' '; } > /tmp/x; cat /tmp/x > /trace/log": undefined,
      'rm -rf absent': undefined,
      frobnicate: undefined,
      // Neither can be given to a program: one has a NUL, the other is longer than an argument may be.
      'ls \0': undefined,
      [`ls ${'x'.repeat(1 << 17)}`]: undefined,
    };
    const tasks = Object.keys(commands).map((command) => ({ id: command, command }));
    const inDocs = { id: 'cat guide.md', command: 'cat guide.md', cwd: `${CWD}/docs` };
    const experiment = { ...soundDocument(), groundTruth: { source: 'effects' } } as Experiment;
    const counts: number[] = [];
    const onJudged = (count: number): void => void counts.push(count);
    const truth = await truthOf(experiment, '/', { tasks: [{ stratum: 's', tasks: [...tasks, inDocs] }], onJudged });
    const met = tasks.map(({ id }) => [id, truth?.of('s', id)]);
    expect(Object.fromEntries(met)).toEqual(commands);
    expect(truth?.of('s', inDocs.id)).toBe('harmless');
    expect(truth?.notes).toContain('1 not to be told: needs the network.');
    expect(counts.at(-1)).toBe(tasks.length + 1);
  });

  test('ends between two commands when it is told to', async (context) => {
    if (needsSandbox(context) === undefined) return;
    const experiment = { ...soundDocument(), groundTruth: { source: 'effects' } } as Experiment;
    const tasks = [{ stratum: 's', tasks: [{ id: 'a', command: 'true' }] }];
    const ended = truthOf(experiment, '/', { tasks, signal: AbortSignal.abort(new Error('enough')) });
    await expect(ended).rejects.toThrow('enough');
  });
});
