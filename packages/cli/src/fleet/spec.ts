/** `capgate fleet`, as it is described. */
import { JSON_OPTION, SOCKET_OPTION } from '../options.ts';
import type { CommandSpec, OptionSpec } from '../specification.ts';

const FOLDER_OPTION: OptionSpec = {
  name: 'folder',
  value: 'FOLDER',
  completion: 'folder',
  summary: "Where the fleet, or this node of it, is kept; a folder of the user's own state",
};

/** Of what opens or makes private keys. */
const KEEPING_OPTIONS: readonly OptionSpec[] = [
  FOLDER_OPTION,
  {
    name: 'passphrase-file',
    value: 'FILE',
    completion: 'file',
    summary: 'Where the passphrase of the private keys is; their files alone protect them where absent',
  },
];

const WHY_OPTION: OptionSpec = { name: 'why', value: 'TEXT', summary: 'A reason, for people' };

const HOST_OPTION: OptionSpec = {
  name: 'host',
  value: 'HOST',
  repeats: true,
  summary: 'A name or an IPv4 address of the machine, as often as there are',
};

const NEEDS = 'Needs the package @capgate/fleet beside capgate: npm install --global @capgate/fleet.';

const SIMULATE: CommandSpec = {
  name: 'simulate',
  summary: 'Run all tiers in this process over simulated agents, and write a report',
  description: [
    'Agents are simulated; all else is what a fleet runs: windows, changes, signed evidence, summaries with their proofs, openings, and quarantine. A local node has 2,000 agents at most, an aggregator ten nodes, a hub ten aggregators. Of each kind of agents it is learned first what is usual.',
    'Some agents are turned before the first window: each kind of attack in turn, three actions more a window. Writes report.html, one file with its plots, and report.json: where the time goes, who was found when, how soon which pace of which attack is found, what nodes that lie move, what the whole looks like, and what all this does not show.',
    'A million agents take half a minute a window and 5 GB of memory on two processors.',
    NEEDS,
  ],
  examples: [
    { line: 'capgate fleet simulate', says: '10,000 agents, a few minutes of theirs' },
    { line: 'capgate fleet simulate --agents 1000000', says: '500 local nodes, 50 aggregators, 5 hubs' },
  ],
  options: [
    { name: 'agents', value: 'N', summary: 'How many agents there are, 1 to 1000000; 10000' },
    { name: 'windows', value: 'N', summary: 'How many windows of ten seconds; 3 to 60, the fewer the more agents' },
    { name: 'seed', value: 'N', summary: 'What all simulated agents are drawn from; 1' },
    { name: 'turned', value: 'N', summary: 'How many agents are turned; fewer than one in a hundred' },
    {
      name: 'output',
      value: 'FOLDER',
      completion: 'folder',
      summary: 'Where to write the report; fleet-simulation below the current folder',
    },
    JSON_OPTION,
  ],
  load: () => import('./simulate.ts'),
};

/** What runs, and what asks it. */
const RUNNING: readonly CommandSpec[] = [
  {
    name: 'node',
    summary: 'Run the aggregator or the hub that is enrolled here, until Ctrl+C',
    description: [
      'The hub that has made the fleet enrols nodes meanwhile. Alerts are told on standard error, a line each, and to the address in CAPGATE_FLEET_WEBHOOK_URL, signed by the secret in CAPGATE_FLEET_WEBHOOK_SECRET. A local node runs in its gate: fleet in the configuration of capgate serve.',
      'Servers that are away are tried again; what was said is kept in the folder until it is taken.',
      NEEDS,
    ],
    examples: [{ line: 'capgate fleet node --nats tls://hub-1.example.com:4222', says: 'As it was enrolled' }],
    options: [
      { name: 'nats', value: 'URL', repeats: true, summary: 'A NATS server, tls://HOST:PORT, as often as there are' },
      {
        name: 'domain',
        value: 'NAME',
        summary: 'The JetStream domain of its server: of an aggregator with one of its own, its name; that of the hubs',
      },
      { name: 'replicas', value: 'N', summary: 'Copies of what servers keep for it, where they are a cluster; 1' },
      ...KEEPING_OPTIONS,
    ],
    load: () => import('./node.ts'),
  },
  {
    name: 'status',
    summary: 'Say how the node that runs here is doing, and what it knows of the fleet',
    description: [
      'A local node is asked by its gate’s socket, any other by one in its folder. The exit status is 1 where the node hears nobody.',
    ],
    examples: [{ line: 'capgate fleet status', says: 'Nodes, what agents do, who is in quarantine, alerts' }],
    options: [FOLDER_OPTION, SOCKET_OPTION, JSON_OPTION],
    load: () => import('./status.ts'),
  },
  {
    name: 'quarantine',
    summary: 'Have the hub that runs here say that an agent is to be kept apart which it held back',
    description: [
      'Where many agents of a tenant change at once, hubs leave it to a person to decide on each: such alerts say "held".',
    ],
    examples: [{ line: 'capgate fleet quarantine agent-7@gate-7 --tenant acme', says: 'It was no migration' }],
    operands: { label: 'AGENT', min: 1, max: 1 },
    options: [{ name: 'tenant', value: 'TENANT', summary: 'Whose agent it is' }, FOLDER_OPTION],
    load: () => import('./quarantine.ts'),
  },
  {
    name: 'release',
    summary: 'Have the hub that runs here say that an agent’s quarantine is to end',
    description: ['It ends once as many hubs have said so as have to.'],
    examples: [
      { line: 'capgate fleet release agent-7@gate-7 --tenant acme --why "it was a migration"', says: 'For good' },
    ],
    operands: { label: 'AGENT', min: 1, max: 1 },
    options: [{ name: 'tenant', value: 'TENANT', summary: 'Whose agent it is' }, WHY_OPTION, FOLDER_OPTION],
    load: () => import('./release.ts'),
  },
];

