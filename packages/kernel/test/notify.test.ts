/** Tier 4 beyond what all tiers are tried with: waiting, races, the end of whoever answers. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Risk } from '@capgate/core';
import { type Confinement, type KernelEvent, landlockVersion, type Mask, NotifyHolding } from '@capgate/kernel';
import { needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { netRights } from '../src/backstop/rights.ts';
import { noConfinement } from './enforcement/answered.ts';
import { descriptorOf, openMask, usualMask } from './enforcement/world.ts';

const isLinux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;
/** As `confinementOf` has it under this tier: who asks connects nowhere by itself. */
const withLandlock: Confinement = {
  ...noConfinement,
  domain: { ...noConfinement.domain, net: netRights(isLinux ? landlockVersion() : 0, 'connecting') },
};
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

let folder: string;
let holding: NotifyHolding;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-notify-')));
  if (isLinux) holding = new NotifyHolding();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (isLinux) holding.close();
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly events: readonly KernelEvent[];
  readonly decided: bigint;
  readonly lost: bigint;
}

let count = 0;

/** In a session of its own. */
async function ran(mask: Mask, words: readonly string[], confinement = withLandlock): Promise<Ran> {
  const [command = '', ...args] = words;
  const path = join(folder, `out-${count++}`);
  const fd = openSync(path, 'w+');
  const asked = { command, args, cwd: folder, env: { PATH }, stdio: [0, fd, fd] as const, confinement };
  const { session, confined } = await holding.start(mask, asked);
  const events: KernelEvent[] = [];
  const reading = session.read((event) => events.push(event));
  const { code } = await confined.exited;
  expect(await session.end()).toBe(true);
  await reading;
  closeSync(fd);
  const { decided, lost } = session.tally();
  return { code, out: readFileSync(path, 'utf8'), events, decided, lost };
}

const python = (mask: Mask, script: string): Promise<Ran> => ran(mask, ['python3', '-c', script]);

/** A port of this machine that takes no more connections, and does not refuse them either. */
const FULL = `
import errno, os, signal, socket, struct, subprocess, threading, time
full = socket.socket(); full.bind(('127.0.0.1', 0)); full.listen(0)
waiting = [socket.socket() for _ in range(4)]
for one in waiting: one.setblocking(False); one.connect_ex(full.getsockname())
time.sleep(0.2)
`;

