/** Clients' own tools, by the names and fields with which real clients of the pinned versions offer them to their models. */
import type { Action } from '@capgate/core';
import { describe, expect, test } from 'vitest';
import { adapterNamed, type HookCall, INSTALL_CLIENTS, type Placement } from '../src/index.ts';

/** A payload of each client, in which a tool is called. */
const PAYLOADS: Readonly<Record<string, (tool: string, input: object) => object>> = {
  claude: (tool_name, tool_input) => ({ hook_event_name: 'PreToolUse', tool_name, tool_input, cwd: '/srv' }),
  codex: (tool_name, tool_input) => ({
    hook_event_name: 'PreToolUse',
    turn_id: 't',
    tool_name,
    tool_input,
    cwd: '/srv',
  }),
  gemini: (tool_name, tool_input) => ({ hook_event_name: 'BeforeTool', tool_name, tool_input, cwd: '/srv' }),
  qwen: (tool_name, tool_input) => ({
    hook_event_name: 'PreToolUse',
    tool_call_id: 'c',
    tool_name,
    tool_input,
    cwd: '/srv',
  }),
  copilot: (toolName, toolArgs) => ({ sessionId: 's', cwd: '/srv', toolName, toolArgs }),
  opencode: (tool, args) => ({
    hook: 'tool.execute.before',
    input: { tool, sessionID: 's' },
    output: { args },
    directory: '/srv',
  }),
  cline: (name, input) => ({
    clineVersion: '',
    hookName: 'tool_call',
    preToolUse: { toolName: name, parameters: {} },
    tool_call: { name, input },
    workspaceRoots: ['/srv'],
  }),
};

function readingOf(agent: string, tool: string, input: object) {
  return adapterNamed(agent)?.read(PAYLOADS[agent]?.(tool, input), {});
}

const read = (path: string): Action => ({ kind: 'file', operation: 'read', path });
const write = (path: string): Action => ({ kind: 'file', operation: 'write', path });
const list = (path: string): Action => ({ kind: 'file', operation: 'list', path });
const call = (server: string, tool: string): Action => ({ kind: 'tool-call', server, tool });
const fetch = (url: string): Action => ({ kind: 'fetch', url });

describe('a tool is read into what it does', () => {
  test.each<[agent: string, tool: string, input: object, actions: readonly Action[]]>([
    ['claude', 'Monitor', { command: 'tail -f a', timeout_ms: 1 }, [{ kind: 'command', command: 'tail -f a' }]],
    ['claude', 'Monitor', { ws: { url: 'wss://example.com/' }, timeout_ms: 1 }, [fetch('wss://example.com/')]],
    ['codex', 'view_image', { path: '/srv/a.png' }, [read('/srv/a.png')]],
    ['codex', 'apply_patch', { command: '*** Begin Patch\n*** Update File: a\n*** End Patch' }, [write('a')]],
    ['gemini', 'grep_search', { pattern: 'x', dir_path: '/etc' }, [read('/etc')]],
    ['gemini', 'grep_search', { pattern: 'x' }, [read('.')]],
    ['gemini', 'web_fetch', { url: 'http://a.example/' }, [fetch('http://a.example/')]],
    [
      'gemini',
      'web_fetch',
      { prompt: 'Compare http://a.example/?q=1 and\nHTTPS://b.example/ please' },
      [fetch('http://a.example/?q=1'), fetch('HTTPS://b.example/')],
    ],
    ['qwen', 'grep_search', { pattern: 'x', path: '/etc' }, [read('/etc')]],
    ['qwen', 'notebook_edit', { notebook_path: '/srv/a.ipynb' }, [write('/srv/a.ipynb')]],
    ['copilot', 'grep', { pattern: 'x', paths: '/etc' }, [read('/etc')]],
    ['copilot', 'grep', { pattern: 'x', paths: ['/etc', '/srv'] }, [read('/etc'), read('/srv')]],
    ['copilot', 'glob', { pattern: 'x' }, [list('.')]],
    [
      'opencode',
      'apply_patch',
      { patchText: '*** Delete File: a' },
      [{ kind: 'file', operation: 'delete', path: 'a' }],
    ],
    ['cline', 'editor', { path: '/srv/a', new_text: 'x' }, [write('/srv/a')]],
    ['cline', 'read_files', { files: [{ path: 'a' }, { path: '/etc/b', start_line: 1 }] }, [read('a'), read('/etc/b')]],
    ['cline', 'search_codebase', { queries: ['x'] }, [read('.')]],
    [
      'cline',
      'fetch_web_content',
      { requests: [{ url: 'http://a.example/', prompt: '' }] },
      [fetch('http://a.example/')],
    ],
  ])('%s: %s %j', (agent, tool, input, actions) => {
    expect(readingOf(agent, tool, input)).toMatchObject({ kind: 'call', agent, actions });
  });

  test.each([
    ['gemini', 'web_fetch', { prompt: 'nothing to fetch' }],
    ['copilot', 'grep', { pattern: 'x', paths: [7] }],
    ['cline', 'read_files', { files: 'a' }],
    ['cline', 'read_files', { files: [{}] }],
    ['cline', 'editor', { new_text: 'x' }],
  ])('%s: %s %j is denied, as nobody knows what it would do', (agent, tool, input) => {
    expect(readingOf(agent, tool, input)).toMatchObject({ kind: 'malformed' });
  });
});

