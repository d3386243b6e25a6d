/** OpenCode, which has plugins in the place of hooks. */
import type { RealAgent } from './agent.ts';

export const opencode: RealAgent = {
  name: 'opencode',
  program: `node_modules/opencode-linux-${process.arch}/bin/opencode`,
  environment: () => ({
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    // It would get a package for the authors of plugins before its first turn, and goes on without.
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
  }),
  configure: ({ world, modelUrl }) => {
    const options = { baseURL: `${modelUrl}/v1`, apiKey: 'scripted' };
    const models = { scripted: { tool_call: true } };
    world.write('.config/opencode/opencode.json', {
      model: 'scripted/scripted',
      provider: { scripted: { npm: '@ai-sdk/openai-compatible', options, models } },
      permission: { '*': 'allow', external_directory: 'allow' },
    });
  },
  words: (prompt) => ['run', '--format', 'json', prompt],
  shell: (command) => ({ name: 'bash', args: { command, description: 'from the script' } }),
  shellIn: (command, workdir) => ({ name: 'bash', args: { command, workdir, description: 'from the script' } }),
  delegate: (prompt) => ({
    name: 'task',
    args: { description: 'from the script', prompt, subagent_type: 'general' },
  }),
  fileTools: {
    write: (filePath, content) => ({ name: 'write', args: { filePath, content } }),
    search: (pattern, path) => ({ name: 'grep', args: { pattern, path } }),
    read: (filePath) => ({ name: 'read', args: { filePath } }),
  },
};
