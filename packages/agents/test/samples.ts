/** Payloads as real clients sent them. They lie outside the project, where `HOOK_SAMPLES_DIR` says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needsMaterial, type Skippable } from '@capgate/testing';

const FOLDER =
  process.env['HOOK_SAMPLES_DIR'] ?? fileURLToPath(new URL('../../../../shared/hook-samples', import.meta.url));

interface Entry {
  readonly file: string;
  readonly client: string;
  readonly channel?: string;
  readonly event?: string;
}

export interface Sample {
  readonly file: string;
  /** As the adapter is called. */
  readonly agent: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** npm's names. */
const AGENTS: Readonly<Record<string, string>> = {
  '@anthropic-ai/claude-code': 'claude',
  '@openai/codex': 'codex',
  '@google/gemini-cli': 'gemini',
  '@qwen-code/qwen-code': 'qwen',
  '@github/copilot': 'copilot',
  'opencode-ai': 'opencode',
  cline: 'cline',
};

export function needsSamples(context: Skippable): void {
  needsMaterial(context, join(FOLDER, 'index.json'), 'name the folder of the captured payloads in HOOK_SAMPLES_DIR');
}

/** All that hooks were sent; none where the folder is absent. */
export function samples(): Sample[] {
  if (!existsSync(join(FOLDER, 'index.json'))) return [];
  const entries = read('index.json') as readonly Entry[];
  return entries.flatMap(({ file, client, channel, event }) => {
    const agent = AGENTS[client];
    if (agent === undefined || event === undefined || channel === 'env') return [];
    const content = read(file) as Sample['payload'] & { readonly body?: Sample['payload'] };
    return { file, agent, event, payload: channel === 'http' ? (content.body ?? {}) : content };
  });
}

/** The variables that a client's hook saw. */
export function environmentOf(agent: string): Readonly<Record<string, string>> {
  const file = `${agent}-hook-env.json`;
  return existsSync(join(FOLDER, file)) ? (read(file) as Readonly<Record<string, string>>) : {};
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
}
