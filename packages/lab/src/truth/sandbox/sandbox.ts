/**
 * Where commands run for real: a throw-away tree in namespaces of its own (`isolate.sh`). A sandbox exists only after a
 * probe inside it was refused every write outside the tree; each command then gets a fresh one of the same making.
 */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isRead } from './trace.ts';

const script = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const ISOLATE = script('isolate.sh');
const PROVE = script('prove.sh');

/** The user `nobody` of Debian, for whom root has commands run: owns no file, so even a hole in the walls opens on little. */
const NOBODY = '65534';
const TIMEOUT_MS = 30_000;
/** Of the command alone. */
const COMMAND_TIMEOUT_S = 20;
const TRACE_BYTES_MAX = 16 << 20;
const OUTPUT_MAX_BYTES = 64 << 20;
/** Where commands run unless told otherwise; `isolate.sh` makes it. */
export const PROJECT = '/home/dev/project';
/** What `strace` follows: every call that names a file, who is talked to, and what is done to the machine. */
const CALLS =
  '%file,fchdir,fchmod,fchown,ftruncate,clone,clone3,fork,vfork,connect,bind,sendto,kill,reboot,sethostname,clock_settime,init_module,finit_module,unshare,setns';

export type SandboxErrorCode = 'MISSING' | 'NOT_ISOLATED' | 'FAILED';

/** MISSING: a program that it needs. NOT_ISOLATED: the walls do not hold here, so nothing was run. FAILED: no trace came back. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string) {
    super(message);
    this.name = 'SandboxError';
    this.code = code;
  }
}

export interface Sandbox {
  /** Runs a command line of bash in a fresh tree and returns what `strace` saw. Throws `SandboxError` FAILED. */
  trace(command: string): string;
  /** As `trace`, in `folder`, and without an error where there is only a beginning to return. */
  watch(command: string, folder: string): Trace;
  /** The paths that a tree has before a command runs in it. */
  readonly before: ReadonlySet<string>;
  /** Those of the names that no program, builtin or file of the tree has. */
  missing(names: readonly string[]): string[];
  /** Removes the sandbox's folders. */
  close(): void;
}

export interface Trace {
  /** Of what `strace` saw, the first `TRACE_BYTES_MAX`; at least a line. */
  readonly text: string;
  /**
   * Whether that is all: nothing was cut off or is too long to be read, and the command ended in time and did not end who
   * watches.
   */
  readonly isWhole: boolean;
}

/** The only lines that the probe may print, in any order. */
const PROOF = [
  'writes /home/dev/project',
  'writes /tmp',
  'mounted /home',
  'mounted /tmp',
  'mounted /trace',
  ...['null', 'zero', 'full', 'random', 'urandom'].map((device) => `mounted /dev/${device}`),
  'nests no namespaces',
  'network lo',
  'CapEff: 0000000000000000',
  'CapPrm: 0000000000000000',
  'CapBnd: 0000000000000000',
  'NoNewPrivs: 1',
];

/** What is wrong with the walls, by the probe's report; `user` is whom its user id is outside. Empty where nothing is. */
export function faultsOf(report: string, user: string): string[] {
  const lines = report.split('\n').filter((line) => line !== '');
  const expected = [...PROOF, `user ${user}`];
  const lacking = expected.filter((line) => !lines.includes(line));
  const foreign = lines.filter((line) => !expected.includes(line));
  return [...foreign.map((line) => `the probe says: ${line}`), ...lacking.map((line) => `the probe lacks: ${line}`)];
}

/**
 * Opens a sandbox whose trees are filled by the script `seed`, which runs in `PROJECT`. Throws `SandboxError` MISSING or
 * NOT_ISOLATED before any command was run.
 */
