/** Cline. It heeds no exit status and can ask nobody; a cancel ends its run. */
import { adapterOf, callOf, type HookCall, type HookReply, NO_EFFECT, type NoEffect, printed } from './adapter.ts';
import { type Fields, PayloadError } from './fields.ts';
import { actionsOf, command, fetchUrl, file, nothing, toolsOf } from './tools.ts';

/** Agents below it, whose own tools are announced, and what they tell each other. */
const TEAM = Object.fromEntries(
  (
    'spawn_teammate shutdown_teammate status task run_task cancel_run list_runs await_runs send_message broadcast ' +
    'read_mailbox mission_log cleanup create_outcome attach_outcome_fragment review_outcome_fragment ' +
    'finalize_outcome list_outcomes'
  )
    .split(' ')
    .map((name) => [`team_${name}`, nothing]),
);

const TOOLS = toolsOf({
  run_commands: (input) => input.texts('commands').map((line) => ({ kind: 'command', command: line })),
  editor: file('write', 'path'),
  read_files: (input) =>
    input.objects('files').map((one) => ({ kind: 'file', operation: 'read', path: one.text('path') })),
  search_codebase: () => [{ kind: 'file', operation: 'read', path: '.' }],
  fetch_web_content: (input) => input.objects('requests').flatMap(fetchUrl),
  ask_question: nothing,
  spawn_agent: nothing,
  ...TEAM,
  // As its extension for editors calls them.
  execute_command: command,
  write_to_file: file('write', 'path'),
  replace_in_file: file('write', 'path'),
  read_file: file('read', 'path'),
  list_files: file('list', 'path'),
  ask_followup_question: nothing,
  attempt_completion: nothing,
});

export const cline = adapterOf({
  name: 'cline',
  evidence: 'measured',
  isFrom: (payload) => payload.has('clineVersion'),
  eventOf: (payload) => payload.text('hookName'),
  parse: clineParse,
  deny: cancel,
  fail: cancel,
});

function clineParse(payload: Fields, _environment: unknown, event: string): HookCall | NoEffect {
  if (!payload.has('preToolUse')) return NO_EFFECT;
  const workspaces = payload.has('workspaceRoots') ? payload.folders('workspaceRoots') : [];
  const session = payload.optionalName('taskId');
  const { tool, input } = toolOf(payload);
  return callOf({
    event,
    agent: 'cline',
    ...subagentOf(payload),
    session,
    cwd: workspaces[0],
    workspaces,
    actions: actionsOf(TOOLS, 'cline', tool, input),
    canAsk: false,
  });
}

/** Typed arguments are in `tool_call`; what says the same as text must name the same tool. */
function toolOf(payload: Fields): { readonly tool: string; readonly input: Fields } {
  const announced = payload.object('preToolUse');
  const tool = announced.text('toolName');
  if (!payload.has('tool_call')) return { tool, input: announced.object('parameters') };
  const call = payload.object('tool_call');
  if (call.text('name') === tool) return { tool, input: call.object('input') };
  throw new PayloadError('expected tool_call.name and preToolUse.toolName to be the same, met two');
}

function subagentOf(payload: Fields): Pick<HookCall, 'subagent'> {
  const parent = payload.optionalName('parent_agent_id');
  const id = payload.optionalName('agent_id');
  return parent === undefined || id === undefined ? {} : { subagent: { id, parent } };
}

function cancel(errorMessage: string): HookReply {
  return printed({ cancel: true, errorMessage });
}
