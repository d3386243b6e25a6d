/** `capgate run`. */
import { randomBytes } from 'node:crypto';
import { quoted, visible } from '@capgate/base';
import type { Confinement, Limit, Mask, Place, RootlessStatus } from '@capgate/kernel';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { runProgram } from '../exec/spawn.ts';
import { ExitStatus, type Io } from '../io.ts';
import { socketPath } from '../machine/places.ts';
import { answeringHolder, backstopHolder, type Holder, programsHolder } from './holders.ts';
import { type Kernel, kernelHere, NOT_ENFORCED } from './kernel.ts';
import { confinedThread } from './program.ts';
import { report } from './report.ts';
import { makeFolders, sessionOf, unheldAgent } from './session.ts';
import { sessionUser } from './user.ts';
import { type Watch, watched } from './watched.ts';

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
  caller: Io,
): Promise<number> {
  const isDry = args.has('dry-run');
  const { io, other } = sessionUser(kernel, args, caller);
  if (!isDry) makeFolders(args, io, other);
  const places = kernel.sessionPlaces(sessionOf(args, io));
  const confine = (tier: Holder['tier']): Confinement => confinementFor(kernel, places, mask, tier, args);
  const rootless = kernel.rootlessStatus(mask);
  if (isDry) return report({ enforcement: rootless, places, mask, confinement: confine(heldBy(rootless)) }, args, io);
  const programs = await programsHolder(kernel, mask, places, io.uid ?? 0, backstop.summary);
  const [command = '', ...words] = args.operands;
  const user = other === undefined ? {} : { user: other };
  const asked = { command, args: words, cwd: io.cwd, env: io.env, thread: confinedThread(), ...user };
  const watch: Watch = {
    kernel,
    mask,
    holders: typeof programs === 'string' ? rootlessHolders(kernel, mask, rootless, backstop) : [programs],
    confine: ({ tier }) => confine(tier),
    workspace: workspaceIn(places),
    socket: socketPath(io, io.env['CAPGATE_SOCKET']),
    isVerbose: args.has('verbose'),
    say: ({ summary }, without) =>
      say(
        other === undefined ? summary : `${summary}, as ${other.name}`,
        typeof programs === 'string' ? [programs, ...without] : without,
        places,
        args,
        io,
      ),
  };
  return watched(asked, watch, io);
}

function rootlessHolders(kernel: Kernel, mask: Mask, rootless: RootlessStatus, backstop: RootlessStatus): Holder[] {
  const last = backstopHolder(kernel, backstop.summary);
  return rootless.tier === 'notify' ? [answeringHolder(kernel, mask, rootless.summary), last] : [last];
}

function heldBy({ tier }: RootlessStatus): Holder['tier'] {
  return tier === 'none' ? 'backstop' : tier;
}

function confinementFor(
  kernel: Kernel,
  places: readonly Place[],
  mask: Mask,
  tier: Holder['tier'],
  args: Arguments,
): Confinement {
  const above = tier === 'backstop' ? undefined : tier;
  const confinement = kernel.confinementOf(places, mask, kernel.landlockVersion(), kernel.listingOf, above);
  const agent = unheldAgent(args);
  const hooks = agent === undefined ? [] : [hooksOf(agent)];
  const whole = tier === 'lsm' || tier === 'trace' ? [] : [AS_A_WHOLE];
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

/** `without`: why no higher tier holds it, from the highest on. */
async function say(
  summary: string,
  without: readonly string[],
  places: readonly Place[],
  args: Arguments,
  io: Io,
): Promise<void> {
  if (!io.stderr.isTerminal && !args.has('verbose')) return;
  await io.stderr.write(
    `capgate: held by ${summary}; changes stay in ${quoted(workspaceIn(places), 400)}, temporary folders and caches; --dry-run says what is not held\n`,
  );
  if (!args.has('verbose')) return;
  for (const [index, what] of ['programs in the kernel', 'a thread that answers'].entries()) {
    const reason = without[index];
    if (reason !== undefined) await io.stderr.write(`capgate: without ${what}: ${visible(reason)}\n`);
  }
}