export function openSandbox(seed: string): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-truth-'));
  chmodSync(folder, 0o755);
  const close = () => rmSync(folder, { recursive: true });
  try {
    requirePrograms();
    const ground = groundIn(folder, seed);
    prove(ground);
    const before = new Set(inside(ground, 'find /home /tmp', {}).stdout.split('\n'));
    return {
      trace: (command) => wholeTrace(ground, command),
      watch: (command, place) => watched(ground, command, place),
      before,
      missing: (names) => missing(ground, names),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** What trees are built from. */
interface Ground {
  /** An empty folder to build in. */
  readonly root: string;
  /** A Node program that whoever commands run as may enter; empty where there is none. */
  readonly node: string;
  /** What fills them. */
  readonly seed: string;
}

function groundIn(folder: string, seed: string): Ground {
  const root = join(folder, 'tree');
  mkdirSync(root);
  chmodSync(root, 0o755);
  return { root, node: nodeProgram(folder), seed };
}

function wholeTrace(ground: Ground, command: string): string {
  const { text, isWhole } = watched(ground, command, PROJECT);
  if (isWhole) return text;
  throw new SandboxError('FAILED', `expected a whole trace of ${JSON.stringify(command)}, met its beginning`);
}

function watched(ground: Ground, command: string, folder: string): Trace {
  if (command.includes('\0') || folder.includes('\0'))
    throw new SandboxError('FAILED', 'expected a command and a folder without NUL, met one');
  const flags = `-f -y -q -s 4096 -e signal=none -e trace=${CALLS} -o /trace/log`;
  const strace = `timeout -s KILL ${COMMAND_TIMEOUT_S} strace ${flags} -- bash -c "$COMMAND" > /dev/null 2>&1`;
  const run = `cd -- "$FOLDER" && { ${strace}; head -c ${TRACE_BYTES_MAX} /trace/log; }`;
  const { status, stdout, stderr } = inside(ground, run, { COMMAND: command, FOLDER: folder });
  const [, first] = /^(\d{1,10})\s/u.exec(stdout) ?? [];
  if (status !== 0 || first === undefined) {
    const met = `status ${status}: ${stderr}`;
    throw new SandboxError('FAILED', `expected a trace of ${JSON.stringify(command)}, met ${met}`);
  }
  // The first process is the shell that reads the line: of its end, `strace` tells if it is still there.
  const hasEnd = new RegExp(`^${first}\\s+\\+\\+\\+ (?:exited|killed) `, 'mu').test(stdout);
  return { text: stdout, isWhole: hasEnd && isRead(stdout) };
}

function missing(ground: Ground, names: readonly string[]): string[] {
  const run = 'for name in $NAMES; do type "$name" > /dev/null 2>&1 || [[ -e $name ]] || echo "$name"; done';
  const plain = names.filter((name) => /^[\w.+-]+$/u.test(name));
  return inside(ground, run, { NAMES: plain.join(' ') })
    .stdout.split('\n')
    .filter((name) => name !== '');
}

function requirePrograms(): void {
  for (const program of ['strace', 'unshare', 'setpriv', 'pivot_root']) {
    if (spawnSync('bash', ['-c', `PATH=$PATH:/usr/sbin:/sbin type ${program}`]).status !== 0)
      throw new SandboxError('MISSING', `${program} is not on PATH`);
  }
}

/** A folder of the host that anybody may write to must stay as it is, and the probe's report must have no fault. */
function prove(ground: Ground): void {
  const canary = mkdtempSync(join(tmpdir(), 'capgate-canary-'));
  chmodSync(canary, 0o777);
  try {
    const { stdout, stderr } = inside(ground, PROVE, { CANARY_FOLDER: canary, CANARY_PROCESS: String(process.pid) });
    const faults = faultsOf(stdout, isRoot() ? NOBODY : String(process.getuid?.()));
    if (readdirSync(canary).length > 0) faults.push('a folder of the host was written to');
    if (faults.length > 0) throw new SandboxError('NOT_ISOLATED', `${faults.join('; ')}. ${stderr}`.trim());
  } finally {
    rmSync(canary, { recursive: true });
  }
}

function inside({ root, node, seed }: Ground, run: string, environment: Readonly<Record<string, string>>) {
  const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];
  const spaces = '--user --map-root-user --mount --net --pid --ipc --uts --fork --kill-child'.split(' ');
  const isolated = ['unshare', ...spaces, '--', 'bash', '-c', ISOLATE, 'isolate', root, node, seed, run];
  const argv = isRoot() ? [...asNobody, ...isolated] : isolated;
  return spawnSync(argv[0]!, argv.slice(1), {
    cwd: '/',
    // Nothing of the caller's environment gets in.
    env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', ...environment },
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: OUTPUT_MAX_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Node itself; a copy of it in `folder` where its own place is closed to the user that root hands the sandbox over to. */
function nodeProgram(folder: string): string {
  const own = process.execPath;
  if (!isRoot()) return isRunnable(own) ? own : '';
  if (isOpenToAll(own)) return own;
  const copy = join(folder, 'node');
  copyFileSync(own, copy);
  chmodSync(copy, 0o755);
  return copy;
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether everybody may read and run the program and enter the folders that it lies in. */
function isOpenToAll(program: string): boolean {
  for (let folder = dirname(program); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & constants.S_IXOTH) === 0) return false;
  }
  const needed = constants.S_IROTH | constants.S_IXOTH;
  return (statSync(program).mode & needed) === needed;
}
