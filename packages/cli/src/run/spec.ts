/** `capgate run`, as it is described. */
import type { CommandSpec } from '../specification.ts';

export const RUN: CommandSpec = {
  name: 'run',
  summary: 'Run a command, or an agent, that the kernel holds to a workspace',
  description: [
    'The command and all that it starts can change files in the workspace, in temporary folders and in caches alone, and can read all but credentials. It needs no root: Landlock, a filter of system calls and a thread that answers for what it runs and connects to hold it, and nothing that it does takes them away. Under sudo it runs as whoever called that, and programs in the kernel take the place of the thread, which hold each command to its own verdict where a gate runs. What either stopped is said at the end. --dry-run says what is granted, and what of that cannot be held.',
    'An agent that is known by the name of its program keeps its own folder, but for the files that hold its hooks. What is asked of the gate by its hooks is decided as ever.',
    'The exit status is that of the command; 126 and 127 are as of a shell, and 2 means that nothing was run.',
  ],
  examples: [
    { line: 'capgate run -- claude', says: 'An agent, in the project around this folder' },
    { line: 'capgate run --no-network -- npm test', says: 'Tests that reach nobody' },
    { line: 'capgate run --learn test.yaml -- npm test', says: 'What do they need? Without anything being stopped' },
    { line: 'capgate run --profile test.yaml -- npm test', says: 'From then on no more than that' },
    { line: 'capgate run --dry-run -- codex', says: 'What would be granted, and what would not be held' },
  ],
  operands: { label: 'CMD ARGS…', min: 1, max: Number.POSITIVE_INFINITY },
  options: [
    {
      name: 'workspace',
      value: 'FOLDER',
      completion: 'folder',
      summary: 'The folder it works in; the nearest one around with a .git, else the working folder',
    },
    { name: 'allow-write', value: 'PATH', completion: 'file', repeats: true, summary: 'May be changed as well' },
    {
      name: 'allow-read',
      value: 'PATH',
      completion: 'file',
      repeats: true,
      summary: 'May be read though it is withheld',
    },
    { name: 'agent', value: 'NAME', summary: 'Which agent it is, where its program has another name' },
    {
      name: 'user',
      value: 'NAME',
      summary: 'As whom it runs, where root starts it; who called sudo, else root',
    },
    { name: 'no-network', summary: 'No sockets by address: unix sockets alone' },
    {
      name: 'learn',
      value: 'FILE',
      completion: 'file',
      summary: 'Hold neither files nor connections, and write a profile of what was needed',
    },
    {
      name: 'profile',
      value: 'FILE',
      completion: 'file',
      summary: 'What --learn wrote: no more than that is permitted',
    },
    { name: 'unenforced', summary: 'Run it without any confinement where this system has none' },
    { name: 'dry-run', summary: 'Run nothing; say what would be granted, and what would not be held' },
    { name: 'verbose', summary: 'Say what holds it, also where no terminal is there' },
    { name: 'json', summary: 'With --dry-run: print JSON, for machines' },
  ],
  load: () => import('./run.ts'),
};

export const KERNEL: CommandSpec = {
  name: 'kernel',
  summary: 'What root has loaded into the kernel',
  examples: [{ line: 'sudo capgate kernel detach', says: 'End enforcement by programs' }],
  commands: [
    {
      name: 'detach',
      summary: 'Take the programs out of the kernel that capgate run loaded',
      description: [
        'They stay there for the next session, and hold those that run without anybody. What runs then is held by Landlock and the filter of system calls alone. For root.',
      ],
      examples: [{ line: 'sudo capgate kernel detach', says: 'Whatever runs' }],
      load: () => import('./detach.ts'),
    },
  ],
};
