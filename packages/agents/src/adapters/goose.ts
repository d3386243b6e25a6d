/** Goose: an exit of 2 blocks; it can ask nobody. */
import { adapterOf, exit2 } from './adapter.ts';
import { claudeCall, hookEventName } from './claude-format.ts';
import { command, toolsOf } from './tools.ts';

const TOOLS = toolsOf({ developer__shell: command });

export const goose = adapterOf({
  name: 'goose',
  evidence: 'documented',
  eventOf: hookEventName,
  parse: (payload, _environment, event) =>
    claudeCall(payload, event, { agent: 'goose', event: 'PreToolUse', tools: TOOLS, canAsk: false }),
  deny: exit2,
});
