/** Every command: its help, its options, and the module that runs it, loaded only when it is called. */
import { AGENT_NAMES } from './agent-names.ts';
import { anyOf } from './arguments.ts';
import { DOCTOR } from './doctor/spec.ts';
import { EXEC } from './exec/spec.ts';
import { FLEET } from './fleet/spec.ts';
import { IMPORT } from './import/spec.ts';
import { INIT, UNINSTALL, UPGRADE } from './install/spec.ts';
import { LAB } from './lab/spec.ts';
import { MCP, MCP_PROXY } from './mcp/spec.ts';
import {
  CONTEXT_OPTIONS,
  GATE_OPTIONS,
  JSON_OPTION,
  POLICY_OPTIONS,
  SOCKET_OPTION,
  TRUST_OPTION,
  YES_OPTION,
} from './options.ts';
import { KERNEL, RUN } from './run/spec.ts';
import { SHELL_ANSWER, SHELL_INIT } from './shell/spec.ts';
import type { CommandSpec, OptionSpec } from './specification.ts';

const LAYOUT_OPTION: OptionSpec = {
  name: 'layout',
  value: 'LAYOUT',
  choices: ['A', 'B'],
  summary: 'Which public layout the bytes have; A is the format',
};

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

const SCAN: CommandSpec = {
  name: 'scan',
  summary: 'Say what the scripts in files would do, without running any',
  description: [
    'Reads shell scripts, Dockerfiles, Makefiles, package.json, GitHub workflows and git hooks, at and below the paths given; every command line in them is decided as check does, in the workspace around its file. Links are not followed, node_modules is left out.',
    'The exit status is 0 where nothing is asked or denied, 3 where something is asked, 4 where something is denied (--fail-on says which of them count), and 2 where a file could not be read.',
    'What stands on the search path of this machine is described by capgate registry scan.',
  ],
  examples: [
    { line: 'capgate scan .', says: 'A whole repository' },
    { line: 'capgate scan install.sh .github/workflows', says: 'Some of it' },
    { line: 'capgate scan --sarif --fail-on deny . > capgate.sarif', says: 'In CI' },
    { line: 'capgate scan --stdin --as dockerfile < image.txt', says: 'What no name tells' },
  ],
  operands: { label: 'FILE…', min: 0, max: Number.POSITIVE_INFINITY, completion: 'file' },
  options: [
    ...CONTEXT_OPTIONS,
    ...POLICY_OPTIONS,
    {
      name: 'fail-on',
      value: 'VERDICT',
      choices: ['ask', 'deny', 'never'],
      summary: 'The least that makes the exit status other than 0; ask',
    },
    { name: 'stdin', summary: 'Read one file from the input' },
    {
      name: 'as',
      value: 'KIND',
      choices: ['shell', 'dockerfile', 'makefile', 'package', 'workflow', 'hook'],
      summary: 'What the input, or each file named, is',
    },
    JSON_OPTION,
    { name: 'sarif', summary: 'Print SARIF 2.1.0, for code hosts' },
  ],
  load: () => import('./scan/run.ts'),
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

const REASON_OPTION: OptionSpec = { name: 'reason', value: 'TEXT', summary: 'Why; the log keeps it for good' };

const OVERRIDE_OPTION: OptionSpec = {
  name: 'override',
  summary: 'Against what holds it back; takes a second person who asks for the same',
};

/** What asks the running gate, and not files. */
const POLICY_VERSIONS: readonly CommandSpec[] = [
  {
    name: 'history',
    summary: "List the versions of the running gate's policy",
    examples: [{ line: 'capgate policy history', says: 'The one in force is marked' }],
    options: GATE_OPTIONS,
    load: async () => ({ run: (await import('./gate/policy.ts')).history }),
  },
  {
    name: 'show',
    summary: 'Print the document of a version',
    examples: [{ line: 'capgate policy show 3', says: 'Of the one in force without a number' }],
    operands: { label: 'VERSION', min: 0, max: 1 },
    options: [SOCKET_OPTION],
    load: async () => ({ run: (await import('./gate/policy.ts')).show }),
  },
  {
    name: 'diff',
    summary: 'Show what differs between two versions',
    description: ['The exit status is 1 where anything does.'],
    examples: [{ line: 'capgate policy diff 2 3', says: 'Place by place' }],
    operands: { label: 'FROM TO', min: 2, max: 2 },
    options: [SOCKET_OPTION],
    load: async () => ({ run: (await import('./gate/policy.ts')).diff }),
  },
  {
    name: 'change',
    summary: 'Make a version out of a document',
    description: [
      'A document has a part for each domain: security (mode, organisation, user, approvals), statistics, performance, quality, infrastructure; and owners. What others changed since the parent is merged where it touches other places, and refused where it does not.',
    ],
    examples: [{ line: 'capgate policy change gate.yaml --reason "no force pushes"', says: 'It is not yet in force' }],
    operands: { label: 'FILE', min: 1, max: 1, completion: 'file' },
    options: [
      { name: 'parent', value: 'VERSION', summary: 'The version that it was made from; the latest' },
      REASON_OPTION,
      SOCKET_OPTION,
    ],
    load: async () => ({ run: (await import('./gate/policy.ts')).change }),
  },
  {
    name: 'activate',
    summary: 'Put a version in force',
    examples: [{ line: 'capgate policy activate 3 --reason "reviewed"', says: 'At once, as a whole' }],
    operands: { label: 'VERSION', min: 1, max: 1 },
    options: [REASON_OPTION, OVERRIDE_OPTION, SOCKET_OPTION],
    load: async () => ({ run: (await import('./gate/policy.ts')).activate }),
  },
  {
    name: 'rollback',
    summary: 'Put an earlier version in force again',
    examples: [{ line: 'capgate policy rollback --reason "it stopped the build"', says: 'The one before' }],
    operands: { label: 'VERSION', min: 0, max: 1 },
    options: [REASON_OPTION, OVERRIDE_OPTION, SOCKET_OPTION],
    load: async () => ({ run: (await import('./gate/policy.ts')).rollback }),
  },
];

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
    ...POLICY_VERSIONS,
  ],
};

