import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DecideRequest, GateError, type GateErrorCode } from '../src/index.ts';
import { ShedCounts } from '../src/metrics/shed-counts.ts';
import { keepInPlace } from '../src/socket/keeper.ts';
import { clearPlace, setMode } from '../src/socket/place.ts';
import { type SocketParts, SocketServer } from '../src/socket/server.ts';
import { AGENT, temporaryFolder } from './harness.ts';

interface Line {
  readonly id?: unknown;
  readonly answer?: { readonly verdict: string };
  readonly error?: { readonly code: string; readonly message: string };
}

const ALLOW = { verdict: 'allow', risk: 'SAFE', descriptor: '' } as const;

let path: string;
let server: SocketServer;
let faults: unknown[];
let sheds: ShedCounts;
const open: Socket[] = [];

async function serve(parts: Partial<SocketParts> = {}): Promise<void> {
  server = new SocketServer({
    decide: () => ({ answer: ALLOW, before: undefined }),
    call: async () => ({ status: 200, body: {} }),
    callerOf: () => AGENT,
    onFault: (error) => faults.push(error),
    sheds,
    connectionsMax: 50,
    frameTimeoutMs: 300,
    ...parts,
  });
  await server.listen(path);
}

beforeEach(() => {
  path = join(temporaryFolder(), 'gate.sock');
  faults = [];
  sheds = new ShedCounts();
});

afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await server.close(50);
});

async function dial(): Promise<Socket> {
  const socket = connect({ path, allowHalfOpen: true });
  socket.on('error', () => {});
  open.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** The lines that come until the other side ends, or until there are so many. */
async function linesFrom(socket: Socket, count = Number.POSITIVE_INFINITY): Promise<Line[]> {
  const chunks: string[] = [];
  let lineCount = 0;
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      chunks.push(text);
      lineCount += text.split('\n').length - 1;
      if (lineCount >= count) resolve();
    });
    socket.once('end', resolve);
    socket.once('close', () => resolve());
    socket.resume();
  });
  return chunks
    .join('')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

/** Resolves once the other side has closed its half, whatever becomes of what is written to it. */
function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('end', resolve);
    socket.once('close', () => resolve());
    socket.resume();
  });
}

async function said(...frames: (string | Buffer)[]): Promise<Line[]> {
  const socket = await dial();
  for (const bytes of frames) socket.write(bytes);
  socket.end();
  return linesFrom(socket);
}

function frame(id: unknown, command = 'ls'): string {
  return `${JSON.stringify({ id, op: 'decide', request: { action: { kind: 'command', command } } })}\n`;
}

describe('a question', () => {
  beforeEach(() => serve());

  test('has an answer with its id', async () => {
    expect(await said(frame(1), frame('two'))).toMatchObject([
      { id: 1, answer: ALLOW },
      { id: 'two', answer: ALLOW },
    ]);
  });

  test('without an id has an answer that is JSON', async () => {
    expect(await said(frame(undefined))).toEqual([{ id: null, answer: ALLOW }]);
  });

  test.each<[string, string]>([
    ['no JSON', '{"id":1\n'],
    ['no object', '[]\n'],
    ['null', 'null\n'],
    ['another op', '{"id":1,"op":"approve"}\n'],
    ['an id that is none', '{"id":{},"op":"decide"}\n'],
    ['no request', '{"id":1,"op":"decide"}\n'],
    [
      'a key that nobody knows',
      '{"id":1,"op":"decide","request":{"action":{"kind":"command","command":"ls"},"verdict":"allow"}}\n',
    ],
    [
      'a folder that is none',
      '{"id":1,"op":"decide","request":{"action":{"kind":"command","command":"ls"},"cwd":"work"}}\n',
    ],
    ['a call without a path', '{"id":1,"op":"call","method":"GET"}\n'],
    ['a prototype', '{"id":1,"op":"decide","request":{"__proto__":{"action":{"kind":"command","command":"ls"}}}}\n'],
  ])('that is %s is refused, and the next one answered', async (_, text) => {
    const [refused, next] = await said(text, frame(2));
    expect([refused?.error?.code, next?.id]).toEqual(['REQUEST', 2]);
    expect(faults).toEqual([]);
  });

  test('that is refused is not quoted', async () => {
    const [refused] = await said('{"id":1,"op":"decide","request":{"secret":"hunter2"\n', '{"op":"hunter2"}\n');
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  });

  test('after bytes that are no UTF-8 has none: the connection ends with a reason', async () => {
    const lines = await said(Buffer.from([0x22, 0xff, 0x22, 0x0a]), frame(2));
    expect(lines.map(({ error }) => error?.code)).toEqual(['REQUEST']);
  });

  test('that is longer than the bound ends the connection, with a reason', async () => {
    const socket = await dial();
    const lines = linesFrom(socket);
    for (let sent = 0; sent <= 9; sent++) socket.write(Buffer.alloc(1 << 20, 'x'));
    expect((await lines)[0]?.error?.code).toBe('REQUEST');
  });
});