test('an empty list is no way to say what is searched', () => {
  expect(readingOf('copilot', 'grep', { pattern: 'x', paths: [] })).toMatchObject({ actions: [read('.')] });
});

/** What clients offer beside the tools that do something: these do not stop an agent's work. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  claude: ['Agent', 'ListAgents', 'ReportFindings', 'ScheduleWakeup', 'TaskCreate', 'TodoWrite', 'ToolSearch'],
  codex: ['get_goal', 'create_goal', 'update_goal', 'request_user_input', 'update_plan', 'web_search'],
  gemini: ['update_topic', 'invoke_agent', 'list_background_processes', 'read_background_output', 'write_todos'],
  qwen: ['agent', 'get_goal', 'list_agents', 'tool_search', 'update_goal'],
  copilot: ['read_bash', 'stop_bash', 'list_bash', 'sql', 'session_store_sql', 'read_agent', 'list_agents', 'task'],
  opencode: ['task', 'todowrite'],
  cline: ['ask_question', 'spawn_agent', 'team_status', 'team_send_message', 'team_list_outcomes'],
};

test('what has no effect is passed by', () => {
  for (const [agent, tools] of Object.entries(HARMLESS)) {
    for (const tool of tools) {
      expect({ agent, tool, kind: readingOf(agent, tool, {})?.kind }).toEqual({ agent, tool, kind: 'no-effect' });
    }
  }
});

test("a skill of Claude's is a call to judge: the commands that it runs when it is taken up are told to no hook", () => {
  const actions = [call('claude', 'Skill')];
  expect(readingOf('claude', 'Skill', { skill: 'release' })).toMatchObject({ actions });
});

test('a tool that is in no table is a call of a tool of its client', () => {
  for (const agent of Object.keys(PAYLOADS)) {
    const reading = readingOf(agent, 'brand_new', {}) as HookCall;
    expect(reading.actions).toEqual([call(agent, 'brand_new')]);
  }
});

describe('a tool of an MCP server', () => {
  test.each([
    ['mcp__files__read', [call('files', 'read')]],
    ['mcp__github__x__read', [call('github', 'x__read'), call('github__x', 'read')]],
    ['mcp__a___b', [call('a', '_b'), call('a_', 'b')]],
    ['mcp____b', [call('codex', 'mcp____b')]],
  ])('is a call of every server that its name can mean: %s', (tool, actions) => {
    expect(readingOf('codex', tool, {})).toMatchObject({ actions });
  });

  test('with a name of underscores is denied', () => {
    expect(readingOf('codex', `mcp__${'_'.repeat(50)}`, {})).toMatchObject({ kind: 'malformed' });
  });
});

describe('hooks are installed for every tool, also for one that nobody knows yet', () => {
  test.each(['claude', 'codex', 'gemini', 'qwen', 'copilot'])('%s', (agent) => {
    const matchers = placementsOf(agent).flatMap((placement) =>
      placement.kind === 'entries' ? placement.entries.map(({ item }) => (item as { matcher?: string }).matcher) : [],
    );
    expect(matchers.length).toBeGreaterThan(0);
    // None at all matches everything, too.
    for (const matcher of matchers) expect('brand_new').toMatch(new RegExp(`^(?:${matcher ?? '.*'})$`, 'u'));
  });
});

function placementsOf(agent: string): readonly Placement[] {
  const around = {
    scope: 'user',
    home: '/home/dev',
    project: '/srv',
    platform: 'linux',
    environment: {},
    launcher: { kind: 'path', path: '/opt/capgate-hook' },
    list: () => [],
  } as const;
  return INSTALL_CLIENTS.find(({ name }) => name === agent)?.placements(around) ?? [];
}