describe.runIf(isLinux)('a connection', () => {
  it('that takes its time holds nothing else up, and is there in the end', async () => {
    const { out, events } = await python(
      openMask,
      `${FULL}
slow = socket.socket()
thread = threading.Thread(target=lambda: (slow.connect(full.getsockname()), print('connected', slow.getpeername() == full.getsockname())))
thread.start()
print([subprocess.run(['true']).returncode for _ in range(20)])
other = socket.create_server(('127.0.0.1', 0)); socket.create_connection(other.getsockname()); print('other', thread.is_alive(), flush=True)
full.settimeout(0.1)
while thread.is_alive():
  try: full.accept()
  except TimeoutError: pass`,
    );
    expect(out).toBe(`[${Array.from({ length: 20 }, () => 0).join(', ')}]\nother True\nconnected True\n`);
    expect(events.filter(({ isDenied }) => isDenied)).toEqual([]);
  });

  it('is waited for by those alone who wait for connections, and for as long as they do', async () => {
    const { out } = await python(
      openMask,
      `${FULL}
one = socket.socket(); one.setblocking(False); print(errno.errorcode[one.connect_ex(full.getsockname())])
two = socket.socket(); two.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack('ll', 0, 300000))
print(errno.errorcode[two.connect_ex(full.getsockname())], os.get_blocking(two.fileno()))
print(errno.errorcode[socket.socket().connect_ex(('127.0.0.1', 1))])`,
    );
    expect(out).toBe('EINPROGRESS\nEINPROGRESS True\nECONNREFUSED\n');
  });

  it('is interrupted by a signal, as where nobody answers for it', async () => {
    const { out } = await python(
      openMask,
      `${FULL}
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
signal.signal(signal.SIGALRM, lambda *_: print('met'))
signal.setitimer(signal.ITIMER_REAL, 0.3)
slow = socket.socket(); address = struct.pack('=H', 2) + struct.pack('!H', full.getsockname()[1]) + bytes([127, 0, 0, 1]) + bytes(8)
print(libc.connect(slow.fileno(), address, 16), errno.errorcode[ctypes.get_errno()])`,
    );
    expect(out).toBe('met\n-1 EINTR\n');
  });

  it('is refused by the address that is used, whatever form it has', async () => {
    const { out, events } = await python(
      { ...openMask, connect: new Set(['local', 'public']) },
      `
import errno, socket
def tried(family, address, kind=socket.SOCK_STREAM):
  return errno.errorcode.get(socket.socket(family, kind).connect_ex(address), 'done')
print(tried(2, ('127.0.0.1', 9)), tried(10, ('::1', 9)), tried(10, ('::ffff:10.0.0.1', 9)), tried(2, ('192.168.1.1', 9), socket.SOCK_DGRAM), tried(2, ('203.0.113.7', 9), socket.SOCK_DGRAM))`,
    );
    expect(out).toMatch(/^EPERM EPERM EPERM EPERM (?:done|ENETUNREACH)\n$/u);
    const told = events.flatMap((event) =>
      'address' in event && event.isDenied ? [[event.address, event.reach]] : [],
    );
    expect(told).toEqual([
      ['127.0.0.1', 'loopback'],
      ['::1', 'loopback'],
      ['::ffff:a00:1', 'private'],
      ['192.168.1.1', 'private'],
    ]);
  });

  it('of a kind that nobody could answer for is none', async () => {
    const script = `
import errno, socket
def tried(act):
  try: act(); return 'done'
  except OSError as error: return errno.errorcode[error.errno]
made = [tried(lambda: socket.socket(2, kind, protocol)) for kind, protocol in [(1, 0), (1, 6), (2, 17), (1, 262), (1, 132), (5, 0), (6, 33)]]
print(*made, tried(lambda: socket.socket().sendto(b'x', 0x20000000, ('127.0.0.1', 1))))`;
    const refusals = 'EPROTONOSUPPORT EPROTONOSUPPORT EPROTONOSUPPORT EPROTONOSUPPORT ENOTSUP';
    expect((await python(openMask, script)).out).toBe(`done done done ${refusals}\n`);
    const alone: Mask = { ...openMask, connect: new Set(['local', 'loopback']) };
    expect((await python(alone, script)).out).toBe(`done done EACCES ${refusals}\n`);
  });

  it('gives no descriptor away for good, here or there', async () => {
    const before = readdirSync('/proc/self/fd').length;
    const { out, decided } = await python(
      openMask,
      `
import os, socket
server = socket.create_server(('127.0.0.1', 0)); before = len(os.listdir('/proc/self/fd'))
for _ in range(500): socket.create_connection(server.getsockname()).close(); server.accept()[0].close()
print(len(os.listdir('/proc/self/fd')) - before)`,
    );
    expect(out).toBe('0\n');
    expect(Number(decided)).toBeGreaterThanOrEqual(500);
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
  });
});

