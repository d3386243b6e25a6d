/** For which agents something is installed, and what would change for each. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import {
  changesFor,
  type HttpHook,
  INSTALL_CLIENTS,
  type InstallClient,
  InstallError,
  type Launcher,
  type Placement,
  type Scope,
  TOKEN_TO_COME,
} from '@capgate/agents';
import type { Io } from '../io.ts';
import { dataFolder, hasSystemGate, SYSTEM_GATE } from '../machine/places.ts';
import type { Step } from './apply.ts';
import { lookAt } from './files.ts';
import { whyShared, whyTooOld } from './posting/claude.ts';
import { programPath } from './program-path.ts';

/** An agent in a scope; `project` counts in that scope alone. */
export interface Target {
  readonly client: InstallClient;
  readonly scope: Scope;
  readonly project: string;
  /** By which it posts to the gate itself. */
  readonly http?: HttpHook;
}

/** A file that is left as it is, and why. */
export interface Left {
  readonly agent: string;
  readonly path: string;
  readonly reason: string;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly left: readonly Left[];
}

/** Whether the agent is on this machine: a folder of its own in the home folder, or its program on the search path. */
export function isHere({ folders, programs }: InstallClient, io: Io): boolean {
  return (
    folders.some((folder) => existsSync(join(io.home, folder))) ||
    programs.some((program) => programPath(io, program) !== undefined)
  );
}

export function clientNamed(name: string): InstallClient | undefined {
  return INSTALL_CLIENTS.find((client) => client.name === name);
}

export function planFor(targets: readonly Target[], io: Io): Plan {
  const plans = targets.map((target) => planOf(target, io));
  return { steps: plans.flatMap(({ steps }) => steps), left: plans.flatMap(({ left }) => left) };
}

export function placementsOf({ client, scope, project, http }: Target, io: Io): readonly Placement[] {
  const { home, platform, env: environment } = io;
  const around = { scope, project, home, platform, environment, launcher: launcherOf(scope, io), list };
  return client.placements(http === undefined ? around : { ...around, http });
}

function planOf(target: Target, io: Io): Plan {
  const { client, scope, project, http } = target;
  const placements = placementsOf(target, io);
  const agent = client.name;
  const unfit = http && (whyTooOld(io) ?? whyAnyShared(placements));
  if (unfit !== undefined || placements.length === 0) {
    const reason = unfit ?? client.note ?? 'expected settings of it, met none';
    return { steps: [], left: [{ agent, path: '', reason }] };
  }
  const plan = planOn(placements, { agent, scope, project });
  if (http?.token !== TOKEN_TO_COME) return plan;
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, address: http.address })) };
}

function whyAnyShared(placements: readonly Placement[]): string | undefined {
  return placements.map(({ path }) => whyShared(lookAt(path).target)).find((why) => why !== undefined);
}

/** What placements come to on this disk. */
export function planOn(placements: readonly Placement[], owner: Owner): Plan {
  const steps: Step[] = [];
  const left: Left[] = [];
  for (const placement of placements) {
    try {
      steps.push(...stepsFor(placement, owner));
    } catch (error) {
      if (!(error instanceof InstallError)) throw error;
      left.push({ agent: owner.agent, path: placement.path, reason: error.message });
    }
  }
  return { steps, left };
}

type Owner = Pick<Step, 'agent' | 'scope' | 'project'>;

function stepsFor(placement: Placement, { agent, scope, project }: Owner): Step[] {
  return changesFor(placement, (path) => lookAt(path).found).map((change) => {
    const { target } = lookAt(change.path);
    if (scope === 'project') confirmInside(target, project);
    return { agent, scope, project, target, change };
  });
}

/** Whoever wrote the project may have put a link there, to a file of the person's. */
function confirmInside(target: string, project: string): void {
  let folder = target;
  while (!existsSync(folder)) folder = join(folder, '..');
  const root = realpathSync(project);
  if (`${realpathSync(folder)}${sep}`.startsWith(`${root}${sep}`)) return;
  throw new InstallError('TAKEN', 'expected a file of the project, met a link out of it; it was left');
}

const PROGRAM = 'current/bin/capgate-hook';

/** What people share holds no path of one home folder. */
export function launcherOf(scope: Scope, io: Io): Launcher {
  if (scope === 'user') return { kind: 'path', path: join(dataFolder(io), PROGRAM) };
  // Those of the machine do not rest on what lies in a home folder, where that can be.
  if (scope === 'managed' && hasSystemGate(io)) return { kind: 'path', path: join(SYSTEM_GATE.data, PROGRAM) };
  return { kind: 'home' };
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
