/** Every captured payload, held against what the client is known to have sent. */
import type { Action } from '@capgate/core';
import { describe, expect, test } from 'vitest';
import { adapterNamed, type HookCall, type Reading, recognise } from '../src/index.ts';
import { environmentOf, needsSamples, type Sample, samples } from './samples.ts';

const BEFORE = /^(?:PreToolUse|preToolUse|BeforeTool|tool\.execute\.before)$/u;
const before = samples().filter(({ event }) => BEFORE.test(event));
const isPrompt = ({ file }: Sample): boolean => file === 'codex-permissionrequest-bash.json';
const others = samples().filter((sample) => !BEFORE.test(sample.event) && !isPrompt(sample));

/** What each of them is about to do, by the name of its file. */
const DONE: Readonly<Record<string, Action | undefined>> = {
  'claude-http-pretooluse-request.json': { kind: 'command', command: 'rm -f victim.txt' },
  'claude-pretooluse-agent.json': undefined,
  'claude-pretooluse-bash.json': { kind: 'command', command: 'echo hello' },
  'claude-pretooluse-bash-2.json': { kind: 'command', command: 'false' },
  'claude-pretooluse-bash-subagent.json': { kind: 'command', command: 'echo from-subagent' },
  'claude-pretooluse-edit.json': { kind: 'file', operation: 'write', path: '/home/dev/project/new.txt' },
  'claude-pretooluse-mcp-gate-danger.json': { kind: 'tool-call', server: 'gate', tool: 'danger' },
  'claude-pretooluse-webfetch.json': { kind: 'fetch', url: 'http://127.0.0.1:1/x' },
  'claude-pretooluse-write.json': { kind: 'file', operation: 'write', path: '/home/dev/project/new.txt' },
  'cline-pretooluse-run_commands.json': { kind: 'command', command: 'touch RAN.txt' },
  'codex-pretooluse-bash.json': { kind: 'command', command: 'echo hello' },
  'codex-pretooluse-bash-2.json': { kind: 'command', command: 'false' },
  'codex-pretooluse-mcp-gate-danger.json': { kind: 'tool-call', server: 'gate', tool: 'danger' },
  'copilot-pretooluse-bash.json': { kind: 'command', command: 'echo hello' },
  'copilot-pretooluse-bash-2.json': { kind: 'command', command: 'false' },
  'copilot-pretooluse-camel-bash.json': { kind: 'command', command: 'echo hello' },
  'copilot-pretooluse-camel-bash-2.json': { kind: 'command', command: 'false' },
  'gemini-beforetool-mcp-gate-danger.json': { kind: 'tool-call', server: 'gate', tool: 'danger' },
  'gemini-beforetool-run-shell-command.json': { kind: 'command', command: 'echo hello' },
  'gemini-beforetool-run-shell-command-2.json': { kind: 'command', command: 'false' },
  'gemini-beforetool-write-file.json': { kind: 'file', operation: 'write', path: 'new.txt' },
  'opencode-tool-execute-before.json': { kind: 'command', command: 'touch RAN.txt' },
  'qwen-pretooluse-mcp-gate-danger.json': { kind: 'tool-call', server: 'gate', tool: 'danger' },
  'qwen-pretooluse-run-shell-command.json': { kind: 'command', command: 'echo hello' },
  'qwen-pretooluse-run-shell-command-2.json': { kind: 'command', command: 'false' },
};

function readingOf({ agent, payload }: Sample, named?: string): Reading | undefined {
  const environment = environmentOf(agent);
  return recognise(payload, environment, named === undefined ? undefined : adapterNamed(named))?.read(
    payload,
    environment,
  );
}

test('the captured payloads are all here', (context) => {
  needsSamples(context);
  expect(before.map(({ file }) => file).sort()).toEqual(Object.keys(DONE).sort());
  expect(others.length).toBeGreaterThan(20);
});

test('each is told to be of its client, whatever client is named', (context) => {
  needsSamples(context);
  for (const { file, agent, payload } of before) {
    const environment = environmentOf(agent);
    expect([file, recognise(payload, environment)?.name]).toEqual([file, agent]);
    // Claude's own form bears no mark, as the others took it over: there the name counts.
    const named = adapterNamed(agent === 'claude' ? 'claude' : 'droid');
    expect([file, recognise(payload, environment, named)?.name]).toEqual([file, agent]);
  }
});

test('each is read into its action', (context) => {
  needsSamples(context);
  for (const sample of before) {
    const { file, agent } = sample;
    const action = DONE[file];
    const call = { kind: 'call', agent, actions: [action], cwd: '/home/dev/project', session: expect.any(String) };
    const expected = action === undefined ? { kind: 'no-effect' } : call;
    expect({ file, reading: readingOf(sample) }).toMatchObject({ file, reading: expected });
  }
});

test('what Codex shows its person is read as that', (context) => {
  needsSamples(context);
  const [reading] = samples()
    .filter(isPrompt)
    .map((sample) => readingOf(sample));
  expect(reading).toEqual({
    kind: 'prompt',
    event: 'PermissionRequest',
    session: '01a1fa53-8059-70d0-8c67-766667238a1b',
    cwd: '/home/dev/project',
    command: 'touch RAN.txt',
  });
});

test('where Claude Code begins a session, the gate is told which', (context) => {
  needsSamples(context);
  const begun = { kind: 'begun', agent: 'claude', session: '0cd86d9c-efa9-4146-b1b9-f692e0dde0b3' };
  expect(
    samples()
      .filter(({ file }) => file === 'claude-sessionstart.json')
      .map((sample) => readingOf(sample)),
  ).toEqual([begun]);
});

test('what is no concern of the gate is passed by, also where its client is named', (context) => {
  needsSamples(context);
  for (const sample of others) {
    const { file, agent } = sample;
    const kinds = [readingOf(sample)?.kind ?? 'no-effect', readingOf(sample, agent)?.kind];
    // A beginning in the form that others took over from Claude Code is one, where nobody says whose it is.
    expect([file, kinds.filter((kind) => kind !== 'no-effect' && kind !== 'begun')]).toEqual([file, []]);
  }
});

describe('what surrounds an action', () => {
  test('a subagent has a parent, and the agent that policies name is the client', (context) => {
    needsSamples(context);
    expect(calls()['claude-pretooluse-bash-subagent.json']).toMatchObject({
      agent: 'claude',
      subagent: { id: 'ada870aaec6a5bbef', parent: 'claude' },
    });
    expect(calls()['claude-pretooluse-bash.json']).not.toHaveProperty('subagent');
    expect(calls()['cline-pretooluse-run_commands.json']).not.toHaveProperty('subagent');
  });

  test('the workspace is what the client says it is; Codex says none', (context) => {
    needsSamples(context);
    for (const [file, { agent, workspaces }] of Object.entries(calls())) {
      expect([file, workspaces]).toEqual([file, agent === 'codex' ? [] : ['/home/dev/project']]);
    }
  });

  test('nobody is asked where the client says that nobody is there, or has no way to', (context) => {
    needsSamples(context);
    // Claude's were captured from `claude -p`, which says so.
    const asking = Object.values(calls()).flatMap(({ agent, canAsk }) => (canAsk ? [agent] : []));
    expect(new Set(asking)).toEqual(new Set(['copilot', 'qwen']));
  });
});

/** By the names of their files. */
function calls(): Readonly<Record<string, HookCall>> {
  const entries = before.flatMap((sample) => {
    const reading = readingOf(sample);
    return reading?.kind === 'call' ? [[sample.file, reading] as const] : [];
  });
  return Object.fromEntries(entries);
}
