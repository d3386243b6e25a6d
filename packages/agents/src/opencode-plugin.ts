/** OpenCode has no hooks as processes: a plugin in its process starts ours. */
import { type Launcher, scriptExpression } from './install/launcher.ts';

/** Above the hook's own deadline, so that its message arrives. */
const TIMEOUT_MS = 10_000;

/** The text of the plugin's file. */
export function opencodePlugin(launcher: Launcher): string {
  return `// Made by Capgate. Asks the gate before a tool runs; whatever is no plain yes stops the tool. A command may come back in
// the place of the one that was asked about.
import { execFile } from 'node:child_process';

const launcher = ${scriptExpression(launcher)};

const ask = (payload) =>
  new Promise((resolve, reject) => {
    const child = execFile(
      launcher,
      ['opencode'],
      { timeout: ${TIMEOUT_MS}, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(stderr.trim() || 'Capgate does not answer; start it with capgate serve; nothing was run'));
      },
    );
    child.stdin.on('error', () => {});
    child.stdin.end(payload);
  });

export const Capgate = async ({ directory, worktree }) => ({
  'tool.execute.before': async (input, output) => {
    const said = await ask(JSON.stringify({ hook: 'tool.execute.before', input, output, directory, worktree }));
    if (said.trim() !== '') output.args.command = JSON.parse(said).command;
  },
});
`;
}
