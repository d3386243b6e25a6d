/** Codex CLI. It runs what a hook asks about, so an ask is a deny that says how a person allows it. */
import { adapterOf } from './adapter.ts';
import { claudeCall, claudeDeny, hookEventName } from './claude-format.ts';
import { command, file, nothing, patch, toolsOf } from './tools.ts';

const TOOLS = toolsOf({
  Bash: command,
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
    claudeCall(payload, event, { agent: 'codex', event: 'PreToolUse', tools: TOOLS, canAsk: false, folderFields: [] }),
  deny: claudeDeny,
});
