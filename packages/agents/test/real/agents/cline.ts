/** Cline CLI. It heeds what a hook prints, not how it ends. */
import type { RealAgent } from './agent.ts';

const SETUP_MS = 60_000;

export const cline: RealAgent = {
  name: 'cline',
  program: `node_modules/@cline/cli-linux-${process.arch}/bin/cline`,
  // A refusal ends its run.
  told: 'nothing',
  environment: () => ({}),
  configure: async ({ world, program, modelUrl }) => {
    const words = `auth -p openai-compatible -k scripted -m scripted -b ${modelUrl}/v1`.split(' ');
    const { status, stdout, stderr } = await world.run([...program, ...words], {}, SETUP_MS);
    if (status !== 0) throw new Error(`expected cline auth to succeed, met ${status}: ${stdout}${stderr}`);
  },
  words: (prompt) => [...'--json --retries 1 -P openai-compatible -k scripted -m scripted'.split(' '), prompt],
  shell: (command) => ({ name: 'run_commands', args: { commands: [command] } }),
  delegate: (task) => ({ name: 'spawn_agent', args: { systemPrompt: 'Do what the script says.', task } }),
  fileTools: {
    write: (path, new_text) => ({ name: 'editor', args: { path, new_text } }),
    read: (path) => ({ name: 'read_files', args: { files: [{ path }] } }),
  },
};