test('whatever bytes arrive, every whole line has an answer or an error, and the gate goes on', async () => {
  await serve();
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.constantFrom(
      frame(1),
      '{"op":"decide"}',
      '\n',
      '{"id":1,"op":"call","method":"GET","path":"/"}\n',
      '{"id":',
      '}',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
      const text = pieces.join('').toWellFormed();
      const whole = text
        .split('\n')
        .slice(0, -1)
        .filter((line) => line !== '');
      const lines = await said(text);
      expect(lines).toHaveLength(whole.length);
      expect(faults).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(await said(frame(7))).toHaveLength(1);
});

describe('a fault of the gate', () => {
  test('is told without its text, and to who runs it with it', async () => {
    const fault = new Error('the password is hunter2');
    await serve({
      decide: () => {
        throw fault;
      },
    });
    const [line] = await said(frame(1));
    expect([line?.id, line?.error?.code, faults]).toEqual([1, 'FAULT', [fault]]);
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });

  test('that comes with what an answer waits for is an error, not an answer', async () => {
    const unavailable = new GateError('UNAVAILABLE', 'expected a log, met none');
    await serve({ decide: () => ({ answer: ALLOW, before: Promise.reject(unavailable) }) });
    const [line] = await said(frame(1));
    expect([line?.answer, line?.error?.code]).toEqual([undefined, 'UNAVAILABLE']);
  });
});

describe('a connection', () => {
  test('that begins a line and does not end it is closed', async () => {
    await serve();
    const socket = await dial();
    socket.write('{"id":1,');
    const drip = setInterval(() => socket.write(' '), 50);
    await ended(socket);
    clearInterval(drip);
    await until(() => server.connectionCount === 0);
    expect(server.connectionCount).toBe(0);
  });

  test('that is busy for longer than a line may take is not closed for it', async () => {
    await serve();
    const socket = await dial();
    const lines = linesFrom(socket);
    const line = frame('x');
    // Each piece ends one line and begins the next.
    socket.write(line.slice(0, 10));
    for (let sent = 0; sent < 15; sent++) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      socket.write(line.slice(10) + line.slice(0, 10));
    }
    socket.end(line.slice(10));
    expect(await lines).toHaveLength(16);
  });

  test('that has said everything still hears all answers', async () => {
    const gate = Promise.withResolvers<void>();
    await serve({ decide: () => ({ answer: ALLOW, before: gate.promise }) });
    const socket = await dial();
    socket.end(frame(1) + frame(2));
    setTimeout(() => gate.resolve(), 50);
    expect((await linesFrom(socket)).map(({ id }) => id)).toEqual([1, 2]);
  });

  test('that the gate has ended goes away although the other side stays', async () => {
    await serve();
    const socket = await dial();
    socket.write(Buffer.from([0xff, 0x0a]));
    await ended(socket);
    await until(() => server.connectionCount === 0);
    expect(server.connectionCount).toBe(0);
  });

  test('has so many answers under way at most, and is not read further', async () => {
    let asked = 0;
    const gate = Promise.withResolvers<void>();
    await serve({ decide: () => (asked++, { answer: ALLOW, before: gate.promise }) });
    const socket = await dial();
    const count = 20_000;
    socket.write(Array.from({ length: count }, (_, id) => frame(id)).join(''));
    await until(() => asked >= 1_024);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // A chunk that was read already is answered whole.
    expect(asked).toBeLessThan(4_096);
    gate.resolve();
    expect(await linesFrom(socket, count)).toHaveLength(count);
  });

  test('that does not read its answers is not read further', async () => {
    let asked = 0;
    await serve({ decide: () => (asked++, { answer: { ...ALLOW, rule: 'x'.repeat(10_000) }, before: undefined }) });
    const socket = await dial();
    socket.pause();
    const count = 3_000;
    socket.write(Array.from({ length: count }, (_, id) => frame(id)).join(''));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const early = asked;
    expect(early).toBeLessThan(count / 2);
    expect(await linesFrom(socket, count)).toHaveLength(count);
  });

  test('beyond the bound is closed, and one that ends makes room', async () => {
    await serve({ connectionsMax: 2 });
    const [first] = [await dial(), await dial()];
    const third = await dial();
    await ended(third);
    expect(sheds.of('socket')).toBe(1);
    first.destroy();
    await until(() => server.connectionCount === 1);
    expect(await said(frame(1))).toHaveLength(1);
  });

  test('of too much at once is counted, and of anything else is not', async () => {
    const codes: GateErrorCode[] = ['BUSY', 'FORBIDDEN', 'BUSY'];
    await serve({
      decide: () => {
        throw new GateError(codes.shift() ?? 'STATE', 'expected room, met none');
      },
    });
    const lines = await said([frame(1), frame(2), frame(3)].join(''));
    expect(lines.map(({ error }) => error?.code)).toEqual(['BUSY', 'FORBIDDEN', 'BUSY']);
    expect([sheds.of('socket'), sheds.of('http')]).toEqual([2, 0]);
  });

  test('of who is refused says why, and does not keep its place', async () => {
    await serve({
      connectionsMax: 2,
      callerOf: () => {
        throw new GateError('FORBIDDEN', 'expected a user that may ask, met another');
      },
    });
    for (let i = 0; i < 5; i++) {
      const socket = await dial();
      const [line] = await linesFrom(socket, 1);
      expect(line?.error?.code).toBe('FORBIDDEN');
    }
  });
});

