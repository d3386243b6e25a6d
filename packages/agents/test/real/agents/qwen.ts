/** Qwen Code. */
import type { RealAgent } from './agent.ts';

export const qwen: RealAgent = {
  name: 'qwen',
  program: 'node_modules/@qwen-code/qwen-code/cli-entry.js',
  isScript: true,
  environment: ({ modelUrl }) => ({
    OPENAI_API_KEY: 'scripted',
    OPENAI_BASE_URL: `${modelUrl}/v1`,
    OPENAI_MODEL: 'scripted',
  }),
  words: (prompt) => ['-p', prompt, '--auth-type', 'openai', '--approval-mode', 'yolo'],
  shell: (command) => ({ name: 'run_shell_command', args: { command, is_background: false } }),
  delegate: (prompt) => ({
    name: 'agent',
    args: { description: 'from the script', prompt, subagent_type: 'general-purpose' },
  }),
  fileTools: {
    write: (file_path, content) => ({ name: 'write_file', args: { file_path, content } }),
    search: (pattern, path) => ({ name: 'grep_search', args: { pattern, path } }),
    read: (file_path) => ({ name: 'read_file', args: { file_path } }),
  },
};
