/**
 * Cursor. An allow is no opinion here as elsewhere, and with `failClosed` Cursor blocks what gets no answer: it is to be
 * installed without, behind a launcher that makes every failure an exit of 2.
 */
import { denialText, reasonText } from '../answer.ts';
import { adapterOf, callOf, type HookCall, type HookReply, NO_EFFECT, type NoEffect, printed } from './adapter.ts';
import { hookEventName } from './claude-format.ts';
import type { Fields } from './fields.ts';
import { toolCall } from './tools.ts';

export const cursor = adapterOf({
  name: 'cursor',
  evidence: 'documented',
  isFrom: (payload) => payload.has('conversation_id'),
  eventOf: hookEventName,
  parse: cursorParse,
  ask: (answer) => permission('ask', reasonText(answer), denialText(answer)),
  deny: (reason) => permission('deny', reason, reason),
});

function cursorParse(payload: Fields, _environment: unknown, event: string): HookCall | NoEffect {
  if (event !== 'beforeShellExecution' && event !== 'beforeMCPExecution') return NO_EFFECT;
  const session = payload.optionalName('conversation_id');
  const cwd = payload.optionalFolder('cwd');
  return callOf({
    event,
    agent: 'cursor',
    session,
    cwd,
    workspaces: payload.has('workspace_roots') ? payload.folders('workspace_roots') : [],
    actions: [
      event === 'beforeShellExecution'
        ? { kind: 'command', command: payload.text('command') }
        : toolCall('cursor', payload.text('tool_name')),
    ],
    canAsk: true,
  });
}

function permission(decision: 'ask' | 'deny', toUser: string, toAgent: string): HookReply {
  return printed({ permission: decision, user_message: toUser, agent_message: toAgent });
}
