/** `capgate init`, `upgrade` and `uninstall`, as help and completion have them. */
import { AGENT_NAMES } from '../agent-names.ts';
import { anyOf } from '../arguments.ts';
import { YES_OPTION } from '../options.ts';
import type { CommandSpec, OptionSpec } from '../specification.ts';

const SEPARATE_OPTION: OptionSpec = {
  name: 'separate-user',
  summary: 'The gate that the system keeps under a user of its own; as root',
};
const DRY_OPTION: OptionSpec = { name: 'dry-run', summary: 'Show what would be done, and write nothing' };

export const INIT: CommandSpec = {
  name: 'init',
  summary: 'Install Capgate beside the coding agents on this machine',
  description: [
    'Copies this version into the user’s own folder, shows how the settings of each agent would change, and changes them once you agree. What is there stays; a file that cannot be read is left. Then it has the gate start, now and at each login, and tries the hooks as capgate doctor does. --undo takes it back.',
    'With --separate-user, as root, on Linux with systemd, it sets up one gate for the machine, under the user capgate, which processes of other users can neither end nor change; each of them then calls capgate init for the hooks. --separate-user --undo takes that back.',
    `AGENT is ${anyOf(AGENT_NAMES)}. Where none is named, all are taken that are found.`,
    'The exit status is 1 where something was left undone, or the proof failed.',
  ],
  examples: [
    { line: 'capgate init --dry-run', says: 'What would change?' },
    { line: 'capgate init', says: 'All agents that are here' },
    { line: 'capgate init --agent claude --scope project', says: 'For everybody who works in this repository' },
    { line: 'sudo capgate init --separate-user', says: 'The gate where agents cannot reach it' },
    { line: 'capgate init --agent claude --http', says: 'Without a process for each action' },
    { line: 'capgate init --undo', says: 'As it was before' },
  ],
  options: [
    {
      name: 'agent',
      value: 'AGENT',
      repeats: true,
      choices: AGENT_NAMES,
      summary: 'Only this agent, whether it is found or not; may be repeated',
    },
    {
      name: 'scope',
      value: 'SCOPE',
      choices: ['user', 'project', 'managed'],
      summary: 'Whose sessions: yours; everybody’s in this project; everybody’s on this machine. User where absent',
    },
    SEPARATE_OPTION,
    {
      name: 'user',
      value: 'USER',
      repeats: true,
      summary: 'With --separate-user: may ask it; may be repeated',
    },
    {
      name: 'approver',
      value: 'USER',
      repeats: true,
      summary: 'With --separate-user: may ask, and approve at a terminal; who called sudo where none is named',
    },
    {
      name: 'http',
      summary:
        'Have Claude Code post to the gate itself, without a process for each action; in your own settings alone',
    },
    { name: 'address', value: 'URL', summary: 'With --http: where the gate answers; http://127.0.0.1:7413' },
    { name: 'no-service', summary: 'Neither start the gate, now or at login, nor try the hooks' },
    { name: 'undo', summary: 'Take back what was installed, of the agents named or of all' },
    YES_OPTION,
    DRY_OPTION,
  ],
  load: () => import('./run.ts'),
};

export const UPGRADE: CommandSpec = {
  name: 'upgrade',
  summary: 'Put this version in the place of the one that is installed',
  description: [
    'Installs it beside the old one, lets hooks call it, and brings the settings of agents that Capgate was installed for up to date, and starts the gate anew where init started it. The version before stays.',
  ],
  examples: [{ line: 'npx capgate upgrade', says: 'With the version that npx has' }],
  options: [YES_OPTION, DRY_OPTION],
  load: async () => ({ run: (await import('./run.ts')).upgrade }),
};

export const UNINSTALL: CommandSpec = {
  name: 'uninstall',
  summary: 'Take the hooks out of all agents, and remove what was installed',
  description: ['Ends the gate that init started. Keys, log, store and policy stay; it says where they are.'],
  examples: [{ line: 'capgate uninstall --dry-run', says: 'What would be taken back?' }],
  options: [SEPARATE_OPTION, YES_OPTION, DRY_OPTION],
  load: async () => ({ run: (await import('./uninstall.ts')).run }),
};
