/**
 * Guests: Debian's kernels, booted in QEMU's software emulation with this machine's own root file system, read-only
 * and with memory on top. For what this machine's kernel refuses. `scripts/guest-kernels.sh` provides the kernels.
 */
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { CodedError } from '@capgate/base';

/** The series of kernels that there are guests of. */
export const KERNELS = ['6.1', '6.12'] as const;
export type Kernel = (typeof KERNELS)[number];

export interface GuestCommand {
  readonly kernel: Kernel;
  /** A program, found by PATH or named by its place on this machine, and its arguments. It runs as root in `/`. */
  readonly command: readonly string[];
  /** What it gets besides PATH, HOME, GUEST_KERNEL and GUEST_OUT, the folder whose files come back. */
  readonly env?: Readonly<Record<string, string>>;
  /** 1 where absent: emulation takes twice the time for 2, which only races are worth. */
  readonly cpus?: 1 | 2;
  /** For the kernel, after those that every guest has; of two that say the same thing the last counts. */
  readonly kernelArguments?: readonly string[];
  /** Of all of it, from power on. */
  readonly timeoutMs: number;
}

export interface GuestResult {
  /** As a shell tells it: 128 and the signal of what was killed. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What lay directly in GUEST_OUT, by name. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** The guest never ran its command; it ended before its command did; it was stopped at its time limit. */
type GuestErrorCode = 'DID_NOT_COME_UP' | 'DIED' | 'TIMED_OUT';

/** A guest that came to no result. Its text ends in what it wrote to its console and what its command wrote. */
class GuestError extends CodedError<GuestErrorCode> {
  override readonly name = 'GuestError';
}

const QEMU = 'qemu-system-x86_64';
const CACHE = '/var/cache/capgate-kernels';
const BOOT = fileURLToPath(new URL('boot.sh', import.meta.url));
/** The shared folder, in the guest. */
const JOB = '/run/guest';
const MEMORY_MIB = 1536;
const OUTPUT_MAX_BYTES = 16 * 2 ** 20;
/** Of console and output, in an error. */
const TAIL_CHARS = 3000;

const KERNEL_ARGUMENTS = [
  'console=ttyS0 quiet',
  // Restarts at once where the kernel gives up, and QEMU ends at a restart.
  'panic=-1',
  'lsm=landlock,yama,bpf',
  // Emulated, these take a third of the time to come up, and nothing here tests them.
  'mitigations=off nokaslr audit=0 nowatchdog no_timer_check tsc=reliable cryptomgr.notests rcupdate.rcu_expedited=1',
];

/** Why there is no guest of `kernel` here, with what would provide it; undefined where there is one. */
export function missingGuest(kernel: Kernel): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'guest kernels are for Linux on x64';
  const remedy = '`sudo scripts/provision.sh` provides it';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, QEMU)))) return `${QEMU} is not on PATH; ${remedy}`;
  if (!existsSync(join(CACHE, kernel, 'form'))) return `${CACHE} has no kernel ${kernel}; ${remedy}`;
  return undefined;
}

/** The package that the guest's kernel is from, as NAME=VERSION. */
export function packageOf(kernel: Kernel): string {
  return readFileSync(join(CACHE, kernel, 'package'), 'utf8').trim();
}

/**
 * Boots a guest, runs one command in it and powers it off. The guest sees each file of this machine as it was when the
 * guest first looked at it. Throws `GuestError` where there is no result.
 */
export async function runInGuest(wanted: GuestCommand): Promise<GuestResult> {
  const job = mkdtempSync(join(tmpdir(), 'capgate-guest-'));
  try {
    copyFileSync(BOOT, join(job, 'boot'));
    writeFileSync(join(job, 'command'), script(wanted));
    mkdirSync(join(job, 'out'));
    const { console, isTimedOut } = await powerOn(wanted, job);
    if (!existsSync(join(job, 'code'))) throw noResult(wanted, job, console, isTimedOut);
    return resultIn(job);
  } finally {
    rmSync(job, { recursive: true });
  }
}

