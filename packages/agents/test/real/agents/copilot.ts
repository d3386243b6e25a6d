/** Copilot CLI, without a login. */
import type { RealAgent } from './agent.ts';

export const copilot: RealAgent = {
  name: 'copilot',
  program: `node_modules/@github/copilot-linux-${process.arch}/copilot`,
  // Of a hook that ends with a status it says the status.
  told: 'reasons only',
  environment: ({ modelUrl }) => ({
    COPILOT_PROVIDER_BASE_URL: `${modelUrl}/v1`,
    COPILOT_PROVIDER_API_KEY: 'scripted',
    COPILOT_MODEL: 'scripted',
    COPILOT_OFFLINE: 'true',
  }),
  words: (prompt) => [
    '-p',
    prompt,
    '--allow-all-tools',
    '--allow-all-paths',
    '--trust-folder',
    '--output-format',
    'json',
  ],
  shell: (command) => ({ name: 'bash', args: { command, description: 'from the script' } }),
  delegate: (prompt) => ({
    name: 'task',
    args: { name: 'scripted', description: 'from the script', prompt, agent_type: 'general-purpose', mode: 'sync' },
  }),
  fileTools: {
    write: (path, file_text) => ({ name: 'create', args: { path, file_text } }),
    search: (pattern, paths) => ({ name: 'grep', args: { pattern, paths, output_mode: 'content' } }),
    read: (path) => ({ name: 'view', args: { path } }),
  },
};
