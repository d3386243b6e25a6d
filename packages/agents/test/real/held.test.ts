/**
 * Real agents in a session that the gate takes for held: each command of theirs is bound before it runs. This process is the
 * monitor, and nothing of the kernel's is needed.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SocketClient } from '@capgate/client';
import { needsMaterial } from '@capgate/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, type TestContext, vi } from 'vitest';
import { type Binding, Monitor } from '../../../cli/test/kernel/session.ts';
import type { RealAgent, Setting } from './agents/agent.ts';
import { claude } from './agents/claude.ts';
import { codex } from './agents/codex.ts';
import { copilot } from './agents/copilot.ts';
import { gemini } from './agents/gemini.ts';
import { opencode } from './agents/opencode.ts';
import { connect } from './connect.ts';
import { type Copies, copies, startGate } from './gate.ts';
import { folderOf } from './install.ts';
import { type ModelServer, startModel } from './model-server.ts';
import { World } from './world.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
// Where an agent runs these tests, the gate rightly takes nobody here for a monitor.
const isAgents = Object.keys(process.env).some((name) =>
  /^(?:AI_AGENT|AGENT|CLAUDECODE|CODEX_SANDBOX|GEMINI_CLI)$/u.test(name),
);

let made: Copies;
let world: World;
let model: ModelServer | undefined;
let client: SocketClient | undefined;

beforeAll(() => {
  made = copies();
});
afterAll(() => rmSync(made.folder, { recursive: true }));
beforeEach(() => {
  world = new World(made.node);
});
afterEach(async () => {
  client?.close();
  await model?.close();
  world.close();
});

interface Held {
  /** With the words of each bound process. */
  readonly bound: readonly (Binding & { readonly words: string })[];
  readonly told: string;
}

/** One run of an agent whose model calls these commands; `words` in the place of its usual ones. */
async function held(
  context: TestContext,
  agent: RealAgent,
  commands: readonly string[],
  { words, settings }: { readonly words?: readonly string[]; readonly settings?: object } = {},
): Promise<Held> {
  needsMaterial(context, folderOf(agent.name), `\`npm run agents:real -- ${agent.name}\` installs it`);
  model = await startModel({ calls: commands.map((command) => agent.shell(command)) });
  const file = join(folderOf(agent.name), agent.program);
  const setting: Setting = {
    world,
    program: agent.isScript === true ? [made.node, file] : [file],
    modelUrl: model.url,
  };
  if (settings !== undefined) world.write('.claude/settings.json', settings);
  await agent.configure?.(setting);
  connect(world, agent.name, made.hook);
  world.hand();
  await agent.trust?.(setting);
  await startGate(world, made.capgate);
  const prompt = 'Do what the script says.';
  const argv = [...setting.program, ...(words ?? agent.words(prompt, setting))];
  const child = world.start(argv, agent.environment(setting), ['ignore', 'ignore', 'ignore']);
  client = new SocketClient({ path: join(world.home, '.local/state/capgate/run/gate.sock') });
  const monitor = await Monitor.of(client, { pid: child.pid as number });
  const bound: (Binding & { words: string })[] = [];
  const serving = monitor.serve((binding) => {
    bound.push({ ...binding, words: readFileSync(`/proc/${binding.pid}/cmdline`, 'utf8').replaceAll('\0', ' ') });
  });
  await new Promise((resolve) => child.once('exit', resolve));
  await monitor.end();
  await serving.catch(() => {});
  return { bound, told: model.asked.flatMap(({ results }) => results).join('\n') };
}

test.skipIf(isAgents).for([claude, codex, gemini, copilot, opencode])(
  'each command of $name runs in a shell that is bound to its decision',
  async (agent, context) => {
    const commands = [`touch one; echo "it's" one`, 'touch two && cat two'];
    const { bound, told } = await held(context, agent, commands);
    expect(bound.map(({ words }) => commands.findIndex((command) => words.includes(command.slice(0, 9))))).toEqual([
      0, 1,
    ]);
    expect(new Set(bound.map(({ decision }) => decision)).size).toBe(2);
    expect(told).toContain("it's one");
    expect(['one', 'two'].map((name) => existsSync(join(world.work, name)))).toEqual([true, true]);
  },
);

const PROMPT = ['-p', 'Do what the script says.', '--model', 'scripted', '--permission-mode'];

test.skipIf(isAgents)('what the person denied Claude Code stays denied', async (context) => {
  const settings = { permissions: { deny: ['Bash(touch:*)'] } };
  const words = [...PROMPT, 'bypassPermissions'];
  const { bound, told } = await held(context, claude, ['touch one', 'mkdir two'], { settings, words });
  expect([existsSync(join(world.work, 'one')), existsSync(join(world.work, 'two'))]).toEqual([false, true]);
  expect([bound.length, told.includes('has been denied')]).toEqual([1, true]);
});

test.skipIf(isAgents)(
  'what the person has not allowed Claude Code is asked about, and what was allowed is not',
  async (context) => {
    const guard = `${made.node} ${made.capgate} exec --token`;
    const settings = { permissions: { allow: ['Bash(touch:*)', `Bash(${guard}:*)`, 'Bash(exit 126)'] } };
    const words = [...PROMPT, 'default'];
    const { bound } = await held(context, claude, ['touch one', 'mkdir two'], { settings, words });
    expect([existsSync(join(world.work, 'one')), existsSync(join(world.work, 'two'))]).toEqual([true, false]);
    expect(bound).toHaveLength(1);
  },
);
