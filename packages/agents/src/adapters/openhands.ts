/** OpenHands: an exit of 2 blocks; it can ask nobody. Its documentation names no field for the event. */
import { adapterOf, callOf, exit2, type HookCall, NO_EFFECT, type NoEffect } from './adapter.ts';
import type { Fields } from './fields.ts';
import { actionsOf, command, toolsOf } from './tools.ts';

const TOOLS = toolsOf({ terminal: command });

export const openhands = adapterOf({
  name: 'openhands',
  evidence: 'documented',
  eventOf: (payload) => payload.optionalText('event_type') ?? payload.optionalText('hook_event_name') ?? 'pre_tool_use',
  parse: openhandsParse,
  deny: exit2,
});

function openhandsParse(payload: Fields, _environment: unknown, event: string): HookCall | NoEffect {
  if (event !== 'pre_tool_use' && event !== 'PreToolUse') return NO_EFFECT;
  const session = payload.optionalName('session_id');
  const cwd = payload.optionalFolder('working_dir');
  return callOf({
    event,
    agent: 'openhands',
    session,
    cwd,
    workspaces: [],
    actions: actionsOf(TOOLS, 'openhands', payload.text('tool_name'), payload.object('tool_input')),
    canAsk: false,
  });
}
