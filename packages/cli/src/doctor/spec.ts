/** `capgate doctor`, as help and completion have it. */
import { AGENT_NAMES } from '../agent-names.ts';
import { GATE_OPTIONS } from '../options.ts';
import type { CommandSpec } from '../specification.ts';

export const DOCTOR: CommandSpec = {
  name: 'doctor',
  summary: 'Prove that the agents here ask the gate, and stop without one',
  description: [
    'Starts each agent’s hook as the agent does, from its settings, and tells it of a dangerous command and a harmless one; then once more with no gate, a silent one, one that answers garbage, and without the launcher. Nothing of it is run. What an agent does by its own design is told in words.',
    'A silent gate is waited for, for eight seconds. The exit status is 0 where all is well.',
  ],
  examples: [
    { line: 'capgate doctor', says: 'All agents that are here' },
    { line: 'capgate doctor --agent claude --json', says: 'One, for machines' },
  ],
  options: [
    {
      name: 'agent',
      value: 'AGENT',
      repeats: true,
      choices: AGENT_NAMES,
      summary: 'Only this agent; may be repeated',
    },
    ...GATE_OPTIONS,
  ],
  load: () => import('./run.ts'),
};
