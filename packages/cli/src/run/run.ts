/** `capgate run`. */
import { randomBytes } from 'node:crypto';
import { quoted, visible } from '@capgate/base';
import type { BackstopStatus, Confinement, Limit, Mask, Place } from '@capgate/kernel';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { runProgram } from '../exec/spawn.ts';
import { ExitStatus, type Io } from '../io.ts';
import { type Held, heldByPrograms, tierText } from './held.ts';
import { socketPath } from '../machine/places.ts';
import { type Kernel, kernelHere, NOT_ENFORCED } from './kernel.ts';
import { confinedThread } from './program.ts';
import { report } from './report.ts';
import { makeFolders, sessionOf, unheldAgent } from './session.ts';
import { sessionUser } from './user.ts';
import { watched } from './watched.ts';

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
  backstop: BackstopStatus,
  args: Arguments,
  caller: Io,
): Promise<number> {
  const isDry = args.has('dry-run');
  const { io, other } = sessionUser(kernel, args, caller);
  if (!isDry) makeFolders(args, io, other);
  const places = kernel.sessionPlaces(sessionOf(args, io));
  const held = isDry ? undefined : await heldByPrograms(kernel, mask, places, io.uid ?? 0);
  const programs = typeof held === 'object' ? held : undefined;
  const confinement = confinementFor(kernel, places, mask, programs, args);
  if (isDry) return report({ enforcement: backstop, places, mask, confinement }, args, io);
  const summary = programs === undefined ? backstop.summary : `${tierText(programs)}, over ${backstop.summary}`;
  const who = other === undefined ? summary : `${summary}, as ${other.name}`;
  await tell(who, typeof held === 'string' ? held : undefined, places, args, io);
  const [command = '', ...words] = args.operands;
  const user = other === undefined ? {} : { user: other };
  const asked = { command, args: words, cwd: io.cwd, env: io.env, confinement, thread: confinedThread(), ...user };
  const workspace = workspaceIn(places);
  const socket = socketPath(io, io.env['CAPGATE_SOCKET']);
  return watched(asked, { kernel, mask, held: programs, workspace, socket, isVerbose: args.has('verbose') }, io);
}

function confinementFor(
  kernel: Kernel,
  places: readonly Place[],
  mask: Mask,
  programs: Held | undefined,
  args: Arguments,
): Confinement {
  const confinement = kernel.confinementOf(places, mask, kernel.landlockVersion(), kernel.listingOf, programs?.tier);
  const agent = unheldAgent(args);
  const hooks = agent === undefined ? [] : [hooksOf(agent)];
  const whole = programs === undefined ? [AS_A_WHOLE] : [];
  return { ...confinement, limits: [...hooks, ...confinement.limits, ...whole] };
}

const AS_A_WHOLE: Limit = {
  kind: 'loose',
  text: "each command to its own verdict: verdicts do not narrow what runs; root's programs in the kernel do, beside a gate",
};

function workspaceIn(places: readonly Place[]): string {
  return places.find(({ scope }) => scope === 'workspace')?.path ?? '';
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

/** `without`: why the kernel's programs do not hold it, where they do not. */
async function tell(
  summary: string,
  without: string | undefined,
  places: readonly Place[],
  args: Arguments,
  io: Io,
): Promise<void> {
  if (!io.stderr.isTerminal && !args.has('verbose')) return;
  await io.stderr.write(
    `capgate: held by ${summary}; changes stay in ${quoted(workspaceIn(places), 400)}, temporary folders and caches; --dry-run says what is not held\n`,
  );
  if (args.has('verbose') && without !== undefined)
    await io.stderr.write(`capgate: without programs in the kernel: ${visible(without)}\n`);
}