function script({ kernel, command, env = {} }: GuestCommand): string {
  const variables = {
    PATH: process.env['PATH'] ?? '',
    HOME: '/run/home',
    GUEST_KERNEL: kernel,
    GUEST_OUT: `${JOB}/out`,
  };
  const exports = Object.entries({ ...variables, ...env }).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  return `${exports.join('')}exec ${command.map(quoted).join(' ')}\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Until the guest powers off, dies or is stopped. */
function powerOn(wanted: GuestCommand, job: string): Promise<{ console: string; isTimedOut: boolean }> {
  const limit = AbortSignal.timeout(wanted.timeoutMs);
  // A test runner that is killed leaves no guest behind.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', QEMU, ...machine(wanted, job)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: limit,
    killSignal: 'SIGKILL',
  });
  let console = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      console = (console + text).slice(-TAIL_CHARS);
    });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      if (error.name !== 'AbortError') reject(error);
    });
    child.on('close', () => resolve({ console: stripVTControlCharacters(console), isTimedOut: limit.aborted }));
  });
}

function machine({ kernel, cpus = 1, kernelArguments = [] }: GuestCommand, job: string): string[] {
  return [
    ['-accel', 'tcg', '-cpu', 'max', '-smp', `${cpus}`, '-m', `${MEMORY_MIB}`],
    ['-nodefaults', '-nic', 'none', '-display', 'none', '-serial', 'stdio', '-no-reboot'],
    ['-kernel', join(CACHE, kernel, 'vmlinux'), '-initrd', join(CACHE, kernel, 'initramfs')],
    ['-append', [...KERNEL_ARGUMENTS, ...kernelArguments].join(' ')],
    shared('host', '/', ',readonly=on'),
    shared('job', job, ''),
  ].flat();
}

/** `path` as a file system that the guest mounts by `name`; a comma in it is written twice. */
function shared(name: string, path: string, options: string): string[] {
  const folder = `local,id=${name},path=${path.replaceAll(',', ',,')},security_model=none,multidevs=remap${options}`;
  return ['-fsdev', folder, '-device', `virtio-9p-pci,fsdev=${name},mount_tag=${name}`];
}

function noResult({ kernel, timeoutMs }: GuestCommand, job: string, console: string, isTimedOut: boolean): GuestError {
  const isUp = existsSync(join(job, 'up'));
  const rest = [`its console:\n${console}`, ...['stdout', 'stderr'].map((name) => `${name}:\n${tailOf(job, name)}`)];
  const say = (code: GuestErrorCode, text: string) =>
    new GuestError(code, `guest ${kernel}: expected its command to end, met ${text}; ${rest.join('\n')}`);
  if (isTimedOut) return say('TIMED_OUT', `the limit of ${timeoutMs} ms ${isUp ? 'while it ran' : 'before it began'}`);
  return isUp ? say('DIED', 'the end of the guest') : say('DID_NOT_COME_UP', 'a guest that did not come up');
}

function tailOf(job: string, name: string): string {
  return existsSync(join(job, name)) ? contents(join(job, name)).toString().slice(-TAIL_CHARS) : '';
}

function resultIn(job: string): GuestResult {
  const text = (name: string): string => contents(join(job, name)).toString();
  const out = readdirSync(join(job, 'out')).map((name) => [name, contents(join(job, 'out', name))] as const);
  return { code: Number(text('code')), stdout: text('stdout'), stderr: text('stderr'), files: new Map(out) };
}

/** What a guest left is read as such: it could as well have left a link to something of ours. */
function contents(path: string): Buffer {
  const stats = lstatSync(path);
  if (!stats.isFile() || stats.size > OUTPUT_MAX_BYTES)
    throw new Error(
      `expected a guest to leave a file of at most ${OUTPUT_MAX_BYTES} bytes, met another thing at ${path}`,
    );
  return readFileSync(path);
}
