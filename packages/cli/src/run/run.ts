/** `capgate run`. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { quoted } from '@capgate/base';
import type { BackstopStatus, Confined, Ending, Limit, Mask, Place } from '@capgate/kernel';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { runProgram } from '../exec/spawn.ts';
import { ExitStatus, type Io } from '../io.ts';
import { type Kernel, kernelHere, NOT_ENFORCED } from './kernel.ts';
import { confinedThread } from './program.ts';
import { report } from './report.ts';
import { makeFolders, sessionOf, unheldAgent } from './session.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const kernel = await kernelHere(io);
  if (kernel === undefined) return unenforced(NOT_ENFORCED, args, io);
  const mask = kernel.sessionMask(randomBytes(8).readBigUInt64LE(), args.has('no-network') ? 'off' : 'on');
  const enforcement = kernel.backstopStatus(mask);
  if (enforcement.tier === 'none') return unenforced(enforcement.summary, args, io);
  try {
    return await enforced(kernel, mask, enforcement, args, io);
  } catch (error) {
    if (!(error instanceof kernel.KernelError)) throw error;
    throw new CliError('INPUT', `${error.message}; nothing was run`);
  }
}

async function enforced(
  kernel: Kernel,
  mask: Mask,
  enforcement: BackstopStatus,
  args: Arguments,
  io: Io,
): Promise<number> {
  const isDry = args.has('dry-run');
  if (!isDry) makeFolders(args, io);
  const places = kernel.sessionPlaces(sessionOf(args, io));
  const held = kernel.confinementOf(places, mask, kernel.landlockVersion(), kernel.listingOf);
  const agent = unheldAgent(args);
  const confinement = { ...held, limits: [...(agent === undefined ? [] : [hooksOf(agent)]), ...held.limits] };
  if (isDry) return report({ enforcement, places, mask, confinement }, args, io);
  await tell(enforcement.summary, places, args, io);
  const [command = '', ...words] = args.operands;
  const { cwd, env } = io;
  return ended(await kernel.startConfined({ command, args: words, cwd, env, confinement, thread: confinedThread() }));
}

function hooksOf(agent: string): Limit {
  return { kind: 'loose', text: `the files in the home that hold the hooks of ${agent}: it makes others beside them` };
}

async function unenforced(summary: string, args: Arguments, io: Io): Promise<number> {
  if (args.has('dry-run')) {
    await io.stdout.write(args.has('json') ? `${JSON.stringify({ tier: 'none', summary })}\n` : `${summary}\n`);
    return ExitStatus.OK;
  }
  if (!args.has('unenforced'))
    throw new CliError('INPUT', `${summary}; nothing was run: --unenforced runs it without any confinement`);
  return runProgram(args.operands, io);
}

async function tell(summary: string, places: readonly Place[], args: Arguments, io: Io): Promise<void> {
  if (!io.stderr.isTerminal && !args.has('verbose')) return;
  const workspace = places.find(({ scope }) => scope === 'workspace');
  await io.stderr.write(
    `capgate: held by ${summary}; changes stay in ${quoted(workspace?.path ?? '', 400)}, temporary folders and caches; --dry-run says what is not held\n`,
  );
}

/** A terminal sends these to the command as well, which decides what becomes of it. */
const LEFT_TO_IT = ['SIGINT', 'SIGQUIT'] as const;
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
const SIGNALLED = 128;

/** Without it the signal would end this program as well. */
function left(): void {}

/** As a shell reports it. */
async function ended(confined: Confined): Promise<number> {
  const forward = (signal: NodeJS.Signals): void => void confined.kill(signal);
  for (const signal of LEFT_TO_IT) process.on(signal, left);
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    return statusOf(await confined.exited);
  } finally {
    for (const signal of LEFT_TO_IT) process.off(signal, left);
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}

function statusOf({ code, signal }: Ending): number {
  return code ?? SIGNALLED + constants.signals[signal ?? 'SIGKILL'];
}
