/** Whether a machine has what a plan asks for, before it asks any arm. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import { NVIDIA_WORDS, nvidiaReadings } from './nvidia.ts';

export interface MachineTraits {
  /** Kinds of hardware, by the words that plans have for them. */
  readonly hardware: readonly string[];
  readonly region?: string;
}

/** Where a machine's owner says what it has, words with commas between them, and where it stands. */
export const HARDWARE_VARIABLE = 'CAPGATE_LAB_HARDWARE';
export const REGION_VARIABLE = 'CAPGATE_LAB_REGION';
/** What `lowLatency` takes; nodes of a cluster have it as a label. */
const LOW_LATENCY = 'low-latency';

/** By Node's name; a cluster knows them by the others, and so do plans. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The kinds of hardware that a plan asks for. */
export function hardwareOf({ constraints = {} }: Pick<Experiment, 'constraints'>): readonly string[] {
  return [...(constraints.hardware ?? []), ...(constraints.lowLatency === true ? [LOW_LATENCY] : [])];
}

/** What the plan asks for and the machine does not have, in words. */
export function missingOn(traits: MachineTraits, plan: Pick<Experiment, 'constraints'>): readonly string[] {
  const { region } = plan.constraints ?? {};
  return [
    ...hardwareOf(plan).filter((word) => !traits.hardware.includes(word)),
    ...(region === undefined || region === traits.region ? [] : [`the region ${region}`]),
  ];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Rejects with `LabError` RUN where this machine lacks something that the plan asks for. */
export async function requireMachine(plan: Pick<Experiment, 'constraints'>, variables: Variables): Promise<void> {
  const wanted = hardwareOf(plan);
  const { region } = plan.constraints ?? {};
  if (wanted.length === 0 && region === undefined) return;
  const missing = missingOn(await traitsHere(wanted, variables), plan);
  if (missing.length === 0) return;
  const remedy = `run it on one that has it, or say what this one has in ${HARDWARE_VARIABLE} and ${REGION_VARIABLE}`;
  throw new LabError('RUN', `expected a machine with ${missing.join(', ')}, met one without; ${remedy}`);
}

async function traitsHere(wanted: readonly string[], variables: Variables): Promise<MachineTraits> {
  const { [HARDWARE_VARIABLE]: said = '', [REGION_VARIABLE]: region } = variables;
  const words = said
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const architecture = ARCHITECTURES[process.arch];
  const isLookedFor = wanted.includes('gpu') && !words.includes('gpu');
  return {
    hardware: [
      ...words,
      ...(architecture === undefined ? [] : [architecture]),
      ...(isLookedFor && (await hasGpuHere()) ? ['gpu'] : []),
    ],
    ...(region !== undefined && region !== '' && { region }),
  };
}

const GPU_MS_MAX = 10_000;
let hasGpu: Promise<boolean> | undefined;

/** Looked for once: GPUs do not come and go, and looking takes what is being measured. */
function hasGpuHere(): Promise<boolean> {
  hasGpu ??= findsGpu(NVIDIA_WORDS);
  return hasGpu;
}

/** Whether the program that watches GPUs has any to tell of, asked once instead of once a second. */
export async function findsGpu([program = '', ...words]: readonly string[]): Promise<boolean> {
  try {
    const once = words.filter((word) => !word.startsWith('--loop'));
    const { stdout } = await promisify(execFile)(program, once, { timeout: GPU_MS_MAX, maxBuffer: 1 << 20 });
    return stdout.split('\n').some((line) => nvidiaReadings(line, 0).length > 0);
  } catch {
    // There is no such program, or no such device.
    return false;
  }
}
