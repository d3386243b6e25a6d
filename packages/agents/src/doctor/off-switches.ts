/** Settings by which an agent runs without the hooks that stand beside them. */
import { parse } from 'jsonc-parser';
import type { AgentName } from '../adapters/adapter.ts';

type Settings = Readonly<Record<string, unknown>>;

const SWITCHES: Readonly<Partial<Record<AgentName, (settings: Settings) => string | undefined>>> = {
  claude: ({ disableAllHooks }) => (disableAllHooks === true ? 'disableAllHooks' : undefined),
  gemini: ({ hooksConfig }) => {
    const { enabled, disabled } = fieldsOf(hooksConfig);
    if (enabled === false) return 'hooksConfig.enabled';
    return Array.isArray(disabled) && disabled.includes('capgate') ? 'hooksConfig.disabled' : undefined;
  },
};

/** The setting in this text that switches the agent's hooks off; undefined where none does. */
export function offSwitch(agent: AgentName, text: string): string | undefined {
  return SWITCHES[agent]?.(fieldsOf(parse(text, [], { allowTrailingComma: true })));
}

function fieldsOf(value: unknown): Settings {
  return typeof value === 'object' && value !== null ? (value as Settings) : {};
}
