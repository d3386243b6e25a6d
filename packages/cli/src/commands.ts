/** Every command: its help, its options, and the module that runs it, loaded only when it is called. */
import type { CommandSpec, OptionSpec } from './specification.ts';

const JSON_OPTION: OptionSpec = { name: 'json', summary: 'Print JSON, for machines' };

const LAYOUT_OPTION: OptionSpec = {
  name: 'layout',
  value: 'LAYOUT',
  choices: ['A', 'B'],
  summary: 'Which public layout the bytes have; A is the format',
};

const CONTEXT_OPTIONS: readonly OptionSpec[] = [
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

const TRUST_OPTION: OptionSpec = {
  name: 'trust-project',
  summary: "Let the project's policy widen what the others say, as if a person had trusted it",
};

const POLICY_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'policy',
    value: '[LAYER=]FILE',
    completion: 'file',
    repeats: true,
    summary: 'A policy, in YAML or JSON; LAYER is organisation, user or project, and user where it is left out',
  },
  TRUST_OPTION,
];

const CHECK: CommandSpec = {
  name: 'check',
  summary: 'Say what an action would do, and whether it may',
  description: [
    'The exit status is the verdict: 0 allow, 3 ask, 4 deny. 2 means no answer: a mistake in the command line, or an input that cannot be used.',
    'Nothing is ever run, and nothing is looked up: the answer follows from the text and the options alone.',
    'Besides a command line, the other actions of agents can be checked: a file operation (--file), a request (--fetch) and a call of an MCP tool (--call). The operand is then the path, the URL or the tool.',
    'With --jsonl every line of the input is an object {"id", "command", "cwd"?}, and every line of the output the answer to it, in the same order. A line that cannot be used is answered by {"id", "error"}, and the exit status is then 2, else 0.',
  ],
  examples: [
    { line: 'capgate check "rm -rf build"', says: 'What would this do here?' },
    { line: 'capgate check --workspace /srv/app --cwd /srv/app/web "git clean -fdx"', says: 'And there?' },
    { line: 'capgate check --file write ~/.ssh/config', says: "An agent's own file tool" },
    { line: 'capgate check --fetch POST https://example.com/hook', says: 'A request' },
    { line: 'capgate check --call github delete_repository', says: 'A tool of an MCP server' },
    { line: 'capgate check - < install.sh', says: 'A script' },
    { line: 'capgate check --jsonl --mode strict < commands.jsonl', says: 'Many, one JSON object a line' },
  ],
  operands: { label: 'COMMAND', min: 0, max: 1 },
  options: [
    ...CONTEXT_OPTIONS,
    ...POLICY_OPTIONS,
    {
      name: 'file',
      value: 'OPERATION',
      choices: ['list', 'read', 'create', 'write', 'append', 'move', 'delete', 'delete-tree'],
      summary: 'Check a file operation; the operand is the path',
    },
    {
      name: 'fetch',
      value: 'METHOD',
      completion: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      summary: 'Check a request; the operand is the URL',
    },
    { name: 'call', value: 'SERVER', summary: 'Check a call of an MCP tool; the operand is its name' },
    {
      name: 'annotation',
      value: 'NAME=BOOLEAN',
      completion: ['readOnlyHint=true', 'destructiveHint=true', 'openWorldHint=true'],
      repeats: true,
      summary: 'With --call: what the server says about the tool',
    },
    JSON_OPTION,
    { name: 'jsonl', summary: 'Check many: one JSON object a line' },
    { name: 'no-reasons', summary: 'With --jsonl: leave the reasons out, for speed' },
  ],
  load: () => import('./check/run.ts'),
};

