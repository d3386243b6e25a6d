/** Agents that post what their hooks say to the gate themselves, and launchers' calls, at a gate with HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestService } from '../../gate/test/http/harness.ts';
import type { Caller } from '@capgate/gate';
import { hooksOf } from '../src/serve/hooks.ts';

let service: TestService;
let token: string;
const hooks = hooksOf();
/** Processes of agents that callers named, with those of the callers. */
const noted: (readonly [number, number])[] = [];

function noteAgent(agentPid: number, callerPid: number): void {
  noted.push([agentPid, callerPid]);
}

beforeAll(async () => {
  service = await TestService.start({}, { extensions: [hooks], noteAgent });
  token = await service.token('agent', ['decide'], 'claude');
});

afterAll(() => service.end());

/** As Claude Code 2.1.329 posts it. */
function payloadOf(tool_name: string, tool_input: object): object {
  return { session_id: 's-1', cwd: '/srv/work', hook_event_name: 'PreToolUse', tool_name, tool_input };
}

function post(agent: string, body: unknown, secret: string | undefined = token) {
  return service.ask('POST', `/v1/hooks/${agent}`, secret, body);
}

test('a harmless action gets no opinion', async () => {
  const { status, text } = await post('claude', payloadOf('Bash', { command: 'git status' }));
  expect([status, text]).toEqual([200, '{}']);
});

test('what is denied is denied in the form of the agent, with a reason', async () => {
  const { status, text } = await post('claude', payloadOf('Write', { file_path: '/etc/passwd', content: 'x' }));
  expect(status).toBe(200);
  const { hookSpecificOutput } = JSON.parse(text) as { hookSpecificOutput: Record<string, string> };
  expect(hookSpecificOutput).toMatchObject({ hookEventName: 'PreToolUse' });
  expect(['ask', 'deny']).toContain(hookSpecificOutput['permissionDecision']);
  expect(hookSpecificOutput['permissionDecisionReason']).toMatch(/^Capgate (?:denies|asks about) this: \S/u);
});

test.each<[string, string, unknown, number]>([
  ['an agent that nobody knows', 'clade', {}, 400],
  ['a list', 'claude', [], 400],
  ['no body', 'claude', undefined, 400],
])('%s is no success, which stops the action', async (_, agent, body, status) => {
  expect(await post(agent, body)).toMatchObject({ status });
});

test('a payload that is none of its agent is denied', async () => {
  const { status, text } = await post('claude', payloadOf('Bash', { command: 7 }));
  expect([status, text]).toEqual([200, expect.stringContaining('"permissionDecision":"deny"')]);
});

test('nobody is answered without a token, or with one that may not ask', async () => {
  const command = payloadOf('Bash', { command: 'ls' });
  expect((await service.ask('POST', '/v1/hooks/claude', undefined, command)).status).toBe(401);
  const reader = await service.token('service', ['read'], 'monitor');
  expect((await post('claude', command, reader)).status).toBe(403);
});

test('a launcher sends the payload as a text, and variables that adapters read alone', async () => {
  const payload = JSON.stringify(payloadOf('Bash', { command: 'git status' }));
  const sent = { agent: 'claude', payload, environment: { CLAUDE_PROJECT_DIR: '/srv/work' }, cwd: '/srv/work' };
  const { status, text } = await service.ask('POST', '/v1/hooks', token, sent);
  expect([status, JSON.parse(text)]).toEqual([200, { stdout: '', stderr: '', exitCode: 0 }]);
  const more = { ...sent, environment: { PATH: '/bin' } };
  expect(await service.ask('POST', '/v1/hooks', token, more)).toMatchObject({ status: 400 });
  const unread = await service.ask('POST', '/v1/hooks', token, { payload: 'no JSON' });
  expect(JSON.parse(unread.text)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('nothing was run') });
});

/** What a launcher sends where Claude Code begins a session. */
function begin(session_id: string, environment: object, cwd = '/srv/work'): Promise<unknown> {
  const payload = JSON.stringify({ session_id, cwd, hook_event_name: 'SessionStart', source: 'startup' });
  return service.ask('POST', '/v1/hooks', token, { agent: 'claude', payload, environment, cwd });
}

