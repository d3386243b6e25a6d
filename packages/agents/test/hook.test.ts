/** From a payload to a reply, with a gate that says what the test wants. */
import { type Client, ClientError, type DecideAnswer, type DecideRequest } from '@capgate/client';
import { describe, expect, test } from 'vitest';
import {
  answerHook,
  askGate,
  type Binding,
  type GateAnswer,
  type HookCall,
  type Prompt,
  strictest,
} from '../src/index.ts';

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

describe('a command that can be held to what was decided', () => {
  class FakeBinding implements Binding {
    readonly awaited: string[] = [];
    readonly given: GateAnswer[] = [];

    guard = (_: HookCall, answer: GateAnswer): string => {
      this.given.push(answer);
      return 'bind T';
    };

    isOwn = (guard: string, command: string, { session }: HookCall): boolean =>
      guard === 'bind T' && command === 'ls' && session === 's';

    await = ({ actions: [action] }: HookCall): void => {
      this.awaited.push(action?.kind === 'command' ? action.command : '');
    };
  }

  const CLAUDE = {
    hook_event_name: 'PreToolUse',
    session_id: 's',
    cwd: '/srv',
    tool_name: 'Bash',
    tool_input: { command: 'ls', timeout: 9, run_in_background: true },
  };
  const COPILOT = { sessionId: 's', cwd: '/srv', toolName: 'bash', toolArgs: { command: 'ls', description: 'd' } };
  const line = 'bind T || exit 126\nls';

  async function bound(payload: object, binding = new FakeBinding(), answer: object = {}) {
    const gate = new FakeGate((command) => ({ ...usual(command), ...answer }));
    const reply = await answerHook(JSON.stringify(payload), {
      environment: {},
      ask: (call) => askGate(gate, call, { workspaceOf: around }),
      binding,
      failureText: String,
    });
    return { binding, gate, reply, said: reply.stdout === '' ? undefined : (JSON.parse(reply.stdout) as unknown) };
  }

  test.each<[string, object, object]>([
    [
      'Claude Code, whose own rules and questions stand',
      CLAUDE,
      { hookSpecificOutput: { hookEventName: 'PreToolUse', updatedInput: { ...CLAUDE.tool_input, command: line } } },
    ],
    [
      'Codex, which heeds it with an allow alone',
      { ...CLAUDE, turn_id: 't', tool_input: { command: 'ls' } },
      {
        hookSpecificOutput: {
          hookEventName: 'PreToolUse',
          permissionDecision: 'allow',
          updatedInput: { command: line },
        },
      },
    ],
    [
      'Gemini CLI',
      { ...CLAUDE, hook_event_name: 'BeforeTool', tool_name: 'run_shell_command', tool_input: { command: 'ls' } },
      { hookSpecificOutput: { tool_input: { command: line } } },
    ],
    ['Copilot CLI', COPILOT, { modifiedArgs: { command: line, description: 'd' } }],
    [
      'OpenCode',
      {
        hook: 'tool.execute.before',
        input: { tool: 'bash', sessionID: 's' },
        output: { args: { command: 'ls' } },
        directory: '/srv',
      },
      { command: line },
    ],
  ])('gets a line that binds it first, with all else that the tool is given: %s', async (_, payload, expected) => {
    const { said, binding } = await bound(payload, undefined, { decision: 'd-1', descriptor: '00' });
    expect(said).toEqual(expected);
    expect(binding.given).toEqual([{ verdict: 'allow', reasons: ['of ls'], decision: 'd-1', descriptor: '00' }]);
  });

  test('is told with the approval that allowed it', async () => {
    const { binding } = await bound(CLAUDE, undefined, { approval: 'a-1' });
    expect(binding.given).toMatchObject([{ verdict: 'allow', allowedBy: 'a-1' }]);
    expect(binding.given[0]).not.toHaveProperty('approval');
  });

  test('is waited for as it is, of a client that takes no other', async () => {
    const { said, binding } = await bound({ ...CLAUDE, tool_call_id: 'c', tool_name: 'run_shell_command' });
    expect([said, binding.awaited, binding.given]).toEqual([undefined, ['ls'], []]);
    const claudes = await bound({
      ...CLAUDE,
      tool_name: 'bash',
      hook_event_name: 'PreToolUse',
      toolName: 1,
      toolArgs: 1,
    });
    expect(claudes.binding.given).toEqual([]);
  });

  test('is asked about with the line that binds it, where the client asks about that', async () => {
    const { said, binding } = await bound({ ...CLAUDE, tool_input: { command: 'deploy' } });
    expect(said).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'ask',
        permissionDecisionReason: 'Capgate asks about this: of deploy.',
        updatedInput: { command: 'bind T || exit 126\ndeploy' },
      },
    });
    expect(binding.given).toMatchObject([{ verdict: 'ask' }]);
  });

  test.each<[string, object, object]>([
    ['denied', { ...CLAUDE, tool_input: { command: 'wipe' } }, {}],
    ['to be asked about, and an approval waits', { ...CLAUDE, tool_input: { command: 'deploy' } }, { approval: 'a-1' }],
    ['to be asked about by a client that asks about its own', { ...COPILOT, toolArgs: { command: 'deploy' } }, {}],
  ])('is none where it is %s', async (_, payload, answer) => {
    const { binding, reply } = await bound(payload, undefined, answer);
    expect([binding.given, binding.awaited]).toEqual([[], []]);
    expect(reply.stdout).toContain('permissionDecision');
    expect(reply.stdout).not.toContain('bind T');
  });

  test.each(['Read', 'PowerShell'])(
    'is none of the tool %s, which runs other words than were judged',
    async (tool_name) => {
      const tool_input = { command: 'ls', file_path: '/srv/x' };
      const { said, binding } = await bound({ ...CLAUDE, tool_name, tool_input });
      expect(binding.given).toEqual([]);
      expect(JSON.stringify(said ?? {})).not.toContain('updatedInput');
    },
  );

  test('is judged as it was, by a hook that is shown what another made of it', async () => {
    const { said, gate, binding } = await bound({ ...CLAUDE, tool_input: { command: line } });
    expect([said, binding.given]).toEqual([undefined, []]);
    expect(gate.asked).toMatchObject([{ action: { kind: 'command', command: 'ls' } }]);
    // The controls: a line that was not given to this session, and one with another command.
    for (const other of [{ session_id: 'x', tool_input: { command: line } }, { tool_input: { command: `${line}x` } }]) {
      const { gate: asked } = await bound({ ...CLAUDE, ...other });
      expect(asked.asked).toMatchObject([{ action: { command: other.tool_input.command } }]);
    }
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

  test('has it held to the answer as well, where it can be', async () => {
    const guards: unknown[] = [];
    const asking = { rewritten: (_: HookCall, __: string, guard?: string) => `ask, then ${guard}`, shown: () => {} };
    const binding = {
      guard: (_: HookCall, { verdict }: GateAnswer) => {
        guards.push(verdict);
        return 'bind T';
      },
      isOwn: () => false,
      await: () => {},
    };
    const { stdout } = await answerHook(JSON.stringify(CALL), {
      environment: {},
      ask: (call) => askGate(new FakeGate(usual), call, { workspaceOf: around }),
      asking,
      binding,
      failureText: String,
    });
    expect(stdout).toContain('"command":"ask, then bind T"');
    expect(guards).toEqual(['ask']);
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
