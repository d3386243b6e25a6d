/** From a payload to a reply, with a gate that says what the test wants. */
import { type Client, ClientError, type DecideAnswer, type DecideRequest } from '@capgate/client';
import { describe, expect, test } from 'vitest';
import { answerHook, askGate, type GateAnswer, type HookCall, type Prompt, strictest } from '../src/index.ts';

const COMMANDS = ['ls', 'deploy', 'wipe'];
const VERDICTS: Readonly<Record<string, string>> = { ls: 'allow', deploy: 'ask', wipe: 'deny' };

class FakeGate implements Client {
  readonly asked: DecideRequest[] = [];
  readonly #answer: (command: string) => unknown;

  constructor(answer: (command: string) => unknown) {
    this.#answer = answer;
  }

  async decide(request: DecideRequest): Promise<DecideAnswer> {
    this.asked.push(request);
    const { action } = request;
    return this.#answer(action.kind === 'command' ? action.command : action.kind) as DecideAnswer;
  }

  call(): never {
    throw new TypeError('expected decide only');
  }

  close(): void {}
}

function payloadOf(commands: readonly string[]): string {
  return JSON.stringify({
    clineVersion: '3',
    hookName: 'tool_call',
    taskId: 'task-1',
    workspaceRoots: ['/srv/app', '/srv/other'],
    preToolUse: { toolName: 'run_commands', parameters: {} },
    tool_call: { name: 'run_commands', input: { commands } },
  });
}

function around(cwd: string, told: readonly string[]): string {
  return told[0] ?? `${cwd}/around`;
}

function replyOf(gate: FakeGate, text: string) {
  const options = { agentPid: 7, cwd: '/home/dev', workspaceOf: around };
  return answerHook(text, {
    environment: {},
    ask: (call) => askGate(gate, call, options),
    failureText: (error) => (error instanceof ClientError ? error.code : 'another error'),
  });
}

const usual = (command: string) => ({ verdict: VERDICTS[command], reasons: [{ code: 'c', message: `of ${command}` }] });

describe('what the gate is asked', () => {
  test('is every action, with who acts where and for which process', async () => {
    const gate = new FakeGate(usual);
    await replyOf(gate, payloadOf(COMMANDS));
    expect(gate.asked).toEqual(
      COMMANDS.map((command) => ({
        action: { kind: 'command', command },
        agent: 'cline',
        session: 'task-1',
        cwd: '/srv/app',
        workspace: '/srv/app',
        agentPid: 7,
        attended: false,
      })),
    );
  });

  test('is in the name of a subagent of the session, where one acts', async () => {
    const gate = new FakeGate(usual);
    const payload = {
      hook_event_name: 'PreToolUse',
      session_id: 's',
      tool_name: 'Bash',
      tool_input: { command: 'ls' },
    };
    await replyOf(gate, JSON.stringify({ ...payload, agent_id: 'sub-1' }));
    await replyOf(gate, JSON.stringify(payload));
    const [first, second] = gate.asked;
    expect(first).toMatchObject({ agent: 'claude', session: 's', subagent: { id: 'sub-1', parent: 'claude' } });
    expect(second).not.toHaveProperty('subagent');
  });

  test("is in the hook's own folder where the payload names none", async () => {
    const gate = new FakeGate(usual);
    const payload = { hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: { command: 'ls' } };
    await replyOf(gate, JSON.stringify(payload));
    expect(gate.asked).toMatchObject([{ cwd: '/home/dev', workspace: '/home/dev/around', attended: true }]);
  });
});

test("the workspace is around the hook's own folder, wherever a call says that it runs", async () => {
  const gate = new FakeGate(usual);
  // As Codex sends it, whose model may name a folder for each command.
  const call = { hook_event_name: 'PreToolUse', turn_id: 't', tool_name: 'Bash', tool_input: { command: 'ls' } };
  await replyOf(gate, JSON.stringify({ ...call, cwd: '/etc' }));
  expect(gate.asked).toMatchObject([{ agent: 'codex', cwd: '/etc', workspace: '/home/dev/around' }]);
});

describe('of several answers', () => {
  test('the strictest counts, wherever it stands', async () => {
    for (const commands of [
      ['ls', 'wipe', 'deploy'],
      ['wipe', 'ls'],
      ['deploy', 'wipe'],
    ]) {
      const { stdout } = await replyOf(new FakeGate(usual), payloadOf(commands));
      expect(JSON.parse(stdout)).toEqual({ cancel: true, errorMessage: 'Capgate denies this: of wipe.' });
    }
    const { stdout } = await replyOf(new FakeGate(usual), payloadOf(['ls', 'deploy']));
    expect(stdout).toContain('asks about this: of deploy');
    const silent = await replyOf(new FakeGate(usual), payloadOf(['ls', 'ls']));
    expect(silent).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  });

  test('of several as strict, the first counts', () => {
    const answers = [1, 2].map((n): GateAnswer => ({ verdict: 'ask', reasons: [`${n}`] }));
    expect(strictest(answers as [GateAnswer, GateAnswer]).reasons).toEqual(['1']);
  });
});