describe('closing', () => {
  test('answers what was asked, and takes no new connection', async () => {
    const gate = Promise.withResolvers<void>();
    await serve({ decide: () => ({ answer: ALLOW, before: gate.promise }) });
    const socket = await dial();
    socket.write(frame(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = server.close(5_000);
    gate.resolve();
    expect(await linesFrom(socket)).toHaveLength(1);
    await closed;
    expect(existsSync(path)).toBe(false);
  });

  test('does not wait longer than it was told for who neither reads nor ends', async () => {
    await serve({ decide: () => ({ answer: ALLOW, before: new Promise(() => {}) }) });
    const socket = await dial();
    socket.write(frame(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close(100);
    await until(() => server.connectionCount === 0);
    expect(server.connectionCount).toBe(0);
  });
});

describe('the place of the socket', () => {
  beforeEach(() => serve());

  test("is its user's alone", () => {
    setMode(path, false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    setMode(path, true);
    expect(statSync(path).mode & 0o777).toBe(0o666);
  });

  test("is its user's alone from its first moment, and other files are made as ever", () => {
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(process.umask()).not.toBe(0o177);
  });

  test('is not taken from a gate that answers', async () => {
    expect(await codeOf(() => clearPlace(path))).toBe('STATE');
    expect(await said(frame(1))).toHaveLength(1);
  });

  test('is taken where a gate that died left its socket', async () => {
    const dead = join(temporaryFolder(), 'gate.sock');
    const listening = createServer().listen(dead);
    await once(listening, 'listening');
    // Closing removes the file; what a kill leaves is made by hand.
    const copy = `${dead}.copy`;
    linkSync(dead, copy);
    listening.close();
    expect(lstatSync(copy).isSocket()).toBe(true);
    await clearPlace(copy);
    expect(existsSync(copy)).toBe(false);
  });

  test('is no file of somebody, which stays', async () => {
    const file = join(temporaryFolder(), 'notes.txt');
    writeFileSync(file, 'mine');
    expect(await codeOf(() => clearPlace(file))).toBe('STATE');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test.each([0o777, 0o770, 0o722])('is in no folder that others may change, as one of mode %o', async (mode) => {
    const folder = join(temporaryFolder(), 'run');
    mkdirSync(folder);
    chmodSync(folder, mode);
    expect(await codeOf(() => clearPlace(join(folder, 'gate.sock')))).toBe('STATE');
  });

  test('is made for its user alone where it is not there', async () => {
    const folder = join(temporaryFolder(), 'a/b');
    await clearPlace(join(folder, 'gate.sock'));
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  test('is refused where its path is longer than a socket can have', async () => {
    expect(await codeOf(() => clearPlace(`/tmp/${'x'.repeat(104)}`))).toBe('REQUEST');
  });

  test('is taken back where the socket was removed or another put there, and after a failure again', async () => {
    let failures = 1;
    let restored = 0;
    const told: unknown[] = [];
    const stop = keepInPlace(
      path,
      async () => {
        if (failures-- > 0) throw new Error('expected a folder, met none');
        rmSync(path, { force: true });
        await server.listen(path);
        restored++;
      },
      (error) => told.push(error),
      20,
    );
    rmSync(path);
    await until(() => restored === 1);
    expect(await said(frame(1))).toHaveLength(1);
    rmSync(path);
    writeFileSync(path, 'a file of somebody');
    await until(() => restored === 2);
    expect(await said(frame(2))).toHaveLength(1);
    expect(told).toHaveLength(1);
    stop();
  });

  test('keeps connections that are open while it is taken back', async () => {
    const socket = await dial();
    rmSync(path);
    await server.listen(path);
    socket.write(frame(5));
    socket.end();
    expect((await linesFrom(socket)).map(({ id }) => id)).toEqual([5]);
  });
});

test('a request reaches the gate as it was sent', async () => {
  const requests: DecideRequest[] = [];
  await serve({ decide: (request) => (requests.push(request), { answer: ALLOW, before: undefined }) });
  const command = 'echo "\u0000\u2028😀"';
  await said(frame(1, command));
  expect(requests).toEqual([{ action: { kind: 'command', command } }]);
});

async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error('expected it to come, met the end of patience');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
