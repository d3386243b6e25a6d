/** Clients of which no payload was captured: read as their documentation has them. */
import type { Action } from '@capgate/core';
import { describe, expect, test } from 'vitest';
import { adapterNamed, recognise } from '../src/index.ts';

const LS: Action = { kind: 'command', command: 'ls' };
const tool_input = { command: 'ls' };

interface Example {
  readonly agent: string;
  /** Bears a mark that tells the client without its name. */
  readonly marked: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly action: Action;
  /** The same with another event. */
  readonly after: Readonly<Record<string, unknown>>;
}

const CURSOR = { conversation_id: 'c1', workspace_roots: ['/srv'], cwd: '/srv' };
const WINDSURF = { trajectory_id: 't1', tool_info: { command_line: 'ls', cwd: '/srv' } };
const DROID = { session_id: 's', cwd: '/srv', tool_name: 'Execute', tool_input };
const OPENHANDS = { tool_name: 'terminal', tool_input, working_dir: '/srv' };
const GOOSE = { ...DROID, tool_name: 'developer__shell' };

const EXAMPLES: readonly Example[] = [
  {
    agent: 'cursor',
    marked: true,
    payload: { ...CURSOR, hook_event_name: 'beforeShellExecution', command: 'ls' },
    action: LS,
    after: { hook_event_name: 'afterFileEdit' },
  },
  {
    agent: 'cursor',
    marked: true,
    payload: { ...CURSOR, hook_event_name: 'beforeMCPExecution', tool_name: 'drop', tool_input: '{}' },
    action: { kind: 'tool-call', server: 'cursor', tool: 'drop' },
    after: { hook_event_name: 'stop' },
  },
  {
    agent: 'windsurf',
    marked: true,
    payload: { ...WINDSURF, agent_action_name: 'pre_run_command' },
    action: LS,
    after: { agent_action_name: 'post_run_command' },
  },
  {
    agent: 'windsurf',
    marked: true,
    payload: {
      agent_action_name: 'pre_mcp_tool_use',
      tool_info: { cwd: '/srv', mcp_server_name: 'db', mcp_tool_name: 'drop' },
    },
    action: { kind: 'tool-call', server: 'db', tool: 'drop' },
    after: { agent_action_name: 'post_mcp_tool_use' },
  },
  {
    agent: 'droid',
    marked: false,
    payload: { ...DROID, hook_event_name: 'PreToolUse' },
    action: LS,
    after: { hook_event_name: 'PostToolUse' },
  },
  { agent: 'openhands', marked: false, payload: OPENHANDS, action: LS, after: { event_type: 'PostToolUse' } },
  {
    agent: 'goose',
    marked: false,
    payload: { ...GOOSE, hook_event_name: 'PreToolUse' },
    action: LS,
    after: { hook_event_name: 'PostToolUse' },
  },
  {
    agent: 'kiro',
    marked: false,
    payload: { ...DROID, tool_name: 'shell', hook_event_name: 'preToolUse' },
    action: LS,
    after: { hook_event_name: 'postToolUse' },
  },
];

describe.each(EXAMPLES)('$agent, $action.kind', ({ agent, marked, payload, action, after }) => {
  const adapter = adapterNamed(agent);

  test('is told by its mark, or by its name where it has none', () => {
    expect(recognise(payload, {}, marked ? adapterNamed('claude') : adapter)?.name).toBe(agent);
  });

  test('is read into its action', () => {
    expect(adapter?.read(payload, {})).toMatchObject({ kind: 'call', agent, actions: [action], cwd: '/srv' });
  });

  test('is passed by at other events', () => {
    expect(adapter?.read({ ...payload, ...after }, {})).toEqual({ kind: 'no-effect' });
  });
});
