/** `capgate exec`, as it is described. */
import { CONTEXT_OPTIONS, POLICY_OPTIONS, SOCKET_OPTION } from '../options.ts';
import type { CommandSpec } from '../specification.ts';

export const EXEC: CommandSpec = {
  name: 'exec',
  summary: 'Run one command, where it may run',
  description: [
    'Asks the running gate about the command, and runs it on an allow alone: with the same input, output and working folder, its signals passed on, and its exit status as the answer. No shell reads the words: what runs is what was decided.',
    '--token stands in command lines of agents that the kernel holds (capgate run): the gate put it there in its answer to their hook. It runs nothing: it ends with 0 once the shell that called it is held to the decision on its line, and otherwise with 126 and the reason. It serves once, in that session and folder, within a minute.',
    'An ask waits for a person (capgate approvals) where a terminal is there, and is refused elsewhere. Where no gate is there it is decided here, which is said, and an ask is refused. The status is 3 for an ask, 4 for a deny, with the reasons on standard error; 126 and 127 are as of a shell.',
  ],
  examples: [
    { line: 'capgate exec -- npm test', says: 'Run it, where it may' },
    { line: 'capgate exec --mode strict -- git push origin main', says: 'A mode for where no gate runs' },
  ],
  operands: { label: 'CMD ARGS…', min: 0, max: Number.POSITIVE_INFINITY },
  options: [
    ...CONTEXT_OPTIONS,
    ...POLICY_OPTIONS,
    SOCKET_OPTION,
    { name: 'token', value: 'TOKEN', summary: 'Run nothing: have the calling shell held to what was decided' },
  ],
  load: () => import('./run.ts'),
};