const KEYS_OPTION: OptionSpec = {
  name: 'keys',
  value: 'FOLDER',
  completion: 'folder',
  summary: 'Where keys are; $XDG_CONFIG_HOME/capgate/keys, else ~/.config/capgate/keys',
};

const LOG_OPTION: OptionSpec = {
  name: 'log',
  value: 'FOLDER',
  completion: 'folder',
  summary: 'Where the log is; $XDG_STATE_HOME/capgate/log, else ~/.local/state/capgate/log',
};

const VAULT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'passphrase-file',
    value: 'FILE',
    completion: 'file',
    summary: 'Where the passphrase of the key is; asked for at the terminal where absent',
  },
  {
    name: 'pkcs11',
    value: 'MODULE',
    completion: 'file',
    summary: 'Keep the private key in a token that this PKCS#11 library reaches; needs the package pkcs11js',
  },
  { name: 'token', value: 'LABEL', summary: 'With --pkcs11: the label of the token' },
  {
    name: 'pin-file',
    value: 'FILE',
    completion: 'file',
    summary: "With --pkcs11: where the token's PIN is; asked for at the terminal where absent",
  },
];

const KEYS: CommandSpec = {
  name: 'keys',
  summary: 'Make, renew and revoke the keys that sign the log',
  examples: [
    { line: 'capgate keys new', says: 'Once, to begin' },
    { line: 'capgate keys show', says: 'How old is the key?' },
  ],
  commands: [
    {
      name: 'new',
      summary: 'Make the first key, and begin the log',
      description: [
        'Prints the fingerprint, which whoever is to verify the log keeps, and the public keys in the form that verifiers of signed notes take (NAME+ID+BASE64).',
        'A hybrid key is one of Ed25519 and one of ML-DSA-65, and both must sign. ML-DSA-65 needs Node 24 or newer.',
      ],
      examples: [
        { line: 'capgate keys new', says: 'Asks for a passphrase' },
        { line: 'capgate keys new --passphrase-file /run/secrets/capgate', says: 'Where nobody is at the terminal' },
        {
          line: 'capgate keys new --pkcs11 /usr/lib/softhsm/libsofthsm2.so --token capgate',
          says: 'In a token, which the private key never leaves',
        },
      ],
      options: [
        { name: 'name', value: 'NAME', summary: "The name of the keys and of the log; the host's and /capgate" },
        {
          name: 'algorithm',
          value: 'NAME',
          choices: ['hybrid', 'ed25519'],
          summary: 'What it signs with; hybrid where this machine can, else ed25519',
        },
        { name: 'no-passphrase', summary: 'Protect the private key by the permissions of its file alone' },
        ...VAULT_OPTIONS,
        KEYS_OPTION,
        LOG_OPTION,
      ],
      load: () => import('./keys/new.ts'),
    },
    {
      name: 'rotate',
      summary: 'Make the next key, which takes over from the current one',
      description: [
        'Both sign while they overlap, so that who knows only the old one has time to learn of the new. While a gate runs, it is the gate that does it, for a person at a terminal.',
      ],
      examples: [
        { line: 'capgate keys rotate', says: 'Every 90 days' },
        { line: 'capgate keys rotate --overlap-days 0', says: 'The old one is in wrong hands: revoke it next' },
      ],
      options: [
        { name: 'overlap-days', value: 'DAYS', summary: 'How long both sign; 7' },
        { name: 'lifetime-days', value: 'DAYS', summary: 'When the new key is to be rotated; 90' },
        ...VAULT_OPTIONS,
        KEYS_OPTION,
        LOG_OPTION,
        SOCKET_OPTION,
      ],
      load: () => import('./keys/rotate.ts'),
    },
    {
      name: 'show',
      summary: 'List the keys, the newest first',
      examples: [{ line: 'capgate keys show --json', says: 'For a monitor: is one overdue?' }],
      options: [KEYS_OPTION, JSON_OPTION],
      load: () => import('./keys/show.ts'),
    },
    {
      name: 'revoke',
      summary: 'Say that an earlier key is no longer to be believed',
      description: [
        'The current key says so and signs it; rotate that one first where it is the one to be revoked. Nothing that only the revoked key has signed counts any more.',
      ],
      examples: [
        { line: 'capgate keys revoke 1f8b2c9d --reason "the laptop is lost"', says: 'By the first digits, at least 8' },
      ],
      operands: { label: 'FINGERPRINT', min: 1, max: 1 },
      options: [
        { name: 'reason', value: 'TEXT', summary: 'Why; the log keeps it for good' },
        ...VAULT_OPTIONS,
        KEYS_OPTION,
        LOG_OPTION,
      ],
      load: () => import('./keys/revoke.ts'),
    },
  ],
};

