/** Which client sent a payload. Several read each other's settings, so the name in the settings is only a hint. */
import type { Adapter, AgentName, Environment } from './adapters/adapter.ts';
import { claude } from './adapters/claude.ts';
import { cline } from './adapters/cline.ts';
import { codex } from './adapters/codex.ts';
import { copilot } from './adapters/copilot.ts';
import { cursor } from './adapters/cursor.ts';
import { droid } from './adapters/droid.ts';
import { Fields } from './adapters/fields.ts';
import { gemini } from './adapters/gemini.ts';
import { goose } from './adapters/goose.ts';
import { kiro } from './adapters/kiro.ts';
import { opencode } from './adapters/opencode.ts';
import { openhands } from './adapters/openhands.ts';
import { qwen } from './adapters/qwen.ts';
import { windsurf } from './adapters/windsurf.ts';

/** In the order in which payloads are held against them. */
export const ADAPTERS: readonly Adapter[] = [
  codex,
  gemini,
  copilot,
  cline,
  cursor,
  windsurf,
  qwen,
  opencode,
  claude,
  droid,
  openhands,
  goose,
  kiro,
];

export const AGENT_NAMES: readonly AgentName[] = ADAPTERS.map(({ name }) => name).sort();

export function adapterNamed(name: string): Adapter | undefined {
  return ADAPTERS.find((adapter) => adapter.name === name);
}

/** By what only one client's payloads bear; else the one named; else Claude, whose form the others took over. */
export function recognise(payload: unknown, environment: Environment, named?: Adapter): Adapter | undefined {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return named;
  const fields = Fields.of(payload, 'the payload');
  const marked = ADAPTERS.find((adapter) => adapter.isFrom(fields, environment));
  return marked ?? named ?? (fields.has('hook_event_name') ? claude : undefined);
}
