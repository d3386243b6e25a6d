/** `capgate shell-init` and `capgate shell-answer`, as they are described. */
import { CONTEXT_OPTIONS, POLICY_OPTIONS } from '../options.ts';
import type { CommandSpec } from '../specification.ts';

export const SHELL_INIT: CommandSpec = {
  name: 'shell-init',
  summary: 'Print a script that shows the verdict before Enter runs a risky line',
  description: [
    'Of a line that is allowed nothing is seen. A line that is asked about stays where it is, with the reasons: Enter once more runs it. A line that is denied runs with Ctrl-X Enter alone. One process for each shell answers; where it gives no answer the integration says so and is off.',
    'It is a help against slips, not a wall: what it shows is decided on this machine, without the gate, and nothing is logged.',
  ],
  examples: [
    { line: 'eval "$(capgate shell-init bash)"', says: 'In ~/.bashrc' },
    { line: 'eval "$(capgate shell-init zsh)"', says: 'In ~/.zshrc' },
  ],
  operands: { label: 'SHELL', min: 1, max: 1, completion: ['bash', 'zsh'] },
  // What a person may give; what answers understands all of a check.
  options: [...CONTEXT_OPTIONS.filter(({ name }) => name === 'mode'), ...POLICY_OPTIONS],
  load: () => import('./init.ts'),
};

export const SHELL_ANSWER: CommandSpec = {
  name: 'shell-answer',
  summary: 'Answer the lines of a shell, as the script of shell-init asks',
  description: [
    'Reads pairs of a working folder and a line, each ended by a zero byte, and answers each with its verdict and what a person is shown, ended by a zero byte.',
  ],
  examples: [{ line: "printf '%s\\0ls\\0' / | capgate shell-answer", says: 'One line' }],
  options: [...CONTEXT_OPTIONS, ...POLICY_OPTIONS],
  load: () => import('./answer.ts'),
};
