/** `capgate run`. */
import { quoted, visible } from '@capgate/base';
import type { Confinement, Limit, Mask, Place, RootlessStatus } from '@capgate/kernel';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { runProgram } from '../exec/spawn.ts';
import { ExitStatus, type Io } from '../io.ts';
import { socketPath } from '../machine/places.ts';
import { answeringHolder, backstopHolder, type Holder, programsHolder, type Session } from './holders.ts';
import { type Kernel, kernelHere, NOT_ENFORCED } from './kernel.ts';
import { Learning } from './learning.ts';
import { type Plan, placesOf, planOf, toolsOf } from './plan.ts';
import { confinedThread } from './program.ts';
import { report } from './report.ts';
import { makeFolders, namesCommands, unheldAgent } from './session.ts';
import { type SessionUser, sessionUser } from './user.ts';
import { type Asked, type Watch, watched } from './watched.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const kernel = await kernelHere(io);
  if (kernel === undefined) return unenforced(NOT_ENFORCED, args, io);
  const plan = await planOf(kernel, args, io);
  const backstop = kernel.backstopStatus(plan.mask);
  if (backstop.tier === 'none') return unenforced(backstop.summary, args, io);
  try {
    return await enforced(kernel, plan, backstop, args, io);
  } catch (error) {
    if (!(error instanceof kernel.KernelError)) throw error;
    throw new CliError('INPUT', `${error.message}; nothing was run`);
  }
}

async function enforced(
  kernel: Kernel,
  plan: Plan,
  backstop: RootlessStatus,
  args: Arguments,
  caller: Io,
): Promise<number> {
  const isDry = args.has('dry-run');
  const { mask } = plan;
  const { io, other } = sessionUser(kernel, args, caller);
  if (!isDry) makeFolders(args, io, other);
  const { places, workspace, grantable } = placesOf(kernel, plan, args, io);
  const confine = (tier: Holder['tier']): Confinement => confinementFor(kernel, places, mask, tier, args);
  const rootless = kernel.rootlessStatus(mask);
  if (isDry) return report({ enforcement: rootless, places, mask, confinement: confine(heldBy(rootless)) }, args, io);
  const session = { mask, places, tools: toolsOf(plan), uid: io.uid ?? 0 };
  const programs = await programsHolder(kernel, session, backstop.summary);
  const holders = typeof programs === 'string' ? rootlessHolders(kernel, session, rootless, backstop) : [programs];
  const learning = learningOf(kernel, places, holders, other, args);
  const { operands } = args;
  const watch: Watch = {
    kernel,
    mask,
    holders: learning === undefined ? holders : holders.filter(({ tier }) => tier !== 'backstop'),
    confine: ({ tier }) => confine(tier),
    workspace,
    grantable,
    socket: socketPath(io, io.env['CAPGATE_SOCKET']),
    isVerbose: args.has('verbose'),
    namesCommands: namesCommands(args),
    say: ({ summary }, without) =>
      say(
        other === undefined ? summary : `${summary}, as ${other.name}`,
        typeof programs === 'string' ? [programs, ...without] : without,
        workspace,
        args,
        io,
      ),
    ...(learning && { note: (event) => learning.note(event) }),
  };
  const ran = await watched(askedOf(operands, io, other), watch, io);
  await learning?.write(operands, ran, io);
  return ran.status;
}

function askedOf([command = '', ...words]: readonly string[], io: Io, other: SessionUser['other']): Asked {
  const asked = { command, args: words, cwd: io.cwd, env: io.env, thread: confinedThread() };
  return other === undefined ? asked : { ...asked, user: other };
}

/** Throws `CliError` where nothing here could tell what happens. */
function learningOf(
  kernel: Kernel,
  places: readonly Place[],
  holders: readonly Holder[],
  other: SessionUser['other'],
  args: Arguments,
): Learning | undefined {
  const path = args.value('learn');
  if (path === undefined) return undefined;
  if (holders.every(({ tier }) => tier === 'backstop'))
    throw new CliError(
      'INPUT',
      'expected a kernel that tells what a command does (Linux 5.5), met none; nothing was run',
    );
  return new Learning({ kernel, path, places, other });
}

function rootlessHolders(
  kernel: Kernel,
  { mask, tools }: Session,
  rootless: RootlessStatus,
  backstop: RootlessStatus,
): Holder[] {
  const last = backstopHolder(kernel, backstop.summary);
  return rootless.tier === 'notify' ? [answeringHolder(kernel, mask, tools, rootless.summary), last] : [last];
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
  workspace: string,
  args: Arguments,
  io: Io,
): Promise<void> {
  const [isVerbose, isLearning] = [args.has('verbose'), args.has('learn')];
  // That something is held goes without saying; that it is not does not.
  if (!io.stderr.isTerminal && !isVerbose && !isLearning) return;
  await io.stderr.write(
    isLearning
      ? `capgate: learning from ${summary}: neither files nor connections are held\n`
      : `capgate: held by ${summary}; changes stay in ${quoted(workspace, 400)}, temporary folders and caches; --dry-run says what is not held\n`,
  );
  if (!isVerbose) return;
  for (const [index, what] of ['programs in the kernel', 'a thread that answers'].entries()) {
    const reason = without[index];
    if (reason !== undefined) await io.stderr.write(`capgate: without ${what}: ${visible(reason)}\n`);
  }
}
