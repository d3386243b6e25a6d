/** Copilot CLI. The key in its settings says which form it sends: `preToolUse` its own, `PreToolUse` Claude's. */
import { isAbsolute } from 'node:path/posix';
import { type GateAnswer, reasonText } from '../answer.ts';
import {
  adapterOf,
  callOf,
  type Environment,
  exit2,
  type HookCall,
  type HookReply,
  inputWith,
  NO_EFFECT,
  printed,
} from './adapter.ts';
import type { NoEffect } from './adapter.ts';
import { claudeAsk, claudeCall, claudeDeny, folderOf } from './claude-format.ts';
import type { Fields } from './fields.ts';
import { actionsOf, command, fetchUrl, file, nothing, powershell, search, toolsOf } from './tools.ts';

const OWN = 'preToolUse';
const CLAUDES = 'PreToolUse';

const TOOLS = toolsOf({
  bash: command,
  Bash: command,
  powershell,
  PowerShell: powershell,
  create: file('create', 'path', 'file_path'),
  edit: file('write', 'path', 'file_path'),
  view: file('read', 'path', 'file_path'),
  grep: search('read', 'paths'),
  glob: search('list', 'paths'),
  web_fetch: fetchUrl,
  read_bash: nothing,
  list_bash: nothing,
  stop_bash: nothing,
  report_intent: nothing,
  update_todo: nothing,
  // A database of the session's own things to do, and a view of past sessions that can only be read.
  sql: nothing,
  session_store_sql: nothing,
  task: nothing,
  read_agent: nothing,
  list_agents: nothing,
  write_agent: nothing,
  ask_user: nothing,
  fetch_copilot_cli_documentation: nothing,
});

export const copilot = adapterOf({
  name: 'copilot',
  evidence: 'measured',
  isFrom: (payload, environment) =>
    (payload.has('toolName') && payload.has('toolArgs')) ||
    // Claude, started by Copilot, has inherited the variable but writes a transcript.
    (payload.has('hook_event_name') && !payload.has('transcript_path') && environment['COPILOT_CLI'] === '1'),
  eventOf,
  parse: copilotParse,
  ask: (answer: GateAnswer, event) => (event === OWN ? flat('ask', reasonText(answer)) : claudeAsk(answer)),
  rewrite: (line, call) => printed({ modifiedArgs: inputWith(line, call) }),
  deny: copilotDeny,
});

/** Its own form names no event, but each of its events has fields of its own. */
function eventOf(payload: Fields): string {
  if (payload.has('hook_event_name')) return payload.text('hook_event_name');
  if (payload.has('hookName')) return payload.text('hookName');
  if (payload.has('toolResult')) return 'postToolUse';
  return payload.has('source') ? 'sessionStart' : OWN;
}

function copilotParse(payload: Fields, environment: Environment, event: string): HookCall | NoEffect {
  const workspaces = [environment['COPILOT_PROJECT_DIR'] ?? ''].filter(isAbsolute);
  if (event === CLAUDES) {
    const call = claudeCall(payload, event, { agent: 'copilot', event, tools: TOOLS, canAsk: true, workspaces });
    // In this form it takes no other command.
    return call.kind === 'call' ? withoutInput(call) : call;
  }
  if (event !== OWN) return NO_EFFECT;
  const input = payload.objectOrJson('toolArgs');
  const actions = actionsOf(TOOLS, 'copilot', payload.text('toolName'), input);
  const session = payload.optionalName('sessionId');
  const cwd = folderOf(payload.optionalFolder('cwd'), input, actions);
  return callOf({ event, agent: 'copilot', session, cwd, workspaces, actions, canAsk: true }, input);
}

function withoutInput({ input: _input, ...call }: HookCall): HookCall {
  return call;
}

/** Each form heeds its own answer only; any exit but 0 denies in both, without the text. */
function copilotDeny(reason: string, event: string): HookReply {
  if (event === OWN) return flat('deny', reason);
  return event === CLAUDES ? claudeDeny(reason) : exit2(reason);
}

function flat(permissionDecision: 'ask' | 'deny', permissionDecisionReason: string): HookReply {
  return printed({ permissionDecision, permissionDecisionReason });
}