describe.runIf(isLinux)('a session that is answered for', () => {
  it('runs thousands of programs beside each other, and tells of all, or how many it could not', async () => {
    const loop = 'i=0; while [ $i -lt 500 ]; do /bin/true || exit 9; i=$((i + 1)); done';
    const { code, events, decided, lost } = await ran(openMask, [
      'sh',
      '-c',
      `(${loop}) & (${loop}) & (${loop}) & ${loop}; wait`,
    ]);
    expect(code).toBe(0);
    expect(Number(decided)).toBeGreaterThan(2000);
    expect(events.length + Number(lost)).toBe(Number(decided));
  });

  it('has a new mask from the next call on, and what is registered meanwhile', async () => {
    const [first, second] = [program('first', 0), program('second', 0)];
    const asked = {
      command: 'sh',
      args: ['-c', `read -r _; ${first}; a=$?; ${second}; echo $a $?`],
      cwd: '/',
      env: { PATH },
    };
    const child = await withPipes(openMask, asked);
    holding.labels.registerTools([{ path: second, descriptor: descriptorOf('second', 1 << Risk.HIGH) }]);
    child.session.setMask({ ...usualMask, riskMax: Risk.LOW });
    expect(await child.said()).toBe('0 126\n');
  });

  it('is none within another one', async () => {
    const answering = fileURLToPath(new URL('enforcement/answering.ts', import.meta.url));
    const { out } = await ran(openMask, [process.execPath, '--conditions=@capgate/source', answering, 'true']);
    expect(out).toContain('REFUSED\n');
  });

  it('adopts what it leaves without a parent, and buries it', async () => {
    const script = fileURLToPath(new URL('enforcement/orphans.py', import.meta.url));
    const { out } = await ran(openMask, ['python3', script, `${process.pid}`]);
    expect(out).toBe(`${process.pid}\n`.repeat(20) + 'left 0\n');
  });

  it.runIf(isRoot)('is none where what it asks cannot be read, and then nothing has run', () => {
    const answering = fileURLToPath(new URL('enforcement/answering.ts', import.meta.url));
    const node = [process.execPath, '--conditions=@capgate/source', answering, 'touch', join(folder, 'blind')];
    const env = { ...process.env, SESSION_UID: '65534' };
    chmodSync(folder, 0o777);
    const started = (words: readonly string[]): string =>
      execFileSync(words[0] as string, words.slice(1), { env, encoding: 'utf8' });
    expect(started(['setpriv', '--bounding-set=-sys_ptrace', ...node])).toBe('REFUSED\n');
    expect(existsSync(join(folder, 'blind'))).toBe(false);
    expect(started(node)).toMatch(/^started/u);
    expect(existsSync(join(folder, 'blind'))).toBe(true);
  });

  it('lets nothing more run, and connects nothing, once whoever answers is dead', async () => {
    const answering = fileURLToPath(new URL('enforcement/answering.ts', import.meta.url));
    const result = join(folder, 'after');
    const script = `
import errno, os, socket, sys, time
def tried(act):
  try: act(); return 'done'
  except OSError as error: return errno.errorcode[error.errno]
server = socket.create_server(('127.0.0.1', 0))
acts = [lambda: socket.create_connection(server.getsockname()), lambda: os.posix_spawn('/bin/true', ['true'], {})]
before = [tried(act) for act in acts]
print('ready', flush=True)
sys.stdin.read()
with open(sys.argv[1] + '.part', 'w') as file: print(*before, *[tried(act) for act in acts], file=file)
os.rename(sys.argv[1] + '.part', sys.argv[1])`;
    const words = ['--conditions=@capgate/source', answering, 'python3', '-c', script, result];
    const holder = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ready = new Promise<void>((resolve) =>
      holder.stdout.on('data', (chunk: Buffer) => chunk.includes('ready') && resolve()),
    );
    await ready;
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    holder.stdin.destroy();
    while (!existsSync(result)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readFileSync(result, 'utf8')).toBe('done done ENOSYS ENOSYS\n');
  });

  it('lets nothing more run once it is closed', async () => {
    const child = await withPipes(openMask, {
      command: 'sh',
      args: ['-c', 'echo ready; read -r _; /bin/true; echo $?'],
      cwd: '/',
      env: { PATH },
    });
    await child.begun();
    await child.session.close();
    expect(await child.said()).toMatch(/^12[67]\n$/u);
  });
});

