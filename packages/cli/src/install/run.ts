/** `capgate init` and `capgate upgrade`: plan, show, ask, install, change the settings, start the gate, prove it. */
import { existsSync } from 'node:fs';
import { INSTALL_CLIENTS, InstallError, type Scope } from '@capgate/agents';
import type { Arguments } from '../arguments.ts';
import { workspaceAround } from '../check/circumstances.ts';
import { reasonOf } from '../files.ts';
import { addressOf } from '../gate/address.ts';
import { ExitStatus, type Io } from '../io.ts';
import { hasSystemGate } from '../machine/places.ts';
import { paintFor } from '../style.ts';
import { apply, type Step } from './apply.ts';
import { codexTrust } from './codex-step.ts';
import { machineFiles } from './files.ts';
import { packageFolder } from './package-files.ts';
import { asAsked, takesHttp } from './posting/form.ts';
import { applyPosting, isPosting } from './posting/step.ts';
import { type Keeper, keeperFor } from './service/keeper.ts';
import { installedKeeper, keepRunning, servicePlan, socketOf } from './service/step.ts';
import { agreed, alone, type Setup, setupOf } from './setup.ts';
import { diffText, leftText } from './shown.ts';
import { clientNamed, isHere, type Left, type Plan, planFor, type Target } from './targets.ts';
import { currentOf, install, prune, type Version, versionFor } from './versions.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  if (args.has('undo')) return (await import('./uninstall.ts')).undoRun(args, io);
  if (args.has('separate-user')) return separately(args, io);
  const apart = ['user', 'approver'].find((name) => args.has(name));
  if (apart !== undefined) throw args.misuse(`expected --${apart} with --separate-user, met it without`);
  const setup = setupOf(io);
  const targets = await askedTargets(args, setup, io);
  const isServed = !args.has('no-service');
  // Where the system keeps a gate, nobody would ask another.
  const keeper = isServed && !hasSystemGate(io) ? keeperFor(setup, io) : undefined;
  if (targets.length > 0) return installFor({ setup, targets, keeper, isServed }, args, io);
  await io.stderr.write('No coding agent is found here; name one: capgate init --agent AGENT\n');
  return ExitStatus.PROBLEM;
}

export async function upgrade(args: Arguments, io: Io): Promise<number> {
  const setup = setupOf(io);
  const targets = await Promise.all(
    installedTargets(setup).map((target) => asAsked(target, undefined, setup.journal, io)),
  );
  const keeper = installedKeeper(setup, io);
  const isServed = keeper !== undefined || hasSystemGate(io);
  return installFor({ setup, targets, keeper, isServed }, args, io);
}

/** The system's gate alone: each of its users has the hooks put into settings of their own. */
async function separately(args: Arguments, io: Io): Promise<number> {
  const { gateApart } = await import('./separate-user.ts');
  const { setup, keeper, around } = gateApart(args, io);
  return installFor({ setup, targets: [], keeper, isServed: false }, args, around);
}

async function askedTargets(args: Arguments, { journal }: Setup, io: Io): Promise<Target[]> {
  const chosen = chosenTargets(args, io);
  const asked = args.has('http') ? addressOf(args) : undefined;
  if (asked === undefined && args.has('address')) throw args.misuse('expected --http beside --address, met none');
  if (asked !== undefined && args.has('agent')) confirmTakeHttp(chosen, args);
  return Promise.all(chosen.map((target) => asAsked(target, asked, journal, io)));
}

/** Who named an agent wants to know that it does not post; of those that were found, who can does. */
function confirmTakeHttp(targets: readonly Target[], args: Arguments): void {
  const unfit = targets.find((target) => !takesHttp(target));
  if (unfit === undefined) return;
  const { client, scope } = unfit;
  const scopes = client.httpScopes?.join(' or ');
  const expected = scopes === undefined ? 'an agent that posts to the gate itself' : `--scope ${scopes}`;
  const why = scopes === undefined ? '' : ', as what people share holds no token';
  throw args.misuse(`expected ${expected} with --http${why}, met ${scopes === undefined ? client.name : scope}`);
}

function chosenTargets(args: Arguments, io: Io): Target[] {
  const scope = (args.value('scope') ?? 'user') as Scope;
  const named = args.values('agent');
  const project = workspaceAround(io.cwd);
  const unfit = named.find((name) => clientNamed(name)?.scopes.includes(scope) === false);
  if (unfit !== undefined) {
    const scopes = clientNamed(unfit)?.scopes.join(' or ');
    throw args.misuse(`expected --scope ${scopes} for ${unfit}, met ${scope}`);
  }
  const clients = INSTALL_CLIENTS.filter((client) =>
    named.length > 0 ? named.includes(client.name) : client.scopes.includes(scope) && isHere(client, io),
  );
  return clients.map((client) => ({ client, scope, project }));
}

