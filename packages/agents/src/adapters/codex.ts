/**
 * Codex CLI. It runs what a hook asks about; but it asks its person about commands that its rules name, also where a hook
 * put such a command in the place of another. Where that cannot be, an ask is a deny that says how a person allows it.
 */
import { adapterOf, type HookCall, inputWith, NO_EFFECT, type NoEffect, printed, type Prompt } from './adapter.ts';
import { claudeCall, claudeDeny, hookEventName } from './claude-format.ts';
import type { Fields } from './fields.ts';
import { command, file, nothing, patch, toolsOf } from './tools.ts';

/** All its tools that run command lines. */
const SHELL = 'Bash';

const TOOLS = toolsOf({
  [SHELL]: command,
  apply_patch: patch,
  view_image: file('read', 'path'),
  web_search: nothing,
  update_plan: nothing,
  request_user_input: nothing,
  get_goal: nothing,
  create_goal: nothing,
  update_goal: nothing,
});

export const codex = adapterOf({
  name: 'codex',
  evidence: 'measured',
  isFrom: (payload) => payload.has('turn_id'),
  eventOf: hookEventName,
  parse: (payload, _environment, event) =>
    event === 'PermissionRequest' ? promptIn(payload, event) : callIn(payload, event),
  rewrite: (line, call) => {
    // Heeded with an allow alone; its rules are held against the new command all the same.
    const decision = { permissionDecision: 'allow', updatedInput: inputWith(line, call) };
    return printed({ hookSpecificOutput: { hookEventName: 'PreToolUse', ...decision } });
  },
  asksByLine: true,
  deny: claudeDeny,
});

function callIn(payload: Fields, event: string): HookCall | NoEffect {
  const call = claudeCall(payload, event, {
    agent: 'codex',
    event: 'PreToolUse',
    tools: TOOLS,
    canAsk: false,
    folderFields: [],
  });
  if (call.kind === 'no-effect' || payload.text('tool_name') !== SHELL) return call;
  // Any mode that it may get later asks nobody, until that was seen.
  return { ...call, canAsk: payload.optionalText('permission_mode') === 'default' };
}

/** What it shows of a tool that is no shell was announced before as it is. */
function promptIn(payload: Fields, event: string): Prompt | NoEffect {
  const [session, cwd] = [payload.optionalName('session_id'), payload.optionalFolder('cwd')];
  if (payload.text('tool_name') !== SHELL || session === undefined || cwd === undefined) return NO_EFFECT;
  return { kind: 'prompt', event, session, cwd, command: payload.object('tool_input').text('command') };
}