async function deciding(session_id: string, tool_name: string, tool_input: object, cwd: string) {
  const payload = { session_id, cwd, hook_event_name: 'PreToolUse', tool_name, tool_input };
  const { text } = await post('claude', payload);
  return (JSON.parse(text) as { hookSpecificOutput?: Record<string, string> }).hookSpecificOutput;
}

test('the process of an agent is noted where a session begins, though nothing is decided', async () => {
  const launched = hooks.routes?.(service.gate).find(({ id }) => id === 'answerHook');
  const payload = JSON.stringify({ session_id: 's-noted', cwd: '/srv/work', hook_event_name: 'SessionStart' });
  const caller: Caller = { kind: 'agent', name: 'ada', tenant: 'default', scopes: ['decide'], way: 'socket', pid: 71 };
  const body = { agent: 'claude', payload, agentPid: 70 };
  const { signal } = new AbortController();
  const reply = await launched?.handle({ body, caller, params: {}, query: {}, trace: undefined, signal });
  expect([reply, noted]).toEqual([{ stdout: '', stderr: '', exitCode: 0 }, [[70, 71]]]);
});

describe('a session that a launcher told of', () => {
  const deletes = { command: 'rm -r /srv/other/src' };

  test('works where it began, whatever folder a call is in, and whoever says otherwise later', async () => {
    // A session of which nothing is known works around the folder of each call.
    expect(await deciding('s-unknown', 'Bash', deletes, '/srv/other')).toBeUndefined();
    await begin('s-told', { CLAUDE_PROJECT_DIR: '/srv/work', CLAUDE_CODE_SESSION_ATTENDED: '1' });
    expect(await deciding('s-told', 'Bash', deletes, '/srv/other')).toMatchObject({ permissionDecision: 'ask' });
    await begin('s-told', { CLAUDE_PROJECT_DIR: '/srv/other', CLAUDE_CODE_SESSION_ATTENDED: '1' }, '/srv/other');
    expect(await deciding('s-told', 'Bash', deletes, '/srv/other')).toMatchObject({ permissionDecision: 'ask' });
  });

  test('is asked where a person is at it, else it waits for one', async () => {
    await begin('s-alone', { CLAUDE_PROJECT_DIR: '/srv/work', CLAUDE_CODE_SESSION_ATTENDED: '0' });
    const alone = await deciding('s-alone', 'Bash', deletes, '/srv/work');
    expect(alone).toMatchObject({
      permissionDecision: 'deny',
      permissionDecisionReason: expect.stringContaining('capgate approvals allow'),
    });
    await begin('s-alone', { CLAUDE_PROJECT_DIR: '/srv/work', CLAUDE_CODE_SESSION_ATTENDED: '1' });
    expect(await deciding('s-alone', 'Bash', { command: 'rm -r /srv/more/src' }, '/srv/work')).toMatchObject({
      permissionDecision: 'ask',
    });
  });
});

test('what was answered is counted by agent', async () => {
  const { text } = await service.ask('GET', '/metrics', await service.token());
  expect(text).toContain('# TYPE tcp_hooks_total counter\n');
  expect(text).toMatch(/^tcp_hooks_total\{agent="claude",result="allow"\} [1-9]/mu);
  expect(text).toMatch(/^tcp_hooks_total\{agent="claude",result="(?:ask|deny)"\} [1-9]/mu);
  expect(text).toMatch(/^tcp_hooks_total\{agent="claude",result="refused"\} [1-9]/mu);
  expect(text).toMatch(/^tcp_hooks_total\{agent="unknown",result="refused"\} 1$/mu);
});

test('the decisions are in the log, with the agent and its session', async () => {
  await service.stored();
  const reader = await service.token();
  const { text } = await service.ask('GET', '/v1/decisions?agent=claude', reader);
  const { items } = JSON.parse(text) as { items: readonly Record<string, unknown>[] };
  expect(items).toContainEqual(
    expect.objectContaining({ agent: 'claude', session: 's-1', action: expect.objectContaining({ kind: 'command' }) }),
  );
});
