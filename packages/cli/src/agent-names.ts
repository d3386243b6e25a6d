/** The agents that commands name. Without the package that knows them, which takes longer to load than a check. */
import type { AgentName } from '@capgate/agents';

/** In the order in which they are shown. */
export const AGENT_NAMES: readonly AgentName[] = [
  'claude',
  'codex',
  'gemini',
  'qwen',
  'copilot',
  'opencode',
  'cline',
  'cursor',
  'windsurf',
  'kiro',
  'droid',
  'openhands',
  'goose',
];
