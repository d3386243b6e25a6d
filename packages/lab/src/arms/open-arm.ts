/** From the plan of an arm to one that answers. Loads only what its kind needs, in any thread. */
import { isAbsolute, join } from 'node:path';
import { LabError } from '../error.ts';
import { armFaults } from '../experiment/arm-settings.ts';
import type { Arm, ArmPlan } from './arm.ts';
import type { InProcessSettings } from './gate/in-process.ts';
import type { ModelSettings } from './model/model-arm.ts';

/** Plain data, so that it can go to a thread. */
export interface ArmEnvironment {
  /** Where the experiment's document lies: relative paths start there, and programs. Absolute. */
  readonly folder: string;
  /** Where models' answers are kept, for arms whose plan asks for it; absent where nobody keeps any. Absolute. */
  readonly cacheFolder?: string;
  /** The environment of whom programs get what the plan names, and models their keys. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Rejects with `LabError` ARM where its settings are none, or what they name does not answer; a model is asked nothing yet. */
export async function openArm(plan: ArmPlan, env: ArmEnvironment): Promise<Arm> {
  const [fault] = armFaults(plan);
  if (fault !== undefined) throw new LabError('ARM', `${plan.name}${fault.path}: ${fault.message}`);
  return OPENERS[plan.kind](plan.settings ?? {}, env);
}

type Settings = Readonly<Record<string, unknown>>;
type Opener = (settings: Settings, env: ArmEnvironment) => Promise<Arm>;

/** `armFaults` has looked at what they take. */
const OPENERS: Readonly<Record<ArmPlan['kind'], Opener>> = { gate: openGate, command: openCommand, model: openModel };

async function openGate(settings: Settings, { folder }: ArmEnvironment): Promise<Arm> {
  const { socket, ...place } = settings as InProcessSettings & { readonly socket?: string };
  if (socket === undefined) return (await import('./gate/in-process.ts')).openInProcess(place);
  const path = isAbsolute(socket) ? socket : join(folder, socket);
  return (await import('./gate/service.ts')).openService({ ...place, socket: path });
}

const START_TIMEOUT_MS = 10_000;

async function openCommand(settings: Settings, { folder, variables }: ArmEnvironment): Promise<Arm> {
  if (settings['package'] !== undefined) return (await import('./peers/cc-safety-net.ts')).openSafetyNet();
  const {
    argv,
    env = [],
    startTimeoutMs = START_TIMEOUT_MS,
  } = settings as {
    readonly argv: readonly string[];
    readonly env?: readonly string[];
    readonly startTimeoutMs?: number;
  };
  const named = env.map((name) => [name, variables[name]] as const).filter(([, value]) => value !== undefined);
  const { openCommandArm } = await import('./command/command-arm.ts');
  return openCommandArm({
    argv,
    cwd: folder,
    variables: Object.fromEntries(named) as Record<string, string>,
    startTimeoutMs,
  });
}

async function openModel(settings: Settings, { variables, cacheFolder }: ArmEnvironment): Promise<Arm> {
  const { openModelArm } = await import('./model/model-arm.ts');
  const given = settings as unknown as ModelSettings;
  if (given.cache !== true) return openModelArm(given, variables);
  if (cacheFolder === undefined) {
    const remedy = 'take cache out of the settings, or run it in threads of a lab';
    throw new LabError('ARM', `expected a lab that keeps answers, met none; ${remedy}`);
  }
  const { KeptAnswers } = await import('./model/kept-answers.ts');
  const { NodeDisk } = await import('@capgate/base/node');
  return openModelArm(given, variables, { kept: new KeptAnswers(new NodeDisk(), cacheFolder) });
}
