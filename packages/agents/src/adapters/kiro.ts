/** Kiro CLI: an exit of 2 blocks; it can ask nobody. */
import { adapterOf, exit2 } from './adapter.ts';
import { claudeCall, hookEventName } from './claude-format.ts';
import { command, toolsOf } from './tools.ts';

const TOOLS = toolsOf({ shell: command, execute_bash: command });

export const kiro = adapterOf({
  name: 'kiro',
  evidence: 'documented',
  eventOf: hookEventName,
  parse: (payload, _environment, event) =>
    claudeCall(payload, event, { agent: 'kiro', event: 'preToolUse', tools: TOOLS, canAsk: false }),
  deny: exit2,
});
