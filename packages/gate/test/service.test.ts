/** The gate with its doors, in this process, on a real disk. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nodeSmallFiles, systemClock } from '@capgate/base/node';
import { openStore } from '@capgate/store';
import { codeOf } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FailureCounts, openRecorder, type Recorder, Service, settle } from '../src/index.ts';
import { person, temporaryFolder } from './harness.ts';
import { chainIn, machine, optionsIn, prepare, recordsIn, socketIn } from './kill/node-gate.ts';
import { Wire } from './kill/wire.ts';

const ASK = fileURLToPath(new URL('people/ask.ts', import.meta.url));

let folder: string;
let recorder: Recorder;
let service: Service;
let faults: unknown[];

beforeEach(async () => {
  folder = temporaryFolder();
  faults = [];
  await prepare(folder);
  await start();
});

afterEach(() => stop());

async function start(users: number[] = []): Promise<void> {
  const options = optionsIn(folder);
  const store = await openStore(options.store);
  const places = { stateFolder: folder, runtimeFolder: dirname(socketIn(folder)), keysFolder: join(folder, 'keys') };
  const config = settle(
    { socket: { users }, http: { port: 0 } },
    { ...places, logFolder: options.logFolder },
    (path) => path,
  );
  recorder = await openRecorder(options, { onFailure: () => {} });
  service = await Service.start({
    ...machine,
    files: nodeSmallFiles,
    version: 'test',
    clock: systemClock,
    recorder,
    store,
    chain: await chainIn(folder),
    failures: new FailureCounts(),
    home: '/home/user',
    platform: 'linux',
    onFailure: () => {},
    config,
    configRead: { readAt: 1 },
    accounts: { nameOf: (uid) => `user${uid}`, homeOf: () => undefined },
    onFault: (error) => faults.push(error),
  });
}

async function stop(): Promise<void> {
  await service.stop('the test ends');
  await recorder.close();
}

async function verdictOn(path: string): Promise<string | undefined> {
  const wire = await Wire.open(socketIn(folder));
  const request = { action: { kind: 'file', operation: 'write', path }, cwd: folder, workspace: folder };
  const { answer } = await wire.ask({ op: 'decide', request });
  wire.socket.end();
  return answer?.verdict;
}

interface Asked {
  readonly pid: number;
  readonly parentPid: number;
  readonly answer: { readonly approval: string };
}

/** Over TCP. */
async function byToken(path: string, body?: object): Promise<{ readonly body: Record<string, unknown> }> {
  const asked = { name: 'runner', subject: 'service', scopes: ['decide', 'read'], lifetimeMs: 60_000 } as const;
  const { token } = await service.gate.tokens.create(person('alice'), asked);
  const response = await fetch(`http://127.0.0.1:${service.port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { body: (await response.json()) as Record<string, unknown> };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > end) throw new Error('expected it to come, met the end of patience');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a service', () => {
  test("has its socket for its user alone, in a folder that is its user's alone", () => {
    expect(statSync(socketIn(folder)).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(socketIn(folder))).mode & 0o077).toBe(0);
  });

  test('denies what touches its own files, wherever the configuration puts them', async () => {
    const own = [
      'store.db',
      'store.db-wal',
      'store.db-shm',
      'log/checkpoint',
      'keys/chain.json',
      'run/gate.sock',
      'backups/x',
    ];
    const verdicts = await Promise.all(own.map((name) => verdictOn(join(folder, name))));
    expect(verdicts).toEqual(own.map(() => 'deny'));
    expect(await verdictOn(join(folder, 'src/index.ts'))).toBe('allow');
  });

  test('looks at the whole of who calls for what only a person may, and not at that to answer a question', async () => {
    const wire = await Wire.open(socketIn(folder));
    const { body: refusal } = await wire.call('/v1/pause', { durationMs: 1_000, reason: 'a test' });
    // A person or none, as whoever runs the tests is: what was not looked at would lack the scope.
    expect(JSON.stringify(refusal)).not.toContain('without it');
    const asked = await wire.call('/v1/decisions', { action: { kind: 'command', command: 'ls' }, cwd: folder });
    expect(asked).toMatchObject({ status: 200, body: { verdict: 'allow' } });
    wire.socket.end();
  });

  test('keeps with an approval which processes led to it, one with a name that is to look like two among them', async () => {
    const shell = join(folder, 'sshd (1) < \u202e');
    symlinkSync('/bin/sh', shell);
    const line = '"$0" "$1" "$2" frobnicate; :';
    const { stdout } = await promisify(execFile)(shell, ['-c', line, process.execPath, ASK, socketIn(folder)]);
    const { pid, parentPid, answer } = JSON.parse(stdout) as Asked;
    const { ancestry = [] } = service.gate.approvals.find('default', answer.approval);
    expect(ancestry.slice(0, 2)).toEqual([
      { pid, command: basename(process.execPath) },
      { pid: parentPid, command: 'sshd (1) < \u202e' },
    ]);
    expect(ancestry[2]?.pid).toBe(process.pid);
    const { body } = await byToken(`/v1/approvals/${answer.approval}`);
    expect(body).toMatchObject({ ancestry });
  });

  test('keeps none with an approval that was asked for by a token', async () => {
    const action = { kind: 'command', command: 'frobnicate' };
    const { body } = await byToken('/v1/decisions', { action });
    expect(body).toMatchObject({ verdict: 'ask', approval: expect.any(String) });
    expect((await byToken(`/v1/approvals/${String(body['approval'])}`)).body).not.toHaveProperty('ancestry');
  });

  test('puts its socket back where it was removed, or another file is in its place', async () => {
    rmSync(socketIn(folder));
    await until(async () => (await verdictOn(join(folder, 'x'))) === 'allow');
    rmSync(socketIn(folder));
    writeFileSync(socketIn(folder), 'not a socket');
    await until(async () => (await verdictOn(join(folder, 'x'))) === 'allow');
    expect(statSync(socketIn(folder)).mode & 0o777).toBe(0o600);
    expect(faults).toEqual([]);
  });

  test('puts it back with its folder, and says so in the log', async () => {
    rmSync(dirname(socketIn(folder)), { recursive: true });
    await until(async () => (await verdictOn(join(folder, 'x'))) === 'allow');
    await recorder.seal();
    const kinds = (await recordsIn(folder)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'gate.socket-restored')).toHaveLength(1);
  });

  test('tells a fault where it cannot put it back, and does once it can', async () => {
    const run = dirname(socketIn(folder));
    rmSync(socketIn(folder));
    chmodSync(run, 0o777);
    await until(async () => faults.length > 0);
    expect(existsSync(socketIn(folder))).toBe(false);
    chmodSync(run, 0o700);
    await until(async () => (await verdictOn(join(folder, 'x'))) === 'allow');
    expect(faults).toHaveLength(1);
  });

  test('is refused beside one that answers, which goes on', async () => {
    expect(await codeOf(() => start())).toBe('LOCKED');
    expect(await verdictOn(join(folder, 'x'))).toBe('allow');
  });

  test('takes over at once who may ask, says what waits for a restart, and writes both down', async () => {
    const { config } = service;
    const read = { digest: 'ab', readAt: 7 };
    const shared = { ...config, users: [4_711] };
    expect(await service.reconfigure(shared, read, 'a test')).toEqual({ changed: ['socket.users'], waiting: [] });
    expect(statSync(socketIn(folder)).mode & 0o777).toBe(0o666);
    expect(await service.reconfigure({ ...config, socketPath: '/x' }, read, 'a test')).toEqual({
      changed: ['socket.users'],
      waiting: ['socket.path'],
    });
    expect(statSync(socketIn(folder)).mode & 0o777).toBe(0o600);
    expect(await verdictOn(join(folder, 'x'))).toBe('allow');
    await recorder.seal();
    const applied = (await recordsIn(folder)).filter(({ kind }) => kind === 'config.applied');
    expect(applied.map(({ body }) => body)).toMatchObject([
      { by: 'a test', digest: 'ab', changed: ['socket.users'], waiting: [] },
      { changed: ['socket.users'], waiting: ['socket.path'] },
    ]);
  });

  test('keeps agents from what a configuration names once that is in force, also behind links', async () => {
    const { config } = service;
    const [headersFile, real] = [join(folder, 'headers'), join(folder, 'real')];
    mkdirSync(real);
    writeFileSync(join(real, 'kept'), 'x-name: value\n');
    symlinkSync(join(real, 'kept'), headersFile);
    symlinkSync(real, join(folder, 'linked'));
    const configFile = join(folder, 'linked', 'config.yaml');
    const named = [headersFile, join(real, 'kept'), configFile, join(real, 'config.yaml')];
    const verdicts = async (): Promise<(string | undefined)[]> => Promise.all(named.map(verdictOn));
    expect(await verdicts()).toEqual(named.map(() => 'allow'));
    const traces = { endpoint: 'http://127.0.0.1:1/v1/traces', ratio: 1, headersFile };
    await service.reconfigure({ ...config, configFile, traces }, { readAt: 7 }, 'a test');
    expect(await verdicts()).toEqual(named.map(() => 'deny'));
    expect(await verdictOn(join(real, 'other'))).toBe('allow');
    await service.reconfigure(config, { readAt: 8 }, 'a test');
    expect(await verdicts()).toEqual(named.map(() => 'allow'));
  });

  test('opens its socket to all users where some may ask, and checks who they are', async () => {
    await stop();
    await start([4_711]);
    expect(statSync(socketIn(folder)).mode & 0o777).toBe(0o666);
    expect(await verdictOn(join(folder, 'x'))).toBe('allow');
  });
});
