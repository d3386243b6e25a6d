/** Claude Code. */
import { isAbsolute } from 'node:path/posix';
import type { Action } from '@capgate/core';
import { adapterOf, type Begun, type Environment, type HookCall, NO_EFFECT, type NoEffect } from './adapter.ts';
import { claudeAsk, claudeCall, claudeDeny, claudeRewrite, hookEventName } from './claude-format.ts';
import type { Fields } from './fields.ts';
import { command, fetchUrl, file, nothing, powershell, search, toolCall, toolsOf } from './tools.ts';

const TOOLS = toolsOf({
  Bash: command,
  PowerShell: powershell,
  Monitor: monitor,
  Write: file('write', 'file_path'),
  Edit: file('write', 'file_path'),
  MultiEdit: file('write', 'file_path'),
  NotebookEdit: file('write', 'notebook_path'),
  Read: file('read', 'file_path'),
  NotebookRead: file('read', 'notebook_path'),
  Grep: search('read', 'path'),
  Glob: search('list', 'path'),
  LS: file('list', 'path'),
  WebFetch: fetchUrl,
  WebSearch: nothing,
  TodoWrite: nothing,
  TaskCreate: nothing,
  TaskGet: nothing,
  TaskUpdate: nothing,
  TaskList: nothing,
  TaskOutput: nothing,
  TaskStop: nothing,
  Agent: nothing,
  Task: nothing,
  ListAgents: nothing,
  ToolSearch: nothing,
  ReportFindings: nothing,
  ScheduleWakeup: nothing,
  AskUserQuestion: nothing,
  EnterPlanMode: nothing,
  ExitPlanMode: nothing,
});

/** Watches what a command prints, or what a WebSocket sends. */
function monitor(input: Fields): readonly Action[] {
  return input.has('ws') ? fetchUrl(input.object('ws')) : command(input);
}

export const claude = adapterOf({
  name: 'claude',
  evidence: 'measured',
  eventOf: hookEventName,
  parse: claudeParse,
  ask: claudeAsk,
  rewrite: claudeRewrite,
  asksAboutOther: true,
  deny: claudeDeny,
});

function claudeParse(payload: Fields, environment: Environment, event: string): HookCall | Begun | NoEffect {
  if (event === 'SessionStart') return begunIn(payload);
  const call = claudeCall(payload, event, {
    agent: 'claude',
    event: 'PreToolUse',
    tools: TOOLS,
    // Without a person at it (`claude -p`) it refuses what it is told to ask.
    canAsk: environment['CLAUDE_CODE_SESSION_ATTENDED'] !== '0',
    workspaces: [environment['CLAUDE_PROJECT_DIR'] ?? ''].filter(isAbsolute),
    folderFields: [],
  });
  return call.kind === 'call' ? withServer(withSubagent(call, payload), payload) : call;
}

function begunIn(payload: Fields): Begun | NoEffect {
  const session = payload.optionalName('session_id');
  return session === undefined ? NO_EFFECT : { kind: 'begun', agent: 'claude', session };
}

function withSubagent(call: HookCall, payload: Fields): HookCall {
  const id = payload.optionalName('agent_id');
  return id === undefined ? call : { ...call, subagent: { id, parent: 'claude' } };
}

/** The server's own name: in the tool's name two underscores may belong to either. */
function withServer(call: HookCall, payload: Fields): HookCall {
  const tool = payload.text('tool_name');
  const prefix = payload.has('mcp_server') ? `mcp__${payload.object('mcp_server').text('name')}__` : undefined;
  if (prefix === undefined || !tool.startsWith(prefix)) return call;
  return { ...call, actions: [toolCall(prefix.slice(5, -2), tool.slice(prefix.length))] };
}
