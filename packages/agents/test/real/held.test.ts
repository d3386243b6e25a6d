/**
 * Real agents in a session that the gate takes for held: each command of theirs is bound before it runs. This process is the
 * monitor, and nothing of the kernel's is needed.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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

interface HeldOptions {
  /** In the place of the agent's usual ones. */
  readonly words?: readonly string[];
  /** Of Claude Code. */
  readonly settings?: object;
  /** A person at its input and output. */
  readonly attend?: (agent: ChildProcess) => Promise<void>;
}

/** Claude Code says of a person at its input, who is a program here, that nobody is there. */
function attendedHook(): string {
  return world.write('hook', `#!/bin/sh\nCLAUDE_CODE_SESSION_ATTENDED=1 exec ${made.hook} "$@"\n`, 0o755);
}

/** One run of an agent whose model calls these commands. */
async function held(
  context: TestContext,
  agent: RealAgent,
  commands: readonly string[],
  { words, settings, attend }: HeldOptions = {},
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
  connect(world, agent.name, attend === undefined ? made.hook : attendedHook());
  world.hand();
  await agent.trust?.(setting);
  await startGate(world, made.capgate);
  const prompt = 'Do what the script says.';
  const argv = [...setting.program, ...(words ?? agent.words(prompt, setting))];
  const child = world.start(argv, agent.environment(setting), attend ? ['pipe', 'pipe', 'ignore'] : 'ignore');
  client = new SocketClient({ path: join(world.home, '.local/state/capgate/run/gate.sock') });
  const monitor = await Monitor.of(client, { pid: child.pid as number });
  const bound: (Binding & { words: string })[] = [];
  const serving = monitor.serve((binding) => {
    bound.push({ ...binding, words: readFileSync(`/proc/${binding.pid}/cmdline`, 'utf8').replaceAll('\0', ' ') });
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await attend?.(child);
  await exited;
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
    const guard = `${made.hook} --token`;
    const settings = { permissions: { allow: ['Bash(touch:*)', `Bash(${guard}:*)`, 'Bash(exit 126)'] } };
    const words = [...PROMPT, 'default'];
    const { bound } = await held(context, claude, ['touch one', 'mkdir two'], { settings, words });
    expect([existsSync(join(world.work, 'one')), existsSync(join(world.work, 'two'))]).toEqual([true, false]);
    expect(bound).toHaveLength(1);
  },
);

test.skipIf(isAgents)(
  'what the gate asks about is shown to Claude Code’s person as it is bound, and runs once allowed',
  async (context) => {
    const logins = join(world.home, '.ssh/authorized_keys');
    world.write('.ssh/id_ed25519', 'this is no key');
    const shown: string[] = [];
    const attend = async (agent: ChildProcess): Promise<void> => {
      const say = (message: object): void => void agent.stdin?.write(`${JSON.stringify(message)}\n`);
      say({ type: 'user', message: { role: 'user', content: 'Do what the script says.' } });
      for await (const line of createInterface({ input: agent.stdout as NodeJS.ReadableStream })) {
        const { type, request_id, request } = JSON.parse(line) as {
          readonly type: string;
          readonly request_id?: string;
          readonly request?: { readonly input: { readonly command: string }; readonly decision_reason?: string };
        };
        if (type === 'control_request' && request !== undefined) {
          shown.push(request.input.command, request.decision_reason ?? '');
          const response = { behavior: 'allow', updatedInput: request.input };
          say({ type: 'control_response', response: { subtype: 'success', request_id, response } });
        }
        if (type === 'result') break;
      }
      agent.stdin?.end();
    };
    const stdio = [
      '--input-format',
      'stream-json',
      '--output-format',
      'stream-json',
      '--permission-prompt-tool',
      'stdio',
    ];
    const words = ['-p', '--verbose', '--model', 'scripted', '--permission-mode', 'default', ...stdio];
    const { bound } = await held(context, claude, [`touch ${logins}`], { words, attend });
    expect(shown).toEqual([
      expect.stringMatching(/capgate-hook --token [0-9a-f]{64} \|\| exit 126\ntouch /u),
      expect.stringContaining('Capgate asks about this'),
    ]);
    expect([existsSync(logins), bound.length, bound[0]?.widened]).toEqual([true, 1, undefined]);
  },
);