describe('an answer that is no gate’s', () => {
  test.each([{}, { verdict: 'yes' }, { verdict: null }, { verdict: 'ALLOW' }, { verdict: ['allow'] }])(
    '%j stops the action',
    async (answer) => {
      const { stdout } = await replyOf(new FakeGate(() => answer), payloadOf(['ls']));
      expect(JSON.parse(stdout)).toEqual({ cancel: true, errorMessage: 'PROTOCOL' });
    },
  );

  test('reasons that are none are left out', async () => {
    const answer = { verdict: 'deny', reasons: [null, 7, { message: 8 }, { message: 'good' }], alternative: 9 };
    const { stdout } = await replyOf(new FakeGate(() => answer), payloadOf(['ls']));
    expect(JSON.parse(stdout)).toEqual({ cancel: true, errorMessage: 'Capgate denies this: good.' });
  });

  test('one failed question of several stops all', async () => {
    const gate = new FakeGate((command) => {
      if (command === 'ls') throw new ClientError('CLOSED', 'gone');
      return { verdict: 'allow' };
    });
    const { stdout } = await replyOf(gate, payloadOf(['deploy', 'ls']));
    expect(JSON.parse(stdout)).toEqual({ cancel: true, errorMessage: 'CLOSED' });
  });
});

describe('a client that asks its person about commands, and for no hook', () => {
  const CALL = {
    hook_event_name: 'PreToolUse',
    turn_id: 't',
    session_id: 's',
    cwd: '/srv',
    permission_mode: 'default',
    tool_name: 'Bash',
    tool_input: { command: 'deploy' },
  };

  class FakeAsking {
    readonly seen: unknown[] = [];

    rewritten = ({ actions }: HookCall, reason: string): string => {
      this.seen.push([actions, reason]);
      return 'ask first';
    };

    shown = (prompt: Prompt): void => {
      this.seen.push(prompt);
    };
  }

  async function replied(payload: object, gate: FakeGate, asking?: FakeAsking) {
    return answerHook(JSON.stringify(payload), {
      environment: {},
      ask: (call) => askGate(gate, call, { workspaceOf: around }),
      ...(asking && { asking }),
      failureText: String,
    });
  }

  test('gets another command for what is to be asked about', async () => {
    const [gate, asking] = [new FakeGate(usual), new FakeAsking()];
    const { stdout } = await replied(CALL, gate, asking);
    expect(JSON.parse(stdout)).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'allow',
        updatedInput: { command: 'ask first' },
      },
    });
    expect(gate.asked).toMatchObject([{ attended: true }]);
    expect(asking.seen).toEqual([[[{ kind: 'command', command: 'deploy' }], 'Capgate asks about this: of deploy.']]);
  });

  test.each(['ls', 'wipe'])('gets none for what is allowed or denied: %s', async (command) => {
    const asking = new FakeAsking();
    const { stdout } = await replied({ ...CALL, tool_input: { command } }, new FakeGate(usual), asking);
    expect(stdout).not.toContain('updatedInput');
    expect(asking.seen).toEqual([]);
  });

  test('gets none for what waits for a person already', async () => {
    const gate = new FakeGate((command) => ({ ...usual(command), approval: 'a1' }));
    const { stdout } = await replied(CALL, gate, new FakeAsking());
    expect(stdout).toContain('capgate approvals allow a1');
  });

  test.each([
    ['in a mode that asks nobody', { permission_mode: 'bypassPermissions' }],
    ['in a mode that nobody knows', { permission_mode: 'new' }],
    ['in no mode', { permission_mode: undefined }],
    ['for a tool that is no shell', { tool_name: 'mcp__files__deploy' }],
  ])('asks nobody %s', async (_, more) => {
    const gate = new FakeGate(() => ({ verdict: 'ask' }));
    const { stdout } = await replied({ ...CALL, ...more }, gate, new FakeAsking());
    expect(stdout).toContain('"deny"');
    expect(gate.asked).toMatchObject([{ attended: false }]);
  });

  test('asks nobody where nothing is installed for that', async () => {
    const gate = new FakeGate(usual);
    expect((await replied(CALL, gate)).stdout).toContain('"deny"');
    expect(gate.asked).toMatchObject([{ attended: false }]);
  });

  test('says what it shows, which is no action of its own', async () => {
    const [gate, asking] = [new FakeGate(usual), new FakeAsking()];
    const reply = await replied({ ...CALL, hook_event_name: 'PermissionRequest' }, gate, asking);
    expect(reply).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(asking.seen).toMatchObject([{ kind: 'prompt', session: 's', cwd: '/srv', command: 'deploy' }]);
    expect(gate.asked).toEqual([]);
  });
});