const AUDIT: CommandSpec = {
  name: 'audit',
  summary: 'Verify, prove and read the log',
  description: ['All of these only read, work offline, and take little memory however long the log is.'],
  examples: [
    { line: 'capgate audit verify', says: 'Has anybody altered it?' },
    { line: 'capgate audit tail --follow', says: 'What happens now?' },
  ],
  commands: [
    {
      name: 'verify',
      summary: 'Check the whole log, or one proof',
      description: [
        'The exit status is 1 where something is wrong, and what is wrong is said with its place. FOLDER may be a bundle that audit export made; the log of this machine where absent.',
        "Without --key the first key of this machine is trusted: that finds damage and strangers' hands on the log, but not those of whoever can write keys and log here alike.",
        'Entries count once a checkpoint covers them, which takes about a second while the log is being written.',
      ],
      examples: [
        { line: 'capgate audit verify', says: "This machine's log, by its own key" },
        {
          line: 'capgate audit verify bundle --key 8c9d3a1e5b7f20468c9d3a1e5b7f20468c9d3a1e5b7f20468c9d3a1e5b7f2046 --checkpoint held',
          says: 'A bundle, by a fingerprint and a checkpoint that were kept elsewhere',
        },
        { line: 'capgate audit verify --proof entry.proof', says: 'One entry' },
      ],
      operands: { label: 'FOLDER', min: 0, max: 1, completion: 'folder' },
      options: [
        { name: 'key', value: 'FINGERPRINT', summary: 'The key to trust: any of the chain, by all 64 digits' },
        {
          name: 'checkpoint',
          value: 'FILE',
          completion: 'file',
          repeats: true,
          summary: 'An earlier checkpoint that was kept elsewhere; the log must continue it',
        },
        { name: 'proof', value: 'FILE', completion: 'file', summary: 'Check this proof of one entry instead' },
        {
          name: 'chain',
          value: 'FILE',
          completion: 'file',
          summary: "With --proof: the chain of keys; the log's keys.json where absent",
        },
        KEYS_OPTION,
        JSON_OPTION,
      ],
      load: () => import('./audit/verify.ts'),
    },
    {
      name: 'prove',
      summary: 'Print one entry with the proof that the log holds it',
      description: [
        'In the form of c2sp.org/tlog-proof: the entry, the hashes that lead from it to the root, and the signed checkpoint. The exit status is 1 where the log does not hold the entry.',
      ],
      examples: [
        { line: 'capgate audit prove 0 --output entry.proof', says: 'By its index' },
        { line: 'capgate audit prove 019a1b2c-3d4e-7f50-8a6b-7c8d9e0f1a2b', says: 'By its identifier' },
      ],
      operands: { label: 'ID', min: 1, max: 1 },
      options: [{ name: 'output', value: 'FILE', completion: 'file', summary: 'Write it there' }, LOG_OPTION],
      load: () => import('./audit/prove.ts'),
    },
    {
      name: 'export',
      summary: 'Copy the log into a bundle that can be verified anywhere',
      description: ['Copies as it is, and verifies nothing: audit verify does, there.'],
      examples: [{ line: 'capgate audit export bundle', says: 'Into a new folder' }],
      operands: { label: 'FOLDER', min: 1, max: 1, completion: 'folder' },
      options: [LOG_OPTION],
      load: () => import('./audit/export.ts'),
    },
    {
      name: 'tail',
      summary: 'Show the last entries',
      description: ['One line each: index, time, kind, content. Checks no signature: audit verify does.'],
      examples: [
        { line: 'capgate audit tail -n 100 --kind decision', says: 'The last 100 decisions' },
        { line: 'capgate audit tail --follow --json', says: 'As they come, for machines' },
      ],
      options: [
        { name: 'lines', short: 'n', value: 'NUMBER', summary: 'How many; 10' },
        { name: 'follow', short: 'f', summary: 'Go on with those to come, once a checkpoint covers them' },
        { name: 'kind', value: 'KIND', summary: 'Only entries of this kind' },
        LOG_OPTION,
        JSON_OPTION,
      ],
      load: () => import('./audit/tail.ts'),
    },
    {
      name: 'stats',
      summary: 'Say how large and how old the log and its keys are',
      examples: [{ line: 'capgate audit stats --json', says: 'For a monitor' }],
      options: [LOG_OPTION, JSON_OPTION],
      load: () => import('./audit/stats.ts'),
    },
  ],
};