const FOR_GATES: readonly CommandSpec[] = [
  {
    name: 'issue',
    summary: 'Sign what is to come down to gates, and have the hub that runs here hand it down',
    description: [
      'KIND is indicators, policy, baseline or registry. A policy is the organisation’s layer: gates put it in force, and nobody at a gate can take it back. FILE is YAML, or JSON where it ends in .json; of a registry it is the file itself. It takes the place of what was issued before of that kind, for that tenant, by that name.',
      'Where more hubs than this one have to sign, the document goes to standard output, for capgate fleet countersign at another hub.',
    ],
    examples: [
      { line: 'capgate fleet issue policy organisation.yaml --tenant acme', says: 'For all gates of acme' },
      { line: 'capgate fleet issue indicators bad.yaml --days 7', says: 'For all gates; looked at again in a week' },
      {
        line: 'capgate fleet issue policy organisation.yaml > signed.txt',
        says: 'Where another hub has to countersign it',
      },
    ],
    operands: { label: 'KIND FILE', min: 2, max: 2, completion: 'file' },
    options: [
      { name: 'tenant', value: 'TENANT', summary: 'Whose gates it is for; all where absent' },
      { name: 'name', value: 'NAME', summary: 'Of a registry its name, of a baseline the kind of agents' },
      { name: 'days', value: 'N', summary: 'After which gates say that it is old; of indicators 30' },
      ...KEEPING_OPTIONS,
    ],
    load: () => import('./issue.ts'),
  },
  {
    name: 'countersign',
    summary: 'Sign what another hub has issued, and have it handed down once enough have',
    description: ['FILE is read from the input where it is - or absent.'],
    examples: [{ line: 'capgate fleet countersign signed.txt', says: 'Look at it before' }],
    operands: { label: 'FILE', min: 0, max: 1, completion: 'file' },
    options: KEEPING_OPTIONS,
    load: () => import('./countersign.ts'),
  },
];

