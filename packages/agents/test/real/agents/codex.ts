/** Codex CLI. A hook runs only once its own app-server was told to trust it. */
import type { RealAgent } from './agent.ts';
import { trustHooks } from './codex-trust.ts';

export const codex: RealAgent = {
  name: 'codex',
  program: 'node_modules/@openai/codex/bin/codex.js',
  isScript: true,
  environment: ({ world }) => ({ CODEX_HOME: `${world.home}/.codex`, MODEL_KEY: 'scripted' }),
  configure: ({ world, modelUrl }) => {
    world.write('.codex/config.toml', configuration(modelUrl));
  },
  trust: (setting) => trustHooks(setting, codex.environment(setting)),
  words: (prompt) => ['exec', '--skip-git-repo-check', '--json', prompt],
  shell: (cmd) => ({ name: 'exec_command', args: { cmd, yield_time_ms: 5_000 } }),
  shellIn: (cmd, workdir) => ({ name: 'exec_command', args: { cmd, workdir, yield_time_ms: 5_000 } }),
  fileTools: {
    write: (path, text) => ({
      name: 'apply_patch',
      args: { input: `*** Begin Patch\n*** Add File: ${path}\n+${text}\n*** End Patch\n` },
    }),
  },
};

function configuration(modelUrl: string): string {
  return `model = "gpt-5.5"
model_provider = "scripted"
approval_policy = "never"
sandbox_mode = "danger-full-access"

[model_providers.scripted]
name = "scripted"
base_url = "${modelUrl}/v1"
wire_api = "responses"
env_key = "MODEL_KEY"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = false
`;
}
