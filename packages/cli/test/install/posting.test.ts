/** `capgate init --http`, at a gate that the test is: what it is asked for, what settings become, and the way back. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { capgate, type Outcome, type Surroundings } from '../harness.ts';
import { Home, textAt } from './home.ts';

vi.setConfig({ testTimeout: 60_000 });

const SETTINGS = '{\n  "model": "x"\n}\n';

interface SocketCall {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** The two doors of a gate, as far as an installation knocks at them. */
class TestGate {
  readonly socket: Server;
  readonly http: HttpServer;
  /** What was asked for by the socket. */
  readonly asked: unknown[] = [];
  /** Tokens that are good, by their identifiers. */
  readonly tokens = new Map<string, string>();
  /** What a call that changes tokens is answered instead. */
  refusal: { readonly status: number; readonly body: object } | undefined;
  #count = 0;

  constructor() {
    this.socket = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n').filter(Boolean)) {
          const { id, ...call } = JSON.parse(line);
          socket.write(`${JSON.stringify({ id, ...this.#replyTo(call) })}\n`);
        }
      });
    });
    this.http = createHttpServer((request, response) => {
      const token = request.headers.authorization?.replace('Bearer ', '');
      response.writeHead([...this.tokens.values()].includes(token ?? '') ? 200 : 401).end('{}');
    });
  }

  async open(path: string): Promise<void> {
    await new Promise<void>((resolve) => void this.socket.listen(path, resolve));
    await new Promise<void>((resolve) => void this.http.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.socket.close();
    this.http.close();
  }

  get address(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  #replyTo({ method, path, body }: SocketCall): object {
    this.asked.push(body === undefined ? `${method} ${path}` : body);
    if (this.refusal !== undefined) return this.refusal;
    if (method === 'DELETE') {
      const isKnown = this.tokens.delete(path.replace('/v1/tokens/', ''));
      return isKnown ? { status: 200, body: {} } : { status: 404, body: { code: 'NOT_FOUND', detail: 'met another' } };
    }
    const tokenId = `id-${++this.#count}`;
    const token = `cgt_secret-${this.#count}`;
    this.tokens.set(tokenId, token);
    return { status: 201, body: { tokenId, token } };
  }
}

let home: Home;
let gate: TestGate;
let settings: string;
beforeEach(async () => {
  home = new Home();
  home.claude('2.1.329');
  settings = home.file('.claude/settings.json', SETTINGS);
  gate = new TestGate();
  await gate.open(join(home.path, 'gate.sock'));
});
afterEach(() => {
  gate.close();
  home.remove();
});

function run(words: readonly string[], more: Surroundings = {}): Promise<Outcome> {
  return capgate(words, {
    home: home.path,
    cwd: home.project,
    env: { PATH: join(home.path, 'bin'), CAPGATE_SOCKET: join(home.path, 'gate.sock') },
    ...more,
  });
}

function init(...words: readonly string[]): Promise<Outcome> {
  return run(['init', '--yes', '--no-service', '--agent', 'claude', ...words]);
}

function posting(): Promise<Outcome> {
  return init('--http', '--address', gate.address);
}

/** The settings, and what was there before them. */
function own(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(home.snapshot()).filter(([name]) => name.startsWith('/.claude')));
}

function hook(): { readonly url: string; readonly headers: { readonly Authorization: string } } {
  return JSON.parse(textAt(settings) ?? '').hooks.PreToolUse[0].hooks[0];
}

function journal(): string {
  const folder = join(home.path, '.local/state/capgate/install');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

describe('capgate init --http', () => {
  test('asks for a token that may do no more than ask, puts it where its owner alone reads it, and shows it nobody', async () => {
    const shown = await run(['init', '--agent', 'claude', '--no-service', '--http', '--address', gate.address], {
      answers: ['y'],
    });
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(gate.asked).toEqual([
      { name: 'claude', subject: 'agent', scopes: ['decide'], lifetimeMs: 366 * 86_400_000 },
    ]);
    expect(hook()).toMatchObject({
      url: `${gate.address}/v1/hooks/claude`,
      headers: { Authorization: 'Bearer cgt_secret-1' },
    });
    expect(statSync(settings).mode & 0o777).toBe(0o600);
    expect(shown.stdout).toContain('"Authorization": "Bearer (a new token of the gate)"');
    expect(shown.stdout).toContain('capgate upgrade renews it');
    expect(shown.stdout + journal()).not.toContain('cgt_secret');
    expect(journal()).toContain('"token":{"id":"id-1",');
  });

  test('asked again changes nothing, and so does init without it', async () => {
    await posting();
    const before = home.snapshot();
    for (const again of [await posting(), await init()]) {
      expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('as they should be') });
    }
    expect(home.snapshot()).toEqual(before);
    expect(gate.tokens.size).toBe(1);
  });

  test('is undone to the byte, and its token is no longer one', async () => {
    const before = own();
    await posting();
    expect(own()).not.toEqual(before);
    expect(await run(['init', '--undo', '--yes'])).toMatchObject({ status: 0, stderr: '' });
    expect(own()).toEqual(before);
    expect(gate.asked.at(-1)).toBe('DELETE /v1/tokens/id-1');
    expect(gate.tokens.size).toBe(0);
  });

  test('takes the place of the launcher’s hook, and is undone to what was before both', async () => {
    const before = own();
    await init();
    expect(hook()).toMatchObject({ type: 'command' });
    await posting();
    expect(hook()).toMatchObject({ type: 'http' });
    await run(['uninstall', '--yes']);
    expect(own()).toEqual(before);
    expect(gate.tokens.size).toBe(0);
  });

  test('renews a token that the gate does not take any more, and revokes all', async () => {
    await posting();
    gate.tokens.clear();
    expect(await run(['upgrade', '--yes'])).toMatchObject({ status: 0, stderr: '' });
    expect(hook()).toMatchObject({ headers: { Authorization: 'Bearer cgt_secret-2' } });
    expect(await run(['uninstall', '--yes'])).toMatchObject({ status: 0, stderr: '' });
    expect(gate.asked.slice(-2)).toEqual(['DELETE /v1/tokens/id-1', 'DELETE /v1/tokens/id-2']);
  });

  test('renews one that ends within a month', async () => {
    await posting();
    const clock = { nowMs: () => Date.now() + 340 * 86_400_000 } as NonNullable<Surroundings['clock']>;
    await run(['upgrade', '--yes'], { clock });
    expect([...gate.tokens.keys()]).toEqual(['id-1', 'id-2']);
  });

  test('another address is another hook', async () => {
    await posting();
    const other = gate.address.replace('127.0.0.1', 'localhost');
    expect(await init('--http', '--address', other)).toMatchObject({ status: 0 });
    expect(hook().url).toBe(`${other}/v1/hooks/claude`);
  });
});