/** What needs no running node. */
const ENROLMENT: readonly CommandSpec[] = [
  {
    name: 'init',
    summary: 'Make a fleet, of which this machine is the first hub and enrols all other nodes',
    description: [
      'Makes an authority for certificates, this hub’s own identity, and the list of nodes, all in one folder. Nodes enrol at the first HOST, while capgate fleet node runs here.',
      NEEDS,
    ],
    examples: [{ line: 'capgate fleet init --node hub-1 --host hub-1.example.com', says: 'Once, to begin' }],
    options: [
      { name: 'node', value: 'NAME', summary: 'The name of this hub: small letters, digits and -' },
      HOST_OPTION,
      { name: 'port', value: 'N', summary: 'Where nodes enrol; 7443' },
      ...KEEPING_OPTIONS,
    ],
    load: () => import('./init.ts'),
  },
  {
    name: 'token',
    summary: 'Print a one-time token by which one node may enrol',
    description: [
      'The token says where the hub is and by which authority it is known; whoever has it enrols the node that it names, once. It goes to standard output alone, and is kept nowhere.',
    ],
    examples: [
      {
        line: 'capgate fleet token --node gate-7 --tier local --tenant acme --parent region-1',
        says: 'For a gate, which watches agents of acme',
      },
      { line: 'capgate fleet token --node region-1 --tier regional --parent hub-1', says: 'For an aggregator' },
    ],
    options: [
      { name: 'node', value: 'NAME', summary: "The new node's name" },
      { name: 'tier', value: 'TIER', choices: ['local', 'regional', 'hub'], summary: 'What it will be' },
      { name: 'tenant', value: 'TENANT', summary: 'Of local nodes: whose agents it watches' },
      { name: 'parent', value: 'NAME', summary: 'The node that it sends to, of a higher tier' },
      { ...HOST_OPTION, summary: 'A name of its machine, where a NATS server runs beside it; as often as there are' },
      { name: 'hours', value: 'N', summary: 'How long the token holds, 168 at most; 1' },
      ...KEEPING_OPTIONS,
    ],
    load: () => import('./token.ts'),
  },
  {
    name: 'enrol',
    summary: 'Enrol this machine by a token',
    description: [
      'Makes a private key, which never leaves the machine, and gets a certificate for it of the hub that the token names. Others may read a command line: TOKEN is read from the input where it is - or absent.',
    ],
    examples: [
      { line: 'capgate fleet enrol < token', says: 'Once' },
      { line: 'capgate fleet enrol --again < token', says: 'In the place of the node that the folder has' },
    ],
    operands: { label: 'TOKEN', min: 0, max: 1 },
    options: [
      { name: 'again', summary: 'Where a node is enrolled already, put this one in its place' },
      ...KEEPING_OPTIONS,
    ],
    load: () => import('./enrol.ts'),
  },
  {
    name: 'renew',
    summary: 'Get the next certificate of the node that is enrolled here, and who decides by now',
    description: ['A node that runs does so by itself once less than a month of its certificate is left.'],
    examples: [{ line: 'capgate fleet renew', says: 'Once other hubs decide' }],
    options: KEEPING_OPTIONS,
    load: () => import('./renew.ts'),
  },
  {
    name: 'nodes',
    summary: 'List the nodes of the fleet, who was revoked, and who may enrol',
    examples: [{ line: 'capgate fleet nodes', says: 'Where nodes are enrolled' }],
    options: [...KEEPING_OPTIONS, JSON_OPTION],
    load: () => import('./nodes.ts'),
  },
  {
    name: 'revoke',
    summary: 'Let nothing of a node count from now on',
    examples: [
      { line: 'capgate fleet revoke gate-7 --why "a lost laptop"', says: 'It can enrol anew by another token' },
    ],
    operands: { label: 'NODE', min: 1, max: 1 },
    options: [WHY_OPTION, ...KEEPING_OPTIONS],
    load: () => import('./revoke.ts'),
  },
  {
    name: 'deciders',
    summary: 'Say which hubs decide on quarantines and on what comes down, and how many of them have to',
    description: [
      'They are enrolled before. Nodes learn of it when they enrol, or renew their certificate (capgate fleet renew), and go by it once they start again.',
    ],
    examples: [{ line: 'capgate fleet deciders hub-1 hub-2 hub-3 --threshold 2', says: 'Any two of three' }],
    operands: { label: 'HUB…', min: 1, max: 32 },
    options: [
      { name: 'threshold', value: 'N', summary: 'How many of them have to sign; more than half where absent' },
      ...KEEPING_OPTIONS,
    ],
    load: () => import('./deciders.ts'),
  },
  {
    name: 'server-config',
    summary: 'Print the configuration of the nats-server beside a node',
    description: [
      'By the nodes that are enrolled: each certificate may send and receive what its node has to, and nothing else. Print it again where nodes have come. The server has the certificate of its node, in tls.pem of the node’s folder; a node whose machine is a server takes a token with --host.',
      'Where there is no other server, --alone lets all nodes connect to this one.',
      'Where a hub has several servers, or hubs have clusters of their own, each server is of a node of tier hub that is enrolled on its machine; it decides nothing unless capgate fleet deciders names it. All servers are told the same clusters, each its own doors first.',
    ],
    examples: [
      { line: 'capgate fleet server-config hub-1 --alone > nats.conf', says: 'One server for all' },
      {
        line: 'capgate fleet server-config region-1 --above hub-1.example.com:7422 > nats.conf',
        says: 'Of an aggregator, below a hub',
      },
      {
        line: 'capgate fleet server-config hub-1 --cluster eu --route a.example.com:6222 --route b.example.com:6222 --gateway eu=a.example.com:7222 --gateway us=c.example.com:7222 > nats.conf',
        says: 'One of two servers of a hub, beside another continent',
      },
    ],
    operands: { label: 'NODE', min: 1, max: 1 },
    options: [
      { name: 'alone', summary: 'Of a hub: all nodes connect to this server, and there is no other' },
      {
        name: 'above',
        value: 'HOST:PORT',
        repeats: true,
        summary: 'Where a server of the tier above takes leaf nodes, as often as there are',
      },
      { name: 'cluster', value: 'NAME', summary: 'Of a hub: the cluster that its servers form' },
      {
        name: 'route',
        value: 'HOST:PORT',
        repeats: true,
        summary: 'Where servers of the cluster connect to each other, this one first, as often as there are',
      },
      {
        name: 'gateway',
        value: 'CLUSTER=HOST:PORT',
        repeats: true,
        summary: 'Where servers of other clusters connect, and where this one does for them, as often as there are',
      },
      { name: 'clients', value: 'HOST:PORT', summary: 'Where nodes connect; 0.0.0.0:4222' },
      { name: 'leaves', value: 'HOST:PORT', summary: 'Where servers of the tier below connect; 0.0.0.0:7422' },
      {
        name: 'at',
        value: 'FOLDER',
        completion: 'folder',
        summary: 'Where the node’s folder is on its own machine; as here',
      },
      ...KEEPING_OPTIONS,
    ],
    load: () => import('./server-config.ts'),
  },
];

export const FLEET: CommandSpec = {
  name: 'fleet',
  summary: 'Watch the agents of many gates together, and simulate that (a package of its own)',
  examples: [
    { line: 'capgate fleet simulate', says: 'What it does, with simulated agents' },
    { line: 'capgate fleet init --node hub-1 --host hub-1.example.com', says: 'Begin a fleet' },
  ],
  commands: [SIMULATE, ...ENROLMENT, ...RUNNING, ...FOR_GATES],
};
