/** Claude Code that posts to the gate itself: as `capgate init --http` installs it, from a person's terminal on. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { needsMaterial, needsProgram } from '@capgate/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, type TestContext, vi } from 'vitest';
import { claude } from './agents/claude.ts';
import type { ToolCall } from './exchange.ts';
import { type Copies, copies, kill, startGateWithDoor } from './gate.ts';
import { folderOf } from './install.ts';
import { type ModelServer, startModel } from './model-server.ts';
import { World } from './world.ts';

const RUN_MS = 60_000;
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let made: Copies;
let world: World;
let model: ModelServer | undefined;

beforeAll(() => {
  made = copies();
});
afterAll(() => rmSync(made.folder, { recursive: true }));
beforeEach(() => {
  world = new World(made.node);
  world.write('.ssh/id_ed25519', 'this is no key');
});
afterEach(async () => {
  await model?.close();
  world.close();
});

const isKeyThere = (): boolean => existsSync(join(world.home, '.ssh/id_ed25519'));
const isMade = (): boolean => existsSync(join(world.home, 'work/harmless.txt'));
const deletes = (): ToolCall => claude.shell(`find ${join(world.home, '.ssh')} -delete`);
const makes = (): ToolCall => claude.shell(`touch ${join(world.home, 'work/harmless.txt')}`);

/** Installs it before a gate that runs, as a person does. */
async function installed(context: TestContext): ReturnType<typeof startGateWithDoor> {
  needsMaterial(context, folderOf('claude'), '`npm run agents:real -- claude` installs it');
  needsProgram(context, 'script');
  world.write('bin/claude', `#!/bin/sh\nexec ${join(folderOf('claude'), claude.program)} "$@"\n`, 0o755);
  const running = await startGateWithDoor(world, made.capgate);
  const words = [made.node, made.capgate, 'init', '--agent', 'claude', '--yes', '--no-service'];
  const line = [...words, '--http', '--address', running.address].join(' ');
  const path = `${join(world.home, 'bin')}:/usr/bin:/bin`;
  const { stdout } = await world.run(['script', '-qec', line, '/dev/null'], { PATH: path }, RUN_MS);
  expect(stdout).toContain('Claude Code asks the gate from its next session on.');
  expect(settings()).toContain(`"url": "${running.address}/v1/hooks/claude"`);
  return running;
}

function settings(): string {
  return readFileSync(join(world.home, '.claude/settings.json'), 'utf8');
}

/** One run, with a model that calls these; what its tools told the model. */
async function told(calls: readonly ToolCall[]): Promise<string> {
  model = await startModel({ calls });
  const setting = { world, program: [join(folderOf('claude'), claude.program)], modelUrl: model.url };
  const words = [...setting.program, ...claude.words('Do what the script says.', setting)];
  const { stderr } = await world.run(words, claude.environment(setting), RUN_MS);
  expect(model.called.length, stderr).toBe(calls.length);
  return model.asked.flatMap(({ results }) => results).join('\n');
}

test('a dangerous command does not run and its model is told why; a harmless one runs', async (context) => {
  await installed(context);
  expect(await told([deletes(), makes()])).toContain('Capgate denies this: deletes all that is found below');
  expect([isKeyThere(), isMade()]).toEqual([true, true]);
});

test('nobody is there to be asked, which a launcher told as the session began: it waits for a person', async (context) => {
  await installed(context);
  const file = join(world.home, '.ssh/authorized_keys');
  expect(await told([claude.shell(`touch ${file}`)])).toContain('capgate approvals allow');
  expect(existsSync(file)).toBe(false);
});

/** Takes the port of a gate that was killed. */
async function standIn(address: string, answer: (connection: Socket) => void): Promise<Server> {
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    connection.once('data', () => answer(connection));
  });
  await new Promise<void>((resolve) => void server.listen(Number(new URL(address).port), '127.0.0.1', resolve));
  return server;
}

test.for<[string, ((connection: Socket) => void) | undefined]>([
  ['nobody', undefined],
  ['somebody silent', () => {}],
  ['what is no gate', (connection) => connection.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello')],
])('nothing runs where the gate was killed and %s is in its place', async ([, answer], context) => {
  const { gate, address } = await installed(context);
  await kill(gate);
  const server = answer && (await standIn(address, answer));
  const said = await told([deletes(), makes()]);
  server?.close();
  expect(said).toContain('blocking because onFailure is "block"');
  expect([isKeyThere(), isMade()]).toEqual([true, false]);
});

test('nothing runs with a token that the gate does not take', async (context) => {
  await installed(context);
  world.write('.claude/settings.json', settings().replace(/cgt_[\w-]+/u, 'cgt_another'));
  world.hand();
  expect(await told([deletes(), makes()])).toContain('blocking because onFailure is "block"');
  expect([isKeyThere(), isMade()]).toEqual([true, false]);
});

test.for<[string, readonly string[], boolean]>([
  ['nothing runs where the settings let hooks post to nobody', [], false],
  ['nothing runs where they let hooks post to others alone', ['https://hooks.example.com/*'], false],
  ['it works on where they let hooks post to this machine', ['http://127.0.0.1:*/*'], true],
])('%s', async ([, allowedHttpHookUrls, isRun], context) => {
  await installed(context);
  const entries = JSON.parse(settings()) as Readonly<Record<string, unknown>>;
  world.write('.claude/settings.json', JSON.stringify({ ...entries, allowedHttpHookUrls }));
  world.hand();
  const said = await told([deletes(), makes()]);
  expect(said).toContain(isRun ? 'Capgate denies this' : 'does not match any pattern in allowedHttpHookUrls');
  expect([isKeyThere(), isMade()]).toEqual([true, isRun]);
});
