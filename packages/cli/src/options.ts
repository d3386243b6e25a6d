/** The options that several commands have, each described once. */
import type { OptionSpec } from './specification.ts';

export const JSON_OPTION: OptionSpec = { name: 'json', summary: 'Print JSON, for machines' };

export const YES_OPTION: OptionSpec = { name: 'yes', summary: 'Without asking again' };

export const SOCKET_OPTION: OptionSpec = {
  name: 'socket',
  value: 'FILE',
  completion: 'file',
  summary: "The gate's socket; $CAPGATE_SOCKET, else the user's own",
};

/** Of what asks the running gate. */
export const GATE_OPTIONS: readonly OptionSpec[] = [SOCKET_OPTION, JSON_OPTION];

/** In which circumstances an action is decided without a gate. */
export const CONTEXT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'mode',
    value: 'MODE',
    choices: ['strict', 'balanced', 'observe'],
    summary: 'How much is let through; balanced where no policy says',
  },
  { name: 'cwd', value: 'FOLDER', completion: 'folder', summary: 'Where the action would happen; the current folder' },
  {
    name: 'workspace',
    value: 'FOLDER',
    completion: 'folder',
    summary: 'The folder the agent works in; the nearest one around with a .git, else the working folder',
  },
  { name: 'home', value: 'FOLDER', completion: 'folder', summary: "The user's home folder" },
  {
    name: 'platform',
    value: 'NAME',
    completion: ['linux', 'darwin', 'win32', 'freebsd'],
    summary: 'The system it would run on, as Node names it; this one',
  },
  { name: 'agent', value: 'NAME', summary: 'The name of the agent, for rules that name agents' },
  { name: 'unattended', summary: 'Nobody is there to answer: ask becomes deny' },
];

export const TRUST_OPTION: OptionSpec = {
  name: 'trust-project',
  summary: "Let the project's policy widen what the others say, as if a person had trusted it",
};

/** By which policies it is decided then. */
export const POLICY_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'policy',
    value: '[LAYER=]FILE',
    completion: 'file',
    repeats: true,
    summary: 'A policy, in YAML or JSON; LAYER is organisation, user or project, and user where it is left out',
  },
  TRUST_OPTION,
];
