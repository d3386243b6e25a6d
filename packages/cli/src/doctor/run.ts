/** `capgate doctor`: proves of each agent on this machine that it asks the gate, and that it stops without one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientError, SocketClient } from '@capgate/client';
import { quoted, visible, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { workspaceAround } from '../check/circumstances.ts';
import { socketOf } from '../gate/ask.ts';
import { codexDistrust } from '../install/codex-step.ts';
import { whyTooOld } from '../install/posting/claude.ts';
import { isRefused } from '../install/posting/door.ts';
import { launcherOf, placementsOf, type Target } from '../install/targets.ts';
import { ExitStatus, type Io } from '../io.ts';
import { columnsOf, paintFor } from '../style.ts';
import { type Examination, type Means, NO_SETTINGS, notConnected, tryHook } from './examine.ts';
import { openFalseGates } from './false-gates.ts';
import { isWell, reportText } from './report.ts';
import { hooksOf, targetsOf } from './targets.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const socket = socketOf(args, io);
  const proof = await proofOf(
    targetsOf({ named: args.values('agent'), project: workspaceAround(io.cwd) }, io),
    socket,
    io,
  );
  if (args.has('json')) {
    await io.stdout.write(`${visibleJson({ gate: proof.gate ?? 'answers', agents: proof.agents })}\n`);
  } else await tell(proof, io);
  return isProved(proof) ? ExitStatus.OK : ExitStatus.PROBLEM;
}

/** Tries the hooks of these agents before the gate at that socket, and tells what came of it: whether all is well. */
export async function prove(targets: readonly Target[], socket: string, io: Io): Promise<boolean> {
  const proof = await proofOf(targets, socket, io);
  await tell(proof, io);
  return isProved(proof);
}

interface Proof {
  readonly socket: string;
  /** What is wrong with the gate itself. */
  readonly gate: string | undefined;
  readonly agents: readonly Examination[];
}

async function proofOf(targets: readonly Target[], socket: string, io: Io): Promise<Proof> {
  return { socket, gate: await gateText(socket), agents: await examineAll(targets, socket, io) };
}

async function tell({ socket, gate, agents }: Proof, io: Io): Promise<void> {
  await io.stdout.write(`Gate: ${gate ?? `answers at ${quoted(socket, 400)}`}\n\n`);
  if (agents.length === 0) await io.stdout.write('No agent was found here; name one: capgate doctor --agent AGENT\n');
  else await io.stdout.write(reportText(agents, paintFor(io.stdout, io.env), columnsOf(io.stdout)));
}

function isProved({ gate, agents }: Proof): boolean {
  return gate === undefined && agents.length > 0 && agents.every(isWell);
}

/** What is wrong with the gate itself. */
async function gateText(path: string): Promise<string | undefined> {
  const client = new SocketClient({ path });
  try {
    const { log } = await client.call('GET', '/v1/status');
    return log.works ? undefined : 'its log does not work; see capgate status';
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (error.code === 'CONNECT') return `none answers at ${quoted(path, 400)}; capgate serve starts one`;
    return visible(`${error.code}: ${error.message}`);
  } finally {
    client.close();
  }
}

async function examineAll(targets: readonly Target[], socket: string, io: Io): Promise<Examination[]> {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-doctor-'));
  const gates = await openFalseGates(folder);
  const env = { ...io.env, HOME: io.home, CAPGATE_SOCKET: socket };
  try {
    return await Promise.all(
      targets.map((target, at) => examine(target, io, { gates, env, folder: mkdtempSync(join(folder, `${at}-`)) })),
    );
  } finally {
    gates.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is no matter of the settings themselves. */
async function whyNotHeeded(target: Target, io: Io): Promise<string | undefined> {
  if (target.http === undefined) return codexDistrust(target, io);
  if (await isRefused(target.http)) return 'the gate does not take its token; capgate init makes a new one';
  return whyTooOld(io);
}

const FOREIGN = 'this project’s hook is not what capgate init has there, or runs another; it was not started';

async function examine(target: Target, io: Io, means: Means): Promise<Examination> {
  const { client, scope } = target;
  const placements = placementsOf(target, io);
  const why =
    placements.length === 0 ? NO_SETTINGS : (notConnected(client.name, placements) ?? (await whyNotHeeded(target, io)));
  const hooks = hooksOf(target, io);
  // What a repository brings along is not started for being called as ours are.
  const fit = scope === 'project' ? hooks.filter(({ isOurs }) => isOurs) : hooks;
  const reason = hooks.length > 0 && fit.length === 0 ? FOREIGN : why;
  const [first] = fit;
  return {
    agent: client.name,
    title: client.title,
    scope,
    ...(reason !== undefined && { notConnected: reason }),
    ...(first !== undefined && { hook: await tryHook(client.name, first.run, launcherOf(scope, io), means) }),
  };
}
