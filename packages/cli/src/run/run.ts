/** `capgate run`. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { quoted, visible } from '@capgate/base';
import type {
  Confined,
  ConfinedCommand,
  Confinement,
  Ending,
  Limit,
  Mask,
  Place,
  RootlessStatus,
  TierName,
} from '@capgate/kernel';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { runProgram } from '../exec/spawn.ts';
import { ExitStatus, type Io } from '../io.ts';
import { answered } from './answered.ts';
import { type Held, heldByPrograms, Stopped, tierText } from './held.ts';
import { type Kernel, kernelHere, NOT_ENFORCED } from './kernel.ts';
import { confinedThread } from './program.ts';
import { report } from './report.ts';
import { makeFolders, sessionOf, unheldAgent } from './session.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const kernel = await kernelHere(io);
  if (kernel === undefined) return unenforced(NOT_ENFORCED, args, io);
  const mask = kernel.sessionMask(randomBytes(8).readBigUInt64LE(), args.has('no-network') ? 'off' : 'on');
  const backstop = kernel.backstopStatus(mask);
  if (backstop.tier === 'none') return unenforced(backstop.summary, args, io);
  try {
    return await enforced(kernel, mask, backstop, args, io);
  } catch (error) {
    if (!(error instanceof kernel.KernelError)) throw error;
    throw new CliError('INPUT', `${error.message}; nothing was run`);
  }
}

async function enforced(
  kernel: Kernel,
  mask: Mask,
  backstop: RootlessStatus,
  args: Arguments,
  io: Io,
): Promise<number> {
  const isDry = args.has('dry-run');
  if (!isDry) makeFolders(args, io);
  const places = kernel.sessionPlaces(sessionOf(args, io));
  const held = isDry ? undefined : await heldByPrograms(kernel, mask, places);
  const programs = typeof held === 'object' ? held : undefined;
  const rootless = kernel.rootlessStatus(mask);
  const confine = (tier: TierName | undefined): Confinement => confinementFor(kernel, places, mask, tier, args);
  if (isDry) {
    const confinement = confine(rootless.tier === 'notify' ? 'notify' : undefined);
    return report({ enforcement: rootless, places, mask, confinement }, args, io);
  }
  const [command = '', ...words] = args.operands;
  const asked = { command, args: words, cwd: io.cwd, env: io.env, thread: confinedThread() };
  if (programs !== undefined) {
    await tell(`${tierText(programs)}, over ${backstop.summary}`, [], places, args, io);
    return watched(kernel, { ...asked, confinement: confine(programs.tier) }, programs, io);
  }
  const said = (isAnswered: boolean, without: string | undefined): Promise<void> => {
    const reasons = [held, without].filter((reason) => typeof reason === 'string');
    return tell(isAnswered ? rootless.summary : backstop.summary, reasons, places, args, io);
  };
  return answered(kernel, { mask, asked, confine, said, ended }, io);
}

function confinementFor(
  kernel: Kernel,
  places: readonly Place[],
  mask: Mask,
  tier: TierName | undefined,
  args: Arguments,
): Confinement {
  const confinement = kernel.confinementOf(places, mask, kernel.landlockVersion(), kernel.listingOf, tier);
  const agent = unheldAgent(args);
  return { ...confinement, limits: [...(agent === undefined ? [] : [hooksOf(agent)]), ...confinement.limits] };
}

/** Under the kernel's programs: they know it by its control group, and tell what they stopped. */
async function watched(kernel: Kernel, asked: ConfinedCommand, { session }: Held, io: Io): Promise<number> {
  const stopped = new Stopped();
  const reading = session.read((event) => stopped.add(event));
  const beforeStart = async (pid: number): Promise<void> => session.add(pid);
  try {
    return await ended(await kernel.startConfined({ ...asked, beforeStart }));
  } finally {
    const { lost } = session.tally();
    session.drain((event) => stopped.add(event));
    if (await session.end()) await reading;
    // What still runs is held on, by programs that need nobody.
    else
      await io.stderr.write(
        `capgate: processes ${kernel.membersOf(session.group).join(', ')} still run, and stay held\n`,
      );
    await stopped.tell(lost, io);
  }
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

/** `without`: why no higher tier holds it, from the highest on. */
async function tell(
  summary: string,
  without: readonly string[],
  places: readonly Place[],
  args: Arguments,
  io: Io,
): Promise<void> {
  if (!io.stderr.isTerminal && !args.has('verbose')) return;
  const workspace = places.find(({ scope }) => scope === 'workspace');
  await io.stderr.write(
    `capgate: held by ${summary}; changes stay in ${quoted(workspace?.path ?? '', 400)}, temporary folders and caches; --dry-run says what is not held\n`,
  );
  if (!args.has('verbose')) return;
  for (const [index, what] of ['programs in the kernel', 'a thread that answers'].entries()) {
    const reason = without[index];
    if (reason !== undefined) await io.stderr.write(`capgate: without ${what}: ${visible(reason)}\n`);
  }
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
