/** Payloads that no client sends: never an exception, and nothing that a client takes for a yes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADAPTERS, type Adapter, adapterNamed, answerHook, type HookCall, type HookReply } from '../src/index.ts';

/** Fields that adapters look at, so that random payloads get beyond the first check. */
const NAMES = [
  'hook_event_name',
  'tool_name',
  'tool_input',
  'session_id',
  'cwd',
  'turn_id',
  'tool_call_id',
  'toolName',
  'toolArgs',
  'hook',
  'input',
  'output',
  'args',
  'tool',
  'command',
  'commands',
  'file_path',
  'url',
  'clineVersion',
  'hookName',
  'preToolUse',
  'parameters',
  'tool_call',
  'name',
  'workspaceRoots',
  'conversation_id',
  'agent_action_name',
  'tool_info',
  'mcp_context',
  'mcp_server',
  'agent_id',
  '__proto__',
  'constructor',
];
const TEXTS = [
  'PreToolUse',
  'BeforeTool',
  'preToolUse',
  'tool.execute.before',
  'beforeShellExecution',
  'pre_run_command',
  'Bash',
  'apply_patch',
  'run_commands',
  'run_shell_command',
  'constructor',
  '__proto__',
  'toString',
  '/srv',
  'ls',
];

/** Covers every type at every field that is read, nested, beside fields of any name. */
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...TEXTS),
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie('value'), { maxKeys: 8 }),
  ),
})).value;

/** What clients send, for one thing in it to be changed. */
const REAL = [
  { hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: { command: 'ls' }, cwd: '/srv' },
  { hook_event_name: 'BeforeTool', tool_name: 'read_file', tool_input: { file_path: 'a' }, cwd: '/srv' },
  { toolName: 'bash', toolArgs: { command: 'ls' }, cwd: '/srv', sessionId: 's' },
  { hook: 'tool.execute.before', input: { tool: 'bash' }, output: { args: { command: 'ls' } }, directory: '/srv' },
  {
    clineVersion: '3',
    hookName: 'tool_call',
    preToolUse: { toolName: 'run_commands', parameters: {} },
    tool_call: { name: 'run_commands', input: { commands: ['ls'] } },
  },
  { conversation_id: 'c', hook_event_name: 'beforeShellExecution', command: 'ls', workspace_roots: ['/srv'] },
  { agent_action_name: 'pre_run_command', tool_info: { command_line: 'ls' } },
];
const changed = fc
  .tuple(fc.constantFrom<object>(...REAL), fc.constantFrom(...NAMES), anything)
  .map(([payload, name, value]) => ({ ...payload, [name]: value }));
const json = fc.oneof(anything, changed);

const ENVIRONMENT = { COPILOT_CLI: '1', CLAUDE_PROJECT_DIR: '/srv' };
const isSilent = ({ stdout, stderr, exitCode }: HookReply): boolean => `${stdout}${stderr}` === '' && exitCode === 0;
const SAYS_ALLOW = /"(?:allow|approve|proceed)"|"cancel":false/u;

function answered(text: string, named: Adapter | undefined, ask: (call: HookCall) => void): Promise<HookReply> {
  return answerHook(text, {
    environment: ENVIRONMENT,
    ...(named && { named }),
    ask: async (call) => {
      ask(call);
      return { verdict: 'deny', reasons: ['never'] };
    },
    failureText: () => 'the gate does not answer',
  });
}

describe('any JSON', () => {
  test('is read without an exception, into bounded actions or a refusal', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(json, fc.constantFrom(...ADAPTERS), (payload, adapter) => {
        const reading = adapter.read(payload, ENVIRONMENT);
        seen.add(reading.kind);
        if (reading.kind === 'malformed') {
          const reply = adapter.render({ verdict: 'deny', reasons: [reading.message] }, reading.event);
          return !isSilent(reply) && !SAYS_ALLOW.test(reply.stdout);
        }
        return reading.kind !== 'call' || (reading.actions.length > 0 && reading.actions.length <= 256);
      }),
      { numRuns: 5_000 },
    );
    // Canary: the generator reaches all three.
    expect([...seen].sort()).toEqual(['call', 'malformed', 'no-effect']);
  });

  test('never yields an allow, and silence only where there is nothing to judge', async () => {
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom(undefined, ...ADAPTERS), async (payload, named) => {
        let wasAsked = false;
        const reply = await answered(JSON.stringify(payload), named, () => {
          wasAsked = true;
        });
        expect(reply.stdout).not.toMatch(SAYS_ALLOW);
        expect(wasAsked && isSilent(reply)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('text that is no JSON is refused, in the form of the client that was named', async () => {
    await expect(answered('{"tool_name":', undefined, () => {})).resolves.toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('capgate hook AGENT'),
    });
    for (const adapter of ADAPTERS) expect(isSilent(await answered('', adapter, () => {}))).toBe(false);
  });
});

/** A payload of Claude's with one thing in it changed. */
function claudeReading(change: Readonly<Record<string, unknown>>) {
  const payload = { hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: { command: 'ls' }, cwd: '/srv' };
  return adapterNamed('claude')?.read({ ...payload, ...change }, {});
}

