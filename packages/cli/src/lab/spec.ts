/** `capgate lab`, as it is described. */
import { JSON_OPTION } from '../options.ts';
import type { CommandSpec, OptionSpec } from '../specification.ts';

const PLACE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'lab',
    value: 'FOLDER',
    completion: 'folder',
    summary: "Where the lab keeps experiments, results and its log; the user's own",
  },
  {
    name: 'database',
    value: 'FILE',
    completion: 'file',
    summary: "A file with the URL of a PostgreSQL that keeps the results; a file of SQLite in the lab's folder",
  },
  JSON_OPTION,
];

const WORKERS_OPTION: OptionSpec = {
  name: 'workers',
  value: 'N',
  summary: 'How many threads ask at a time; as the plan says, else one for each processor',
};

const NATS_OPTION: OptionSpec = {
  name: 'nats',
  value: 'URL',
  summary: 'Has workers on other machines ask instead, by the work queues of this NATS server: tls://NAME:PORT',
};

const NATS_SERVER_OPTION: OptionSpec = {
  name: 'nats',
  value: 'URL',
  summary: 'The NATS server at which the experiment runs',
};

function outputOption(value: string, completion: 'folder' | 'file', summary: string): OptionSpec {
  return { name: 'output', value, completion, summary };
}

const REPORT_OPTION = outputOption('FOLDER', 'folder', "Where to write the report; a folder of the lab's");

/** As `capgate lab serve` has them in a query. */
const FILTER_OPTIONS: readonly OptionSpec[] = [
  { name: 'arm', value: 'NAME', summary: 'Of this arm alone' },
  { name: 'stratum', value: 'NAME', summary: 'Of this stratum alone' },
  { name: 'task', value: 'ID', summary: 'Of the tasks with this id alone' },
  {
    name: 'outcome',
    value: 'OUTCOME',
    choices: ['answered', 'unanswered', 'failed', 'timeout'],
    summary: 'Those of which this came',
  },
  { name: 'verdict', value: 'VERDICT', choices: ['allow', 'ask', 'deny'], summary: 'Those with this verdict' },
  { name: 'latency-from', value: 'NS', summary: 'Those whose answer took so many nanoseconds or more' },
  { name: 'latency-to', value: 'NS', summary: 'Those whose answer took so many nanoseconds or less' },
];

const PAGE_OPTIONS: readonly OptionSpec[] = [
  { name: 'limit', value: 'N', summary: 'How many are listed, 1 to 1000; 100' },
  { name: 'cursor', value: 'CURSOR', summary: 'Goes on behind those that were listed before' },
];

const EXCLUDED_OPTION: OptionSpec = {
  name: 'excluded',
  value: 'FILE',
  completion: 'file',
  summary: 'Tasks that do not count, by exclusions of the plan; all count where absent',
};

const EXPERIMENT = { label: 'ID', min: 1, max: 1 } as const;

