/** Windsurf: only an exit of 2 blocks; it can ask nobody. */
import type { Action } from '@capgate/core';
import { adapterOf, callOf, exit2, type HookCall, NO_EFFECT, type NoEffect } from './adapter.ts';
import type { Fields } from './fields.ts';
import { toolCall } from './tools.ts';

export const windsurf = adapterOf({
  name: 'windsurf',
  evidence: 'documented',
  isFrom: (payload) => payload.has('agent_action_name'),
  eventOf: (payload) => payload.text('agent_action_name'),
  parse: windsurfParse,
  deny: exit2,
});

const READERS: ReadonlyMap<string, (info: Fields) => Action> = new Map([
  ['pre_run_command', (info: Fields): Action => ({ kind: 'command', command: info.text('command_line') })],
  ['pre_mcp_tool_use', mcpCall],
]);

function windsurfParse(payload: Fields, _environment: unknown, event: string): HookCall | NoEffect {
  const reader = READERS.get(event);
  if (reader === undefined) return NO_EFFECT;
  const info = payload.object('tool_info');
  const session = payload.optionalName('trajectory_id');
  const cwd = info.optionalFolder('cwd');
  return callOf({
    event,
    agent: 'windsurf',
    session,
    cwd,
    workspaces: [],
    actions: [reader(info)],
    canAsk: false,
  });
}

function mcpCall(info: Fields): Action {
  return toolCall(info.optionalText('mcp_server_name') ?? 'windsurf', info.optionalText('mcp_tool_name') ?? 'unknown');
}