/** A session whose command waits for a line; `said`: gives it, and answers what the command says then. */
async function withPipes(mask: Mask, asked: { command: string; args: string[]; cwd: string; env: { PATH: string } }) {
  const path = join(folder, `fifo-${count++}`);
  execFileSync('mkfifo', [path]);
  const [input, output] = [openSync(path, 'r+'), openSync(`${path}.out`, 'w+')];
  const stdio = [input, output, output] as const;
  const { session, confined } = await holding.start(mask, { ...asked, stdio, confinement: withLandlock });
  const said = async (): Promise<string> => {
    execFileSync('sh', ['-c', `echo > ${path}`]);
    await confined.exited;
    for (const fd of [input, output]) closeSync(fd);
    await session.close();
    return readFileSync(`${path}.out`, 'utf8').split('\n').slice(-2).join('\n');
  };
  const begun = async (): Promise<void> => {
    while (readFileSync(`${path}.out`, 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { session, begun, said };
}

/** One that ends with the status. */
function program(name: string, status: number): string {
  const path = join(folder, name);
  execFileSync('gcc', ['-O1', '-x', 'c', '-', '-o', path], { input: `int main(void) { return ${status}; }` });
  return path;
}

async function listening(at: number | string, onConnection: () => void): Promise<Server> {
  const server = createServer((connection) => {
    onConnection();
    connection.destroy();
  });
  await once(typeof at === 'string' ? server.listen(at) : server.listen(at, '127.0.0.1'), 'listening');
  return server;
}

function portOf(server: Server): string {
  const address = server.address();
  return typeof address === 'object' && address !== null ? `${address.port}` : '';
}

/** A port that resolvers have: whoever may ask those may connect to it. */
const RESOLVER_PORT = 853;
const TRIES = 3000;

describe.runIf(isLinux && isRoot)('what a thread changes while it is looked at', () => {
  let race: string;
  let allowed: Server;
  let forbidden: Server;
  let reached = 0;
  beforeAll(async () => {
    race = join(folder, 'race');
    const source = fileURLToPath(new URL('enforcement/race.c', import.meta.url));
    execFileSync('gcc', ['-O1', '-Wall', '-Wextra', '-Werror', '-pthread', '-o', race, source]);
    allowed = await listening(RESOLVER_PORT, () => undefined);
    forbidden = await listening(0, () => reached++);
  });
  afterAll(() => {
    allowed.close();
    forbidden.close();
  });

  const mask: Mask = { ...openMask, connect: new Set(['local', 'resolver']) };

  /** How often the forbidden one was reached; the last connections come a moment later. */
  async function reachedBy(act: () => unknown): Promise<number> {
    const before = reached;
    await act();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return reached - before;
  }

  async function free(...words: readonly string[]): Promise<void> {
    await once(spawn(race, words, { stdio: 'ignore' }), 'exit');
  }

  it('an address: what is connected to is what was judged', async () => {
    const words = ['connect', `${RESOLVER_PORT}`, portOf(forbidden), `${TRIES}`];
    expect(await reachedBy(() => free(...words))).toBeGreaterThan(0);
    expect(await reachedBy(() => ran(mask, [race, ...words]))).toBe(0);
  });

  it('a socket: Landlock lets nobody connect who asks, from its version 4 on; without it, that is a way out', async () => {
    const path = join(folder, 'socket');
    const local = await listening(path, () => undefined);
    const words = ['swap', path, portOf(forbidden), `${TRIES}`];
    expect(await reachedBy(() => free(...words))).toBeGreaterThan(0);
    expect(await reachedBy(() => ran(mask, [race, ...words], noConfinement))).toBeGreaterThan(0);
    const held = await reachedBy(() => ran(mask, [race, ...words]));
    expect(held === 0 || landlockVersion() < 4).toBe(true);
    local.close();
  });

  it('the address of a datagram: this is a way out, as the kernel reads it again', async () => {
    const socket = createSocket('udp4', () => reached++).bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const words = ['send', `${RESOLVER_PORT}`, `${socket.address().port}`, `${TRIES}`];
    expect(await reachedBy(() => free(...words))).toBeGreaterThan(0);
    const plain = `import socket; socket.socket(2, 2).sendto(b'x', ('127.0.0.1', ${socket.address().port}))`;
    expect(await reachedBy(async () => expect((await python(mask, plain)).code).toBe(1))).toBe(0);
    expect(await reachedBy(() => ran(mask, [race, ...words]))).toBeGreaterThan(0);
    socket.close();
  });

  it('a path: this is a way out, as the kernel reads it again', async () => {
    const [harmless, risky] = [program('harmless', 0), program('risky', 7)];
    holding.labels.registerTools([{ path: risky, descriptor: descriptorOf('risky', 1 << Risk.HIGH) }]);
    expect((await ran(usualMask, [risky])).code).toBe(126);
    const { out } = await ran(usualMask, [race, 'exec', harmless, risky, `${TRIES}`]);
    expect(Number(out)).toBeGreaterThan(0);
  });
});

it.runIf(isLinux)('the programs of this test are there', (context) => {
  for (const name of ['python3', 'gcc', 'mkfifo', 'setpriv']) expect(needsProgram(context, name)).toMatch(/^\//u);
});
