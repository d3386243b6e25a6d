/** What the gate asks about, asked by Codex itself: as `capgate init` installs it, with a person at Codex's app-server. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { needsMaterial } from '@capgate/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Setting } from './agents/agent.ts';
import { codex } from './agents/codex.ts';
import { initialised } from './agents/codex-server.ts';
import { type Copies, copies, startGate } from './gate.ts';
import { folderOf } from './install.ts';
import { type ModelServer, startModel } from './model-server.ts';
import { World } from './world.ts';

const TURN_MS = 60_000;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

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

/** Codex with the gate before it, and a model that calls this command. */
async function settingFor(command: string): Promise<Setting> {
  model = await startModel({ calls: [codex.shell(command)] });
  const program = [made.node, join(folderOf('codex'), codex.program)];
  const setting: Setting = { world, program, modelUrl: model.url };
  await codex.configure?.(setting);
  world.write('bin/codex', `#!/bin/sh\nexec ${program.join(' ')} "$@"\n`, 0o755);
  world.hand();
  const path = `${join(world.home, 'bin')}:${join(made.folder, 'bin')}:/usr/bin:/bin`;
  const words = [made.capgate, 'init', '--agent', 'codex', '--yes', '--no-service'];
  const { status, stderr } = await world.run(words, { ...codex.environment(setting), PATH: path }, TURN_MS);
  expect([status, stderr]).toEqual([0, '']);
  await startGate(world, made.capgate);
  return setting;
}

interface Turn {
  /** The command lines that the person was shown. */
  readonly shown: readonly string[];
  readonly told: string;
}

/** One turn with a person who answers so. */
async function turn(setting: Setting, decision: 'accept' | 'decline', more: object = {}): Promise<Turn> {
  const shown: string[] = [];
  const ended = Promise.withResolvers<void>();
  const server = world.start([...setting.program, 'app-server'], codex.environment(setting), [
    'pipe',
    'pipe',
    'ignore',
  ]);
  const call = await initialised(server, {
    asked: (_, params) => {
      shown.push(params.at('commandActions').list[0]?.at('command').text ?? '');
      return { decision };
    },
    told: (method) => {
      if (method === 'turn/completed') ended.resolve();
    },
  });
  const policy = { approvalPolicy: 'on-request', sandbox: 'danger-full-access', ...more };
  const thread = await call('thread/start', { cwd: world.work, ...policy });
  const input = [{ type: 'text', text: 'Do what the script says.' }];
  await call('turn/start', { threadId: thread.at('thread').at('id').text, input });
  await ended.promise;
  return { shown, told: toldBy() };
}

function toldBy(): string {
  return model?.asked.flatMap(({ results }) => results).join('\n') ?? '';
}

const logins = (): string => join(world.home, '.ssh/authorized_keys');
const asked = (): string[] => {
  const folder = join(world.home, '.local/share/capgate/asked');
  return existsSync(folder) ? readdirSync(folder) : [];
};

test('what a person accepts in Codex is run, in its shell and as it was', async (context) => {
  needsMaterial(context, folderOf('codex'), '`npm run agents:real -- codex` installs it');
  const command = `touch ${logins()} && printf '%s|' "it's" \\$HOME $((1 + 1)) "$0" "$PWD"\nfalse || echo "and $?"`;
  const { shown, told } = await turn(await settingFor(command), 'accept');
  expect(shown).toEqual([expect.stringMatching(/capgate-run [0-9a-f]{32} 'Capgate asks about this: /u)]);
  expect(shown[0]).toContain(`touch ${logins()}`);
  expect(told).toContain(`it's|$HOME|2|/usr/bin/bash|${world.work}|and 1`);
  expect(existsSync(logins())).toBe(true);
  expect(asked()).toEqual([]);
});

test('what a person declines is not run', async (context) => {
  needsMaterial(context, folderOf('codex'), '`npm run agents:real -- codex` installs it');
  const { shown, told } = await turn(await settingFor(`touch ${logins()}`), 'decline');
  expect(shown).toHaveLength(1);
  expect(told).toContain('rejected by user');
  expect(existsSync(logins())).toBe(false);
});

test('what is accepted runs in the sandbox of Codex, where the gate cannot be reached', async (context) => {
  needsMaterial(context, folderOf('codex'), '`npm run agents:real -- codex` installs it');
  const setting = await settingFor('git push --force origin main; echo "ended with $?"');
  const { shown, told } = await turn(setting, 'accept', { sandbox: 'workspace-write' });
  expect(shown).toHaveLength(1);
  expect(told).toContain('ended with 128');
});

test('what is denied is shown to nobody', async (context) => {
  needsMaterial(context, folderOf('codex'), '`npm run agents:real -- codex` installs it');
  const { shown, told } = await turn(await settingFor(`find ${join(world.home, '.ssh')} -delete`), 'accept');
  expect([shown, told]).toEqual([[], expect.stringContaining('Capgate denies this')]);
  expect(existsSync(join(world.home, '.ssh/id_ed25519'))).toBe(true);
});

test('where nobody is there nothing runs, and the model is told how a person allows it', async (context) => {
  needsMaterial(context, folderOf('codex'), '`npm run agents:real -- codex` installs it');
  const setting = await settingFor(`touch ${logins()}`);
  await world.run([...setting.program, ...codex.words('Do it.', setting)], codex.environment(setting), TURN_MS);
  expect(toldBy()).toContain('capgate approvals allow');
  expect(existsSync(logins())).toBe(false);
});

test('where the rule says nothing any more, nothing runs that nobody was asked about', async (context) => {
  needsMaterial(context, folderOf('codex'), '`npm run agents:real -- codex` installs it');
  const setting = await settingFor(`touch ${logins()}`);
  world.write('.codex/rules/capgate.rules', '# Made by Capgate.\n');
  world.hand();
  const { shown, told } = await turn(setting, 'accept');
  expect([shown, told]).toEqual([[], expect.stringContaining('the agent asked no person about this')]);
  expect(existsSync(logins())).toBe(false);
});

test('an agent that writes such a line itself gains nothing', async (context) => {
  needsMaterial(context, folderOf('codex'), '`npm run agents:real -- codex` installs it');
  const runner = join(world.home, '.local/share/capgate/current/bin/capgate-run');
  const line = `${runner} ${'0'.repeat(32)} 'as asked' && eval 'touch ${logins()}'`;
  await turn(await settingFor(line), 'accept');
  expect(existsSync(logins())).toBe(false);
});