export const LAB: CommandSpec = {
  name: 'lab',
  summary: 'Plan and run experiments that prove what is claimed (a package of its own)',
  examples: [
    { line: 'capgate lab plan experiment.yaml', says: 'Is it a plan, and what can it show?' },
    { line: 'capgate lab run experiment.yaml', says: 'Measure what it plans' },
  ],
  commands: [
    {
      name: 'plan',
      summary: 'Check the document of an experiment before anything is measured',
      description: [
        'Reads YAML, or JSON where the name ends in .json; prints the hypotheses, their tests, how many values each needs for the power it states and how many are planned, and the SHA-256 by which the plan is known: a changed plan is another experiment.',
        'The exit status is 1 where the document is no plan, or where its primary hypotheses need more than it has; each fault is told with its place and what was expected there.',
        'Needs the package @capgate/lab beside capgate: npm install --global @capgate/lab.',
      ],
      examples: [
        { line: 'capgate lab plan experiment.yaml', says: 'Read by a person' },
        { line: 'capgate lab plan --json experiment.yaml', says: 'By a program' },
      ],
      operands: { label: 'FILE', min: 1, max: 1, completion: 'file' },
      options: [JSON_OPTION],
      load: () => import('./plan.ts'),
    },
    {
      name: 'claims',
      summary: 'Measure again, on this machine, what the README and the literature of the protocol claim',
      description: [
        'Prints of each claim what is claimed, what was measured with its 95 % interval, and whether it holds: by the whole interval, so that one which holds the claimed value decides nothing. What cannot be measured here says why.',
        'Takes a minute; give the machine nothing else to do. Names, files and manual pages of the search path are read, and nothing of them is run.',
        'Needs the package @capgate/lab beside capgate: npm install --global @capgate/lab.',
      ],
      examples: [
        { line: 'capgate lab claims', says: 'All of them' },
        { line: 'capgate lab claims --json decision-median', says: 'One, for a program' },
      ],
      operands: { label: 'CLAIM', min: 0, max: 100 },
      options: [JSON_OPTION],
      load: () => import('./claims.ts'),
    },
    {
      name: 'peers',
      summary: 'Put gates beside each other, on command lines that somebody labelled',
      description: [
        'A CORPUS is JSON Lines, {"id": …, "command": …, "label": "dangerous" or "harmless"} with kind and cwd where it has them, and nothing else; a document says how one in other words is read. Every arm is asked about every command, in an order drawn from a seed; none of the commands is run.',
        'Writes peers.html, peers.json and answers.json: how often each arm is right, with intervals, in both ways to count what it asks about; how two differ; each kind of commands; times; and what it does not show, as labels are one source’s word.',
        'An ARM is balanced, strict, observe, cc-safety-net (where npm has put it beside the lab), or name=["program","word"], a program that is started here and asked by lines of JSON.',
        'Needs the package @capgate/lab beside capgate: npm install --global @capgate/lab.',
      ],
      examples: [
        {
          line: 'capgate lab peers --arm balanced --arm cc-safety-net --output page corpus.jsonl',
          says: 'Two gates on one corpus',
        },
        {
          line: `capgate lab peers --arm balanced --arm 'mine=["node","mine.mjs"]' --output page corpus.jsonl`,
          says: 'One of your own among them',
        },
        { line: 'capgate lab peers --document peers.yaml --output page', says: 'As a document says' },
      ],
      operands: { label: 'CORPUS…', min: 0, max: 16, completion: 'file' },
      options: [
        {
          name: 'arm',
          value: 'ARM',
          repeats: true,
          summary: 'Who is asked, as often as there are; balanced and strict',
        },
        {
          name: 'document',
          value: 'FILE',
          completion: 'file',
          summary: 'Corpora, how they are read, and arms, in YAML or JSON; instead of CORPUS and --arm',
        },
        { name: 'replicates', value: 'N', summary: 'How often each arm is asked about each command; 3' },
        outputOption('FOLDER', 'folder', 'Where to write the page'),
        JSON_OPTION,
      ],
      load: () => import('./peers.ts'),
    },
    {
      name: 'schema',
      summary: 'Print the JSON Schema of such documents, for editors',
      examples: [{ line: 'capgate lab schema > experiment.schema.json', says: 'Draft 2020-12' }],
      load: () => import('./schema.ts'),
    },
    {
      name: 'submit',
      summary: 'Enter experiments, which wait until capgate lab run measures them',
      description: [
        'Looks, before anything is entered, at the document, the files of tasks and labels, and whether commands can be isolated where their effects are the truth; at what the plan asks of a machine, when its turn comes. One that was cancelled or has failed waits again; one that was finished is not measured again.',
        'What waits is measured by its priority, and of equal ones what was entered first; capgate lab status shows it in this order, and capgate lab cancel takes one out.',
      ],
      examples: [
        {
          line: 'capgate lab submit one.yaml other.yaml && capgate lab run',
          says: 'Measure both, one after the other',
        },
      ],
      operands: { label: 'FILE ...', min: 1, max: 100, completion: 'file' },
      options: PLACE_OPTIONS,
      load: () => import('./submit.ts'),
    },
    {
      name: 'run',
      summary: 'Run an experiment, or go on with one that was broken off; without FILE, all that wait',
      description: [
        'The plan and the hashes of its tasks go into the log of the lab before the first value is taken; then every task is put to every arm as often as the plan says, in the order that its seed draws. What was measured is kept as it comes, so that an experiment goes on where it was when it was interrupted, cancelled or killed. One that was finished is not run again: with anything changed it is another.',
        'A document whose files of tasks are not those that it names is refused. The lab runs no task: it asks the arms about them.',
        'A machine that is not one that the plan asks for refuses it: CAPGATE_LAB_HARDWARE (words with commas between them) and CAPGATE_LAB_REGION say what this one has beside its processor and GPUs.',
        'Without FILE, what waits is measured, one experiment after the other: those that were entered by capgate lab submit, and those that were broken off. The most urgent comes first. Something critical that is entered meanwhile displaces what is not, within seconds, and that goes on behind it. One that fails, or cannot be measured here, keeps nobody else; --json prints a line for each.',
        'The exit status is 1 where an experiment did not come to its end; the reason is told.',
      ],
      examples: [
        { line: 'capgate lab run experiment.yaml', says: 'In as many threads as the plan says' },
        { line: 'capgate lab run --workers 1 --json experiment.yaml', says: 'One after the other, told to a program' },
        { line: 'capgate lab run', says: 'All that wait' },
      ],
      operands: { label: '[FILE]', min: 0, max: 1, completion: 'file' },
      options: [WORKERS_OPTION, NATS_OPTION, REPORT_OPTION, ...PLACE_OPTIONS],
      load: () => import('./run.ts'),
    },
    {
      name: 'status',
      summary: 'How far experiments are: all of them, or one',
      description: ['ID is the name of an experiment, or the first six or more digits of the hash of its plan.'],
      examples: [
        { line: 'capgate lab status', says: 'All, the last first, and behind them what waits, the next first' },
        { line: 'capgate lab status 40f0e9b6b237', says: 'What came of one, and what its arms said of themselves' },
      ],
      operands: { label: '[ID]', min: 0, max: 1 },
      options: [...PAGE_OPTIONS, ...PLACE_OPTIONS],
      load: () => import('./status.ts'),
    },
    {
      name: 'cancel',
      summary: 'End an experiment that runs or waits; what was measured is kept',
      examples: [{ line: 'capgate lab cancel gate-and-model', says: 'It ends within seconds' }],
      operands: EXPERIMENT,
      options: PLACE_OPTIONS,
      load: () => import('./cancel.ts'),
    },
    {
      name: 'resume',
      summary: 'Go on with an experiment that was cancelled or interrupted, or has failed',
      examples: [{ line: 'capgate lab resume gate-and-model', says: 'From where it was' }],
      operands: EXPERIMENT,
      options: [WORKERS_OPTION, NATS_OPTION, REPORT_OPTION, ...PLACE_OPTIONS],
      load: () => import('./resume.ts'),
    },
    {
      name: 'job',
      summary: 'Print the Kubernetes Job that runs workers of an experiment, or submit it',
      description: [
        'As many workers as the plan says, or as have enough to do; limits, devices, nodes and the class of priority are the plan’s. They run capgate lab worker with the hash of the plan, and find their server by the variables that the secret has: CAPGATE_NATS_URL, and who comes. capgate lab run --nats has to run the experiment meanwhile.',
        '--submit takes the cluster that kubectl takes, and needs the package @kubernetes/client-node beside the lab.',
      ],
      examples: [
        {
          line: 'capgate lab job --image registry.example.com/capgate@sha256:… experiment.yaml > job.json',
          says: 'For kubectl apply -f job.json',
        },
      ],
      operands: { label: 'FILE', min: 1, max: 1, completion: 'file' },
      options: [
        { name: 'image', value: 'IMAGE', summary: 'What runs capgate with the lab beside it, by its digest' },
        { name: 'namespace', value: 'NAME', summary: 'Where the Job runs; default' },
        {
          name: 'secret',
          value: 'NAME',
          summary: 'The secret whose keys are variables of the workers; capgate-lab-queue',
        },
        { name: 'submit', summary: 'Submit it to the cluster rather than print it' },
      ],
      load: () => import('./job.ts'),
    },
    {
      name: 'report',
      summary: 'Write the report of an experiment: a page, its figures and its results',
      description: [
        'Writes report.html, report.json, results.csv and results.parquet, as capgate lab run does at its end. Every figure is made anew from the results that are kept. Of an experiment that is not whole, the report says so and tests nothing.',
        'Where the plan takes what commands do as the truth, they are run for the first report, in a throw-away tree without network; what they did is kept for the next.',
        'FILE of --excluded has a line stratum,task,exclusion,reason for each task that does not count, by an exclusion of the plan, word for word. The hash of each file goes into the log of the lab when it is first given, and the report says when that was and whether it was the first.',
      ],
      examples: [
        { line: 'capgate lab report --output report gate-and-model', says: 'Into a folder of your own' },
        {
          line: 'capgate lab report --excluded excluded.csv gate-and-model',
          says: 'Without the tasks that the plan excludes',
        },
      ],
      operands: EXPERIMENT,
      options: [EXCLUDED_OPTION, REPORT_OPTION, ...PLACE_OPTIONS],
      load: () => import('./report.ts'),
    },
    {
      name: 'compare',
      summary: 'Put two experiments side by side, in what both have',
      description: [
        'The second one may be of another lab, also one of the same plan: whether what a plan found is found again is what it is measured again for. Results that are the same ones, as those of a copied lab, are refused.',
      ],
      examples: [
        { line: 'capgate lab compare 40f0e9b6b237 5be1c0d2a94f', says: 'Hypotheses, figures, and how they differ' },
        {
          line: 'capgate lab compare --with-lab ~/theirs --html again.html gate-and-model gate-and-model',
          says: 'One plan, measured in two labs, as a page',
        },
      ],
      operands: { label: 'ID ID', min: 2, max: 2 },
      options: [
        { name: 'html', value: 'FILE', completion: 'file', summary: 'Where to write it as a page as well' },
        {
          name: 'with-lab',
          value: 'FOLDER',
          completion: 'folder',
          summary: 'The lab of the second one; that of the first',
        },
        {
          name: 'with-database',
          value: 'FILE',
          completion: 'file',
          summary: "A file with the URL of that lab's PostgreSQL",
        },
        ...PLACE_OPTIONS,
      ],
      load: () => import('./compare.ts'),
    },
    {
      name: 'export',
      summary: 'Write the results of an experiment, one a line: all, or those that options name',
      examples: [
        { line: 'capgate lab export gate-and-model > results.csv', says: 'As CSV' },
        { line: 'capgate lab export --format parquet --output results.parquet gate-and-model', says: 'As Parquet' },
      ],
      operands: EXPERIMENT,
      options: [
        {
          name: 'format',
          value: 'FORMAT',
          choices: ['csv', 'json', 'parquet'],
          summary: 'csv, json (a line each) or parquet; csv',
        },
        ...FILTER_OPTIONS,
        outputOption('FILE', 'file', 'The file to write; the standard output'),
        ...PLACE_OPTIONS.filter(({ name }) => name !== 'json'),
      ],
      load: () => import('./export.ts'),
    },
    {
      name: 'serve',
      summary: 'Have programs of this machine read the lab over HTTP',
      description: [
        'Answers at 127.0.0.1 alone, and changes nothing: experiments, their results by the filters of capgate lab export, readings of the machine, and reports. Each call has to show the token as a bearer; it is made at the first start, in a file of the lab that its user alone can read, and shown then.',
      ],
      examples: [
        { line: 'capgate lab serve', says: 'Until Ctrl+C' },
        {
          line: 'capgate lab serve --port 0 --token-file token',
          says: 'At a port that is free, with a token of your own',
        },
      ],
      options: [
        { name: 'port', value: 'N', summary: 'Where it answers; 0 is one that is free; 7414' },
        {
          name: 'token-file',
          value: 'FILE',
          completion: 'file',
          summary: "A file with the token that is to be shown; http-token in the lab's folder",
        },
        ...PLACE_OPTIONS.filter(({ name }) => name !== 'json'),
      ],
      load: () => import('./serve.ts'),
    },
    {
      name: 'worker',
      summary: 'Work on an experiment that runs on another machine, until it is over',
      description: [
        'Asks the arms of an experiment that capgate lab run --nats URL runs elsewhere, in threads here, and sends what they answer to it. Waits until it begins.',
        'A plan may name any program as an arm: it is run here, with the rights of this user, in this folder and with the variables of this environment that the plan names. HASH is the whole hash of a plan that you have read; a document or tasks that are not those of this hash are refused.',
        'The server is tls://NAME:PORT, or nats:// on this machine; CAPGATE_NATS_URL names it where --nats does not. CAPGATE_NATS_USER with CAPGATE_NATS_PASSWORD, CAPGATE_NATS_TOKEN, or CAPGATE_NATS_CREDS (a file) say who comes.',
        'The exit status is 1 where the arms cannot be asked here; the experiment has failed then.',
      ],
      examples: [
        {
          line: 'capgate lab worker --nats tls://nats.example.com 40f0e9b6b237…',
          says: 'In as many threads as the plan says',
        },
      ],
      operands: { label: 'HASH', min: 1, max: 1 },
      options: [NATS_SERVER_OPTION, WORKERS_OPTION],
      load: () => import('./worker.ts'),
    },
  ],
};