const SERVE: CommandSpec = {
  name: 'serve',
  summary: 'Run the gate that agents ask',
  description: [
    "Answers at a unix socket, which is the user's alone, and by HTTP on this machine. Without any configuration it keeps its log, its store and its keys in the user's own folders, and makes keys where there are none.",
    'The configuration is YAML; capgate serve --schema prints the JSON Schema of what it may say.',
  ],
  examples: [
    { line: 'capgate serve', says: 'On a laptop' },
    { line: 'capgate serve --config /etc/capgate.yaml', says: 'For a company' },
  ],
  options: [
    {
      name: 'config',
      value: 'FILE',
      completion: 'file',
      summary:
        'How it is run; $XDG_CONFIG_HOME/capgate/config.yaml, else ~/.config/capgate/config.yaml, if there is one',
    },
    { name: 'schema', summary: 'Print the JSON Schema of the configuration, and end' },
    ...VAULT_OPTIONS,
    KEYS_OPTION,
    LOG_OPTION,
  ],
  load: () => import('./serve/run.ts'),
};

const LOG: CommandSpec = {
  name: 'log',
  summary: 'Show what the gate decided, and what the kernel stopped',
  description: [
    'What the kernel stopped in sessions that it holds (capgate run as root) stands among the decisions: the process, what started it, and so on, and what it tried. It is left out where only decisions can be meant: with --would, --risk, --text, --rule, or another verdict than deny.',
  ],
  examples: [
    { line: 'capgate log --follow', says: 'As it happens' },
    { line: 'capgate log --verdict deny --agent claude-code', says: 'What was stopped' },
    { line: 'capgate log --would --verdict deny', says: 'What would have been, in a trial in mode observe' },
  ],
  options: [
    { name: 'lines', short: 'n', value: 'NUMBER', summary: 'How many; 20' },
    { name: 'follow', short: 'f', summary: 'Go on with those to come' },
    { name: 'verdict', value: 'VERDICT', choices: ['allow', 'ask', 'deny'], summary: 'Only this verdict' },
    { name: 'would', summary: 'With --verdict: what would have been said, whatever was' },
    {
      name: 'risk',
      value: 'RISK',
      choices: ['SAFE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
      summary: 'Only this risk and those above',
    },
    { name: 'agent', value: 'NAME', summary: 'Only of this agent' },
    { name: 'session', value: 'NAME', summary: 'Only of this session' },
    { name: 'text', value: 'TEXT', summary: 'Only actions that contain this text' },
    { name: 'rule', value: 'RULE', summary: 'Only what this rule said' },
    ...GATE_OPTIONS,
  ],
  load: () => import('./gate/log.ts'),
};

const WHY: CommandSpec = {
  name: 'why',
  summary: 'Explain one decision, to its last effect',
  examples: [{ line: 'capgate why 019a1b2c-3d4e-7f50-8a6b-7c8d9e0f1a2b', says: 'As capgate log names it' }],
  operands: { label: 'ID', min: 1, max: 1 },
  options: GATE_OPTIONS,
  load: () => import('./gate/why.ts'),
};

const ANSWER_OPTIONS: readonly OptionSpec[] = [
  { name: 'message', value: 'TEXT', summary: 'What the agent is told' },
  SOCKET_OPTION,
];

const APPROVALS: CommandSpec = {
  name: 'approvals',
  summary: 'Answer what waits for a person',
  description: [
    'Answers are for people: a terminal must control this process, and no agent may be among its ancestors.',
  ],
  examples: [
    { line: 'capgate approvals', says: 'What waits' },
    { line: 'capgate approvals allow 9beb929f', says: 'By its first digits' },
  ],
  options: GATE_OPTIONS,
  load: async () => ({ run: (await import('./gate/approvals.ts')).list }),
  commands: [
    {
      name: 'list',
      summary: 'Show what waits, the oldest first',
      examples: [{ line: 'capgate approvals list --json', says: 'For machines' }],
      options: GATE_OPTIONS,
      load: async () => ({ run: (await import('./gate/approvals.ts')).list }),
    },
    {
      name: 'show',
      summary: 'Show one: what it would do, why it waits, what would be safer, which rule would allow it',
      examples: [{ line: 'capgate approvals show 9beb929f', says: 'By its first digits' }],
      operands: { label: 'ID', min: 1, max: 1 },
      options: GATE_OPTIONS,
      load: async () => ({ run: (await import('./gate/approvals.ts')).show }),
    },
    {
      name: 'allow',
      summary: 'Let one through',
      description: [
        'By a rule it is allowed from now on: the gate proposes the narrowest, an editor (VISUAL, EDITOR) opens on it, and what else it would have changed among the last decisions is shown before you confirm. It becomes a version of the policy.',
      ],
      examples: [
        { line: 'capgate approvals allow 9beb929f --session', says: 'And the same again, in its session' },
        { line: 'capgate approvals allow 9beb929f --rule', says: 'From now on, by a rule that you may edit' },
      ],
      operands: { label: 'ID', min: 1, max: 1 },
      options: [
        { name: 'session', summary: 'Also when it is asked again in its session, for as long as the policy says' },
        {
          name: 'rule',
          attachable: ['-'],
          summary: 'From now on, by rules out of an editor; with =- from standard input',
        },
        { name: 'rule-as-proposed', summary: 'From now on, by the rules that the gate proposes' },
        YES_OPTION,
        ...ANSWER_OPTIONS,
      ],
      load: async () => ({ run: (await import('./gate/approvals.ts')).allow }),
    },
    {
      name: 'deny',
      summary: 'Refuse one',
      examples: [{ line: 'capgate approvals deny 9beb929f --message "use the staging host"', says: 'And say why' }],
      operands: { label: 'ID', min: 1, max: 1 },
      options: ANSWER_OPTIONS,
      load: async () => ({ run: (await import('./gate/approvals.ts')).deny }),
    },
  ],
};

const PAUSE: CommandSpec = {
  name: 'pause',
  summary: 'Get the gate out of the way for a while',
  description: [
    'It then allows what it would stop, but for what touches itself, and writes down what it would have said. For people only. Without a duration it says whether the gate is paused.',
  ],
  examples: [
    { line: 'capgate pause 10m --reason "the migration"', says: 'For ten minutes' },
    { line: 'capgate pause --end', says: 'Back at once' },
  ],
  operands: { label: 'DURATION', min: 0, max: 1 },
  options: [REASON_OPTION, { name: 'end', summary: 'End the pause' }, SOCKET_OPTION],
  load: () => import('./gate/pause.ts'),
};

const TOKEN: CommandSpec = {
  name: 'token',
  summary: 'Make and revoke tokens for callers by HTTP',
  examples: [{ line: 'capgate token new build-agent', says: 'One that may ask for decisions' }],
  commands: [
    {
      name: 'new',
      summary: 'Make one; it is shown this once',
      examples: [
        {
          line: 'capgate token new ada --subject person --owner ada --scope read --scope approve',
          says: 'For a person, elsewhere',
        },
      ],
      operands: { label: 'NAME', min: 1, max: 1 },
      options: [
        {
          name: 'subject',
          value: 'KIND',
          choices: ['person', 'agent', 'service'],
          summary: 'What will have it; an agent where absent',
        },
        {
          name: 'scope',
          value: 'SCOPE',
          choices: ['decide', 'read', 'approve', 'policy', 'admin'],
          repeats: true,
          summary: 'What it is good for; decide where absent',
        },
        { name: 'owner', value: 'USER', summary: 'The person who has it, where persons are counted; you where absent' },
        { name: 'days', value: 'DAYS', summary: 'How long it lives; 90' },
        SOCKET_OPTION,
      ],
      load: async () => ({ run: (await import('./gate/tokens.ts')).create }),
    },
    {
      name: 'list',
      summary: 'Show them, without what they are',
      examples: [{ line: 'capgate token list', says: 'Which there are' }],
      options: GATE_OPTIONS,
      load: async () => ({ run: (await import('./gate/tokens.ts')).list }),
    },
    {
      name: 'revoke',
      summary: 'End one at once',
      examples: [{ line: 'capgate token revoke 4f1c2d3e4a5b6c7d', says: 'By its identifier' }],
      operands: { label: 'ID', min: 1, max: 1 },
      options: [SOCKET_OPTION],
      load: async () => ({ run: (await import('./gate/tokens.ts')).revoke }),
    },
  ],
};

const STATUS: CommandSpec = {
  name: 'status',
  summary: 'Say how the running gate is doing',
  description: [
    'Its last lines say what the kernel of this machine can hold a command to that capgate run starts, and what of that it cannot.',
  ],
  examples: [{ line: 'capgate status --json', says: 'For a monitor' }],
  options: GATE_OPTIONS,
  load: async () => ({ run: (await import('./gate/status.ts')).status }),
};

const OPEN: CommandSpec = {
  name: 'open',
  summary: "Print an address that signs a person in to the gate's page",
  examples: [{ line: 'capgate open', says: 'Works once, within a minute' }],
  options: [
    { name: 'address', value: 'URL', summary: 'Where the gate is reached; http://127.0.0.1:7413' },
    SOCKET_OPTION,
  ],
  load: async () => ({ run: (await import('./gate/status.ts')).open }),
};

const HOOK: CommandSpec = {
  name: 'hook',
  summary: "Answer the hook of a coding agent, as the agent's settings call it",
  description: [
    "Reads what the agent is about to do from standard input, asks the running gate, and answers in the agent's own form. An allow prints nothing and ends with status 0, so that the agent's own questions remain.",
    `AGENT is ${anyOf(AGENT_NAMES)}; what is sent tells most of them by itself.`,
    'Where no gate answers in time, or what is sent cannot be read, nothing is to run: status 2 and a message on standard error, or what the agent takes for a refusal instead.',
  ],
  examples: [{ line: 'capgate hook claude', says: 'In the settings of Claude Code, for PreToolUse' }],
  operands: { label: 'AGENT', min: 0, max: 1, completion: AGENT_NAMES },
  options: [
    { name: 'deadline-ms', value: 'MS', summary: 'How long it may take, below the time-out of the agent; 8000' },
    SOCKET_OPTION,
  ],
  load: () => import('./hook/run.ts'),
};

const CONFIG_OPTION: OptionSpec = {
  name: 'config',
  value: 'FILE',
  completion: 'file',
  summary: 'How the gate is run; as for capgate serve',
};

const STORE: CommandSpec = {
  name: 'store',
  summary: 'Make the store anew',
  examples: [{ line: 'capgate store rebuild', says: 'Out of the log' }],
  commands: [
    {
      name: 'rebuild',
      summary: 'Empty the store and fill it from the log',
      description: ['The log is the record; the store is an index of it. The gate must not be running.'],
      examples: [{ line: 'capgate store rebuild', says: 'After it was lost or altered' }],
      options: [CONFIG_OPTION, KEYS_OPTION, LOG_OPTION],
      load: () => import('./gate/rebuild.ts'),
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
  commands: [
    CHECK,
    SCAN,
    SERVE,
    INIT,
    DOCTOR,
    UPGRADE,
    UNINSTALL,
    HOOK,
    EXEC,
    RUN,
    KERNEL,
    SHELL_INIT,
    SHELL_ANSWER,
    MCP,
    MCP_PROXY,
    LOG,
    WHY,
    APPROVALS,
    PAUSE,
    STATUS,
    OPEN,
    TOKEN,
    EXPLAIN,
    POLICY,
    IMPORT,
    DESCRIPTOR,
    REGISTRY,
    KEYS,
    AUDIT,
    STORE,
    FLEET,
    LAB,
    COMPLETION,
  ],
};
