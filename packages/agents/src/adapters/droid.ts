/** Droid (Factory): Claude's form with tools of its own. */
import { adapterOf } from './adapter.ts';
import { claudeAsk, claudeCall, claudeDeny, hookEventName } from './claude-format.ts';
import { command, file, nothing, toolsOf } from './tools.ts';

const TOOLS = toolsOf({
  Execute: command,
  Create: file('create', 'file_path'),
  Edit: file('write', 'file_path'),
  Read: file('read', 'file_path'),
  TodoWrite: nothing,
});

export const droid = adapterOf({
  name: 'droid',
  evidence: 'documented',
  eventOf: hookEventName,
  parse: (payload, _environment, event) =>
    claudeCall(payload, event, { agent: 'droid', event: 'PreToolUse', tools: TOOLS, canAsk: true }),
  ask: claudeAsk,
  deny: claudeDeny,
});