/** What the journal has, each once; projects that are gone are passed by. */
function installedTargets({ journal }: Setup): Target[] {
  const targets = journal.entries().flatMap(({ agent, scope, project }): Target[] => {
    const client = clientNamed(agent);
    const isGone = scope === 'project' && !existsSync(project);
    return client === undefined || isGone ? [] : [{ client, scope, project }];
  });
  return [...new Map(targets.map((target) => [keyOf(target), target])).values()];
}

function keyOf({ client, scope, project }: Target): string {
  return JSON.stringify([client.name, scope, scope === 'project' ? project : '']);
}

interface Installation {
  readonly setup: Setup;
  readonly targets: readonly Target[];
  /** Runs the gate from then on; absent where nobody does, or another. */
  readonly keeper: Keeper | undefined;
  /** Whether a gate is to answer the hooks, which is proved. */
  readonly isServed: boolean;
}

async function installFor(installation: Installation, args: Arguments, io: Io): Promise<number> {
  const { setup, targets, keeper, isServed } = installation;
  const from = packageFolder();
  const version = versionFor(setup.data, from, process.execPath);
  const service = keeper && servicePlan(keeper, workspaceAround(io.cwd));
  const plan = together(planFor(targets, io), service);
  await showPlan(plan, version, setup, io);
  if (args.has('dry-run')) return statusOf(plan.left);
  const isDone = plan.steps.length === 0 && version.isCurrent;
  if (!isDone && !(await agreed('Install Capgate so?', args, io))) {
    await io.stdout.write('Nothing was done.\n');
    return ExitStatus.PROBLEM;
  }
  const left = await alone(setup, io, async () => {
    const before = currentOf(setup.data);
    install(setup, from, version, process.execPath);
    // The one before stays, for what still runs from it.
    if (before !== version.name) prune(setup.data, [version.name, before]);
    return [
      ...plan.left,
      ...applied(
        plan.steps.filter((step) => !isPosting(step)),
        setup,
      ),
    ];
  });
  left.push(...(await codexTrust(targets, setup, args, io)));
  if (keeper !== undefined && service?.left.length === 0) {
    left.push(...(await keepRunning(keeper, !version.isCurrent || service.steps.length > 0, io)));
  }
  const posting = plan.steps.filter(isPosting);
  if (posting.length > 0) left.push(...(await alone(setup, io, () => applyPosting(posting, setup, io))));
  await showOutcome(targets, left, io);
  return !isServed || (await isProved(targets, io)) ? statusOf(left) : ExitStatus.PROBLEM;
}

function together(plan: Plan, service: Plan | undefined): Plan {
  if (service === undefined) return plan;
  return { steps: [...service.steps, ...plan.steps], left: [...service.left, ...plan.left] };
}

/** The hooks are tried as `capgate doctor` tries them. */
async function isProved(targets: readonly Target[], io: Io): Promise<boolean> {
  const { prove } = await import('../doctor/run.ts');
  await io.stdout.write('\nTrying the hooks, with the gate and without …\n');
  return prove(targets, socketOf(io), io);
}

async function showPlan({ steps, left }: Plan, version: Version, { data }: Setup, io: Io): Promise<void> {
  const paint = paintFor(io.stdout, io.env);
  const verb = version.isNew ? 'is installed' : 'is called';
  if (!version.isCurrent) await io.stdout.write(`Capgate ${version.name} ${verb} in ${data}\n\n`);
  for (const step of steps) await io.stdout.write(`${step.agent}:\n${diffText(step, paint)}\n`);
  for (const one of left) await io.stderr.write(leftText(one));
  if (steps.length === 0 && left.length === 0) await io.stdout.write('The settings are as they should be.\n');
}

/** What could not be changed; the others are. */
function applied(steps: readonly Step[], { journal }: Setup): Left[] {
  return steps.flatMap((step) => {
    try {
      apply(step, journal, machineFiles);
      return [];
    } catch (error) {
      const reason = error instanceof InstallError ? error.message : `expected to change it, met ${reasonOf(error)}`;
      return [{ agent: step.agent, path: step.target, reason }];
    }
  });
}

async function showOutcome(targets: readonly Target[], left: readonly Left[], io: Io): Promise<void> {
  for (const { client } of targets) {
    const reasons = left.filter(({ agent }) => agent === client.name);
    const state = reasons.length === 0 ? 'asks the gate from its next session on' : 'is not gated as it should be';
    await io.stdout.write(`${client.title} ${state}.${client.note === undefined ? '' : ` ${client.note}`}\n`);
  }
  for (const one of left) await io.stderr.write(leftText(one));
}

function statusOf(left: readonly Left[]): number {
  return left.length === 0 ? ExitStatus.OK : ExitStatus.PROBLEM;
}