const DESCRIPTOR: CommandSpec = {
  name: 'descriptor',
  summary: 'Write, read and compare 24-byte descriptors',
  examples: [
    { line: 'capgate descriptor decode 544350020002ba9f11ec0000024407d000c80d920003f202', says: 'What does it say?' },
  ],
  commands: [
    {
      name: 'encode',
      summary: 'Make the descriptor of a command',
      description: ['Prints 48 hexadecimal digits. Costs that are not given are 0: unknown.'],
      examples: [
        {
          line: 'capgate descriptor encode "git push" --risk MEDIUM --capability NETWORK_ACCESS --capability REMOTE_MUTATION',
          says: 'From names',
        },
        { line: 'capgate descriptor encode rm --flags 0x00000288 --exec-ms 20', says: 'From the flags word' },
      ],
      operands: { label: 'NAME', min: 1, max: 1 },
      options: [
        {
          name: 'risk',
          value: 'RISK',
          choices: ['SAFE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
          summary: 'Its risk',
        },
        { name: 'capability', value: 'NAME', repeats: true, summary: 'A capability' },
        { name: 'flags', value: 'NUMBER', summary: 'All flags in one number, instead of risk and capabilities' },
        { name: 'exec-ms', value: 'MS', summary: 'Execution time, estimated' },
        { name: 'memory-mb', value: 'MB', summary: 'Memory, estimated' },
        { name: 'output-kb', value: 'KB', summary: 'Output, estimated' },
        JSON_OPTION,
      ],
      load: () => import('./descriptor/encode.ts'),
    },
    {
      name: 'decode',
      summary: 'Read descriptors',
      description: ['The exit status is 1 where any of them is unsound; each is reported in its place.'],
      examples: [
        { line: 'capgate descriptor decode 544350020002ba9f11ec0000024407d000c80d920003f202 --json', says: 'As JSON' },
        { line: 'capgate descriptor decode - < descriptors.txt', says: 'Many, one a line' },
      ],
      operands: { label: 'HEX…', min: 1, max: Number.POSITIVE_INFINITY },
      options: [LAYOUT_OPTION, JSON_OPTION],
      load: () => import('./descriptor/decode.ts'),
    },
    {
      name: 'diff',
      summary: 'Compare two descriptors field by field',
      description: ['The exit status is 0 where they say the same, 1 where they differ.'],
      examples: [
        {
          line: 'capgate descriptor diff 544350020002ba9f11ec0000024407d000c80d920003f202 544350020002ba9f11ec0000010207d000c80d920003e60d',
          says: 'What changed?',
        },
      ],
      operands: { label: 'HEX HEX', min: 2, max: 2 },
      options: [LAYOUT_OPTION, JSON_OPTION],
      load: () => import('./descriptor/diff.ts'),
    },
  ],
};

const REGISTRY: CommandSpec = {
  name: 'registry',
  summary: 'Build and read files of many descriptors',
  examples: [{ line: 'capgate registry build --builtin capgate.tcpr', says: 'Everything that Capgate knows' }],
  commands: [
    {
      name: 'build',
      summary: 'Write a registry',
      description: [
        'Each line of the input is an object with "name" and either "descriptor" (48 hexadecimal digits) or "risk" and, where they apply, "capabilities", "exec_ms", "memory_mb" and "output_kb".',
      ],
      examples: [
        { line: 'capgate registry build --builtin capgate.tcpr', says: 'From the knowledge that Capgate comes with' },
        { line: 'capgate registry build own.tcpr < own.jsonl', says: 'From descriptions of your own' },
      ],
      operands: { label: 'FILE', min: 1, max: 1, completion: 'file' },
      options: [{ name: 'builtin', summary: 'Take the commands that Capgate knows, instead of the input' }],
      load: () => import('./registry/build.ts'),
    },
    {
      name: 'scan',
      summary: 'Describe every command on the search path',
      description: [
        'Reads names and manual pages; runs nothing. Each command gets the descriptor that Capgate knows, else one guessed from its manual page (INFERRED, never approved by itself), else one that says UNKNOWN_TOOL.',
        'Says how many bytes of manual page there are for each byte of descriptor, with 95 % intervals.',
      ],
      examples: [
        { line: 'capgate registry scan', says: 'What can be run here, and what of it is known?' },
        { line: 'capgate registry scan --output here.tcpr', says: 'Keep it as a registry' },
        {
          line: 'capgate registry scan --path /opt/tools/bin --man /opt/tools/man --json',
          says: 'Other folders, for machines',
        },
      ],
      options: [
        {
          name: 'path',
          value: 'FOLDER[:FOLDER]',
          completion: 'folder',
          summary: 'Where the commands are; PATH where absent',
        },
        {
          name: 'man',
          value: 'FOLDER[:FOLDER]',
          completion: 'folder',
          summary: 'Where manual pages are; MANPATH where absent, else the usual folders',
        },
        { name: 'output', value: 'FILE', completion: 'file', summary: 'Write a registry of what was found' },
        JSON_OPTION,
      ],
      load: () => import('./registry/scan.ts'),
    },
    {
      name: 'inspect',
      summary: 'Check a registry and list what it holds',
      examples: [{ line: 'capgate registry inspect capgate.tcpr', says: 'Names and descriptors' }],
      operands: { label: 'FILE', min: 1, max: 1, completion: 'file' },
      options: [JSON_OPTION],
      load: () => import('./registry/inspect.ts'),
    },
    {
      name: 'lookup',
      summary: 'Find a command in a registry',
      description: ['The exit status is 1 where the registry does not hold it.'],
      examples: [{ line: 'capgate registry lookup capgate.tcpr "git push"', says: 'By its full name' }],
      operands: { label: 'FILE NAME', min: 2, max: 2, completion: 'file' },
      options: [JSON_OPTION],
      load: () => import('./registry/lookup.ts'),
    },
  ],
};

const EXPLAIN: CommandSpec = {
  name: 'explain',
  summary: 'Say what a code in an answer means',
  examples: [
    { line: 'capgate explain file.delete-tree', says: 'The code of a reason' },
    { line: 'capgate explain --list', says: 'Every code' },
  ],
  operands: { label: 'CODE', min: 0, max: 1 },
  options: [{ name: 'list', summary: 'List every code' }, JSON_OPTION],
  load: () => import('./explain/run.ts'),
};

const FILES = { label: '[LAYER=]FILE…', min: 1, max: 3, completion: 'file' } as const;

const POLICY: CommandSpec = {
  name: 'policy',
  summary: 'Check and explain policy files',
  examples: [{ line: 'capgate policy lint policy.yaml', says: 'Is it sound?' }],
  commands: [
    {
      name: 'lint',
      summary: 'Find mistakes in policies, and what is probably one',
      description: ['The exit status is 1 where there are errors or warnings; notes alone are no reason.'],
      examples: [
        { line: 'capgate policy lint policy.yaml', says: 'One file' },
        { line: 'capgate policy lint organisation=/etc/capgate.yaml user=mine.yaml', says: 'As they work together' },
      ],
      operands: FILES,
      options: [TRUST_OPTION, JSON_OPTION],
      load: () => import('./policy/lint.ts'),
    },
    {
      name: 'test',
      summary: "Try the rules' own examples",
      description: [
        'The exit status is 1 where an example is not answered as its rule says.',
        'Examples are tried in the same place on every machine: workspace and working folder /workspace, home /home/user, on Linux.',
      ],
      examples: [{ line: 'capgate policy test policy.yaml', says: 'In CI, for instance' }],
      operands: FILES,
      options: [TRUST_OPTION, JSON_OPTION],
      load: () => import('./policy/test.ts'),
    },
    {
      name: 'explain',
      summary: 'Say in words what policies do',
      examples: [{ line: 'capgate policy explain policy.yaml', says: 'Rule by rule' }],
      operands: FILES,
      options: [JSON_OPTION],
      load: () => import('./policy/explain.ts'),
    },
  ],
};

const COMPLETION: CommandSpec = {
  name: 'completion',
  summary: 'Print a script that completes capgate in a shell',
  examples: [
    { line: 'eval "$(capgate completion bash)"', says: 'In ~/.bashrc' },
    { line: 'eval "$(capgate completion zsh)"', says: 'In ~/.zshrc, after compinit' },
    { line: 'capgate completion fish > ~/.config/fish/completions/capgate.fish', says: 'Once, for fish' },
  ],
  operands: { label: 'SHELL', min: 1, max: 1, completion: ['bash', 'zsh', 'fish'] },
  load: () => import('./completion/run.ts'),
};

export const COMMANDS: CommandSpec = {
  name: 'capgate',
  summary: 'The safety gate for AI agents that run commands.',
  examples: [
    { line: 'capgate check "sudo rm -rf /var/lib/postgresql"', says: 'What would it do, and may it?' },
    { line: 'capgate check --mode strict "npm test" && npm test', says: 'Run only what strict mode allows' },
    { line: 'capgate explain file.delete-tree', says: 'What does the code of a reason mean?' },
  ],
  commands: [CHECK, EXPLAIN, POLICY, DESCRIPTOR, REGISTRY, COMPLETION],
};