describe('a payload of Claude Code', () => {
  test('is read where nothing is wrong with it', () => {
    expect(claudeReading({})).toMatchObject({ kind: 'call', actions: [{ kind: 'command', command: 'ls' }] });
  });

  test.each([
    [{ hook_event_name: 7 }, 'expected hook_event_name to be a text, met a value of type number'],
    [{ hook_event_name: null }, 'expected hook_event_name to be a text, met nothing'],
    [{ tool_name: ['Bash'] }, 'expected tool_name to be a text, met a list'],
    [{ tool_input: 'ls' }, 'expected tool_input to be an object, met a value of type string'],
    [{ tool_input: {} }, 'expected tool_input.command to be a text, met nothing'],
    [
      { tool_input: { command: { toString: 'ls' } } },
      'expected tool_input.command to be a text, met a value of type object',
    ],
    [
      { tool_input: { command: 'x'.repeat(2 ** 20 + 1) } },
      'expected tool_input.command to have at most 1048576 characters, met 1048577',
    ],
    [{ tool_name: 'Write' }, "expected file_path in the tool's input, met neither"],
    [{ cwd: 'srv' }, 'expected cwd to be an absolute path, met another text'],
    [{ cwd: `/${'x'.repeat(4_096)}` }, 'expected cwd to have at most 4096 characters, met more'],
    [{ session_id: 'a\nb' }, 'expected session_id to be a name of at most 200 visible characters, met another text'],
  ])('%j is refused with what was expected', (change, message) => {
    expect(claudeReading(change)).toMatchObject({ kind: 'malformed', message });
  });

  test('a command of the greatest length is read', () => {
    expect(claudeReading({ tool_input: { command: 'x'.repeat(2 ** 20) } })).toMatchObject({ kind: 'call' });
  });

  test.each(['constructor', '__proto__', 'toString', 'SomethingNew'])(
    'the tool %s is a call of a tool',
    (tool_name) => {
      const reading = claudeReading({ tool_name });
      expect(reading).toMatchObject({ actions: [{ kind: 'tool-call', server: 'claude', tool: tool_name }] });
    },
  );

  test('what a refusal says holds nothing of what was sent', () => {
    const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    for (const change of [
      { cwd: secret },
      { session_id: `${secret}\n` },
      { tool_input: secret },
      { tool_name: [secret] },
    ])
      expect(JSON.stringify(claudeReading(change))).not.toContain(secret);
  });
});

/** What Cline's tool for several command lines comes to. */
function clineReading(commands: unknown) {
  const payload = {
    hookName: 'tool_call',
    preToolUse: { toolName: 'run_commands', parameters: {} },
    tool_call: { name: 'run_commands', input: { commands } },
  };
  return adapterNamed('cline')?.read(payload, {});
}

describe('several actions in one payload', () => {
  test('are all read, and too many refused', () => {
    expect(clineReading(['a', 'b'])).toMatchObject({ actions: [{ command: 'a' }, { command: 'b' }] });
    expect(clineReading(Array.from({ length: 257 }, () => 'ls'))).toMatchObject({
      kind: 'malformed',
      message: 'expected at most 256 actions at once, met 257',
    });
    expect(clineReading(['a', 7])).toMatchObject({ kind: 'malformed' });
  });

  test('two names for one tool of Cline are refused', () => {
    const payload = {
      hookName: 'tool_call',
      preToolUse: { toolName: 'attempt_completion', parameters: {} },
      tool_call: { name: 'run_commands', input: { commands: ['ls'] } },
    };
    expect(adapterNamed('cline')?.read(payload, {})).toMatchObject({ kind: 'malformed' });
  });

  test('a patch of Codex is what its headers say, content that looks like one is none', () => {
    const command = [
      '*** Begin Patch',
      '*** Add File: a.txt',
      '+*** Delete File: not-this',
      '*** Update File: old name.ts',
      '*** Move to: new.ts',
      '*** Delete File: /etc/passwd',
      '*** End Patch',
    ].join('\n');
    const payload = { turn_id: 't', hook_event_name: 'PreToolUse', tool_name: 'apply_patch', tool_input: { command } };
    expect(adapterNamed('codex')?.read(payload, {})).toMatchObject({
      actions: [
        { kind: 'file', operation: 'create', path: 'a.txt' },
        { kind: 'file', operation: 'write', path: 'old name.ts' },
        { kind: 'file', operation: 'move', path: 'new.ts' },
        { kind: 'file', operation: 'delete', path: '/etc/passwd' },
      ],
    });
    const empty = { ...payload, tool_input: { command: '\n'.repeat(2 ** 20) } };
    expect(adapterNamed('codex')?.read(empty, {})).toMatchObject({ kind: 'malformed' });
  });

  test('a file tool with two paths is both', () => {
    const tool_input = { file_path: 'a', absolute_path: '/b' };
    const payload = { hook_event_name: 'BeforeTool', tool_name: 'read_file', tool_input };
    expect(adapterNamed('gemini')?.read(payload, {})).toMatchObject({ actions: [{ path: 'a' }, { path: '/b' }] });
  });
});

function shellReading(tool_input: object) {
  const payload = { hook_event_name: 'BeforeTool', tool_name: 'run_shell_command', tool_input, cwd: '/srv/app' };
  return adapterNamed('gemini')?.read(payload, {});
}

describe('a command that runs in a folder of its own', () => {
  test('is judged there', () => {
    expect(shellReading({ command: 'ls', dir_path: '../other' })).toMatchObject({ cwd: '/srv/other' });
  });

  test.each(['directory', 'workdir'])('is denied where the client does not heed the field: %s', (field) => {
    expect(shellReading({ command: 'ls', [field]: '/tmp/x' })).toMatchObject({
      kind: 'malformed',
      message: `expected no ${field} beside a command, as it runs elsewhere, met one`,
    });
  });
});

test('PowerShell is told to be PowerShell, whatever quotes are in it', () => {
  const reading = claudeReading({ tool_name: 'PowerShell', tool_input: { command: "Get-Item 'a b'" } });
  const command = `pwsh -NoProfile -Command 'Get-Item '"'"'a b'"'"''`;
  expect(reading).toMatchObject({ actions: [{ kind: 'command', command }] });
});