describe('nothing is changed, and no token made', () => {
  let before: ReturnType<typeof own>;
  beforeEach(() => {
    before = own();
  });

  function expectNothingDone(): void {
    expect(own()).toEqual(before);
    expect(gate.tokens.size).toBe(0);
  }

  test.each(['2.1.294', '2.0.999', '1.9.400'])(
    'where Claude Code is of version %s, which would fail open',
    async (old) => {
      home.claude(old);
      const { status, stderr } = await posting();
      expect(status).toBe(1);
      expect(stderr).toContain(
        `claude: expected Claude Code 2.1.295 or later, which stops actions where the gate does not answer, met ${old}`,
      );
      expect(gate.asked).toEqual([]);
      expectNothingDone();
    },
  );

  test('where its version cannot be told', async () => {
    home.file('bin/claude', '#!/bin/sh\nexit 1\n', 0o755);
    expect(await posting()).toMatchObject({ status: 1, stderr: expect.stringContaining('does not tell its version') });
    rmSync(join(home.path, 'bin/claude'));
    expect(await posting()).toMatchObject({ status: 1, stderr: expect.stringContaining('met no claude') });
    expectNothingDone();
  });

  test('where no gate answers by HTTP, or something else does', async () => {
    const { address } = gate;
    gate.http.removeAllListeners('request').on('request', (_, response) => response.end('<html></html>'));
    expect(await init('--http', '--address', address)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`expected a gate that answers by HTTP at "${address}", met something else`),
    });
    await new Promise((resolve) => gate.http.close(resolve));
    expect(await init('--http', '--address', address)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`expected a gate that answers by HTTP at "${address}", met none; http in its`),
    });
    expect(gate.asked).toEqual([]);
    expectNothingDone();
  });

  test('where the gate refuses it, as to who is no person at a terminal', async () => {
    gate.refusal = { status: 403, body: { code: 'FORBIDDEN', detail: 'expected a person at a terminal' } };
    const { status, stdout, stderr } = await posting();
    expect(status).toBe(1);
    expect(stderr).toContain('FORBIDDEN: expected a person at a terminal');
    expect(stdout).toContain('Claude Code is not gated as it should be.');
    expectNothingDone();
  });

  test('where the settings are a file of a repository', async () => {
    const real = home.file('project/dotfiles.json', SETTINGS);
    rmSync(settings);
    symlinkSync(real, settings);
    before = own();
    const { status, stderr } = await posting();
    expect([status, textAt(real)]).toEqual([1, SETTINGS]);
    expect(stderr).toContain(`expected settings that nobody commits, as they would hold a token`);
    expectNothingDone();
  });

  test.each([
    [
      ['--scope', 'project', '--http'],
      'expected --scope user with --http, as what people share holds no token, met project',
    ],
    [['--agent', 'codex', '--http'], 'expected an agent that posts to the gate itself with --http, met codex'],
    [['--address', 'http://127.0.0.1:1'], 'expected --http beside --address, met none'],
    [['--http', '--address', 'http://example.com'], 'with https: for another machine, met "http://example.com"'],
    [['--http', '--address', 'http://127.0.0.1:7413/x'], 'met "http://127.0.0.1:7413/x"'],
    [['--http', '--address', 'nonsense'], 'met "nonsense"'],
  ])('with the words %j', async (words, message) => {
    expect(await init(...words)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
    expectNothingDone();
  });
});

test('where the gate is gone, settings go back, and a person is told how the token is revoked', async () => {
  const before = own();
  await posting();
  gate.close();
  rmSync(join(home.path, 'gate.sock'), { force: true });
  const { status, stderr } = await run(['init', '--undo', '--yes']);
  expect([status, own()]).toEqual([1, before]);
  expect(stderr).toContain('its token is not revoked: capgate token revoke id-1');
});

test('a token is not left where its settings changed meanwhile', async () => {
  gate.http.removeAllListeners('request').on('request', (_, response) => {
    // Between the plan and the change.
    mkdirSync(dirname(settings), { recursive: true });
    home.file('.claude/settings.json', '{ "model": "y" }');
    response.writeHead(401).end();
  });
  const { status, stderr } = await posting();
  expect([status, textAt(settings), gate.tokens.size]).toEqual([1, '{ "model": "y" }', 0]);
  expect(stderr).toContain('expected the file as it was shown');
});
