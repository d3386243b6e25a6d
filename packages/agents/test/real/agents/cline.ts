/** Cline CLI. It heeds what a hook prints, not how it ends. */
import type { RealAgent } from './agent.ts';

export const cline: RealAgent = {
  name: 'cline',
  program: 'node_modules/@cline/cli-linux-x64/bin/cline',
  environment: () => ({}),
  connect: ({ world }, capgate) => {
    world.write('Documents/Cline/Hooks/PreToolUse', hookScript(capgate), 0o755);
  },
  words: (prompt, { modelUrl }) => [
    ...['--json', '--retries', '1', '-P', 'openai-compatible', '-k', 'scripted', '-m', 'scripted'],
    ...['-b', `${modelUrl}/v1`, prompt],
  ],
  shell: (command) => ({ name: 'run_commands', args: { commands: [command] } }),
};

function hookScript(capgate: string): string {
  const refusal = JSON.stringify({ cancel: true, errorMessage: 'Capgate: the hook is not available; nothing was run' });
  return `#!/bin/sh
'${capgate}' hook cline || printf '%s\\n' '${refusal}'
`;
}
