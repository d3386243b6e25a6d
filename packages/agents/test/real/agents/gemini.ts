/** Gemini CLI. */
import type { RealAgent } from './agent.ts';

const SETTINGS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  general: { disableAutoUpdate: true },
  privacy: { usageStatisticsEnabled: false },
};

export const gemini: RealAgent = {
  name: 'gemini',
  program: 'node_modules/@google/gemini-cli/bundle/gemini.js',
  isScript: true,
  environment: ({ modelUrl }) => ({
    GEMINI_API_KEY: 'scripted',
    GOOGLE_GEMINI_BASE_URL: modelUrl,
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  }),
  configure: ({ world }) => {
    world.write('.gemini/settings.json', SETTINGS);
  },
  // In its other modes it offers no shell without a person.
  words: (prompt, { world }) => [
    '-p',
    prompt,
    '--model=gemini-2.5-flash',
    '--approval-mode=yolo',
    '--output-format=json',
    // Its file tools go nowhere else, whatever a gate says.
    `--include-directories=${world.home}`,
  ],
  shell: (command) => ({ name: 'run_shell_command', args: { command, description: 'from the script' } }),
  shellIn: (command, dir_path) => ({ name: 'run_shell_command', args: { command, dir_path } }),
  delegate: (prompt) => ({ name: 'invoke_agent', args: { agent_name: 'generalist', prompt } }),
  fileTools: {
    write: (file_path, content) => ({ name: 'write_file', args: { file_path, content } }),
    search: (pattern, dir_path) => ({ name: 'grep_search', args: { pattern, dir_path } }),
    read: (file_path) => ({ name: 'read_file', args: { file_path } }),
  },
};
