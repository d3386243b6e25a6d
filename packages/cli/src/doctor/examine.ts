/** One agent's hooks, tried: whether they stop what is dangerous, let pass what is not, and stop everything without a gate. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type AgentName,
  type Canary,
  CANARIES,
  changesFor,
  type HookRun,
  hookRunsOf,
  isAsInstalled,
  InstallError,
  type Launcher,
  type Placement,
  type Scope,
  offSwitch,
  withoutLauncher,
} from '@capgate/agents';
import { lookAt, settingsText } from '../install/files.ts';
import type { FalseGates } from './false-gates.ts';
import { start, type Tried } from './start.ts';

/** What is told of one agent in one scope. */
export interface Examination {
  readonly agent: AgentName;
  readonly title: string;
  readonly scope: Scope;
  /** Why it does not ask the gate as it should; absent where it does. */
  readonly notConnected?: string;
  /** Absent where there is no hook to try. */
  readonly hook?: HookFindings;
}

export interface HookFindings {
  readonly stopsDanger: boolean;
  readonly passesHarmless: boolean;
  /** Without a gate that answers, each by what was in its place: whether the action is stopped. */
  readonly stopsWithout: Readonly<Record<Fault, boolean>>;
  /** The median over some runs of a harmless action, from the hook's start to its end. */
  readonly medianMs: number;
}

export const FAULTS = ['no gate', 'silent gate', 'garbled gate', 'missing launcher'] as const;
type Fault = (typeof FAULTS)[number];

export interface Means {
  readonly gates: FalseGates;
  /** An empty folder of its own. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** No process runs them: both are told to hooks alone. */
const DANGEROUS = 'rm -rf ~';
const HARMLESS = 'ls';
const RUNS = 5;

/** A hook that settings hold. */
export interface FoundHook {
  readonly run: HookRun;
  /** Whether nothing runs with it that an installation did not put there. */
  readonly isOurs: boolean;
}

/** The hooks that settings hold, of which there may be several alike. Throws `InstallError`. */
export function hooksIn(placements: readonly Placement[]): FoundHook[] {
  return placements.flatMap((placement) => {
    const text = settingsText(lookAt(placement.path));
    if (text === undefined) return [];
    const isAlone = placement.kind !== 'chain' || lookAt(placement.previous).found.kind === 'absent';
    return hookRunsOf(placement, text).map((run) => ({ run, isOurs: isAlone && isAsInstalled(run, placement, text) }));
  });
}

/** What of the settings is not as an installation would have it, or keeps the agent from its hooks. */
export function notConnected(agent: AgentName, placements: readonly Placement[]): string | undefined {
  for (const placement of placements) {
    const why = whyNot(agent, placement);
    if (why !== undefined) return `${basename(placement.path)}${why}`;
  }
  return undefined;
}

function whyNot(agent: AgentName, placement: Placement): string | undefined {
  const place = lookAt(placement.path);
  const { found } = place;
  try {
    const changes = changesFor(placement, () => (found.kind === 'file' ? { ...found, isReadOnly: false } : found));
    if (changes.length > 0) return ' is not as capgate init has it';
  } catch (error) {
    if (error instanceof InstallError) return `: ${error.message}`;
    throw error;
  }
  const text = settingsText(place);
  const off = text === undefined ? undefined : offSwitch(agent, text);
  return off === undefined ? undefined : ` has ${off}, by which the agent runs no hooks`;
}

export async function tryHook(agent: AgentName, run: HookRun, launcher: Launcher, means: Means): Promise<HookFindings> {
  const canary = CANARIES[agent];
  const tell = (one: HookRun, command: string, socket?: string): Promise<Tried> =>
    start(one, canary.payload(command, means.folder), {
      cwd: means.folder,
      env: socket === undefined ? means.env : { ...means.env, CAPGATE_SOCKET: socket },
    });
  const stops = async (one: HookRun, socket?: string): Promise<boolean> =>
    isStopped(canary, one, await tell(one, HARMLESS, socket));
  const { absent, silent, garbled } = means.gates;
  const [danger, nobody, nothing, garbage, missing] = await Promise.all([
    tell(run, DANGEROUS),
    stops(run, absent),
    stops(run, silent),
    stops(run, garbled),
    stops(broken(run, launcher, means.folder)),
  ]);
  const harmless: Tried[] = [];
  // One after the other, as what is measured is the time of one.
  for (let count = 0; count < RUNS; count++) harmless.push(await tell(run, HARMLESS));
  return {
    stopsDanger: isStopped(canary, run, danger),
    passesHarmless: harmless.every((reply) => reply.hasEnded && reply.exitCode === 0 && !canary.stops(reply)),
    stopsWithout: {
      'no gate': nobody,
      'silent gate': nothing,
      'garbled gate': garbage,
      'missing launcher': missing,
    },
    medianMs: harmless.map(({ tookMs }) => tookMs).sort((a, b) => a - b)[RUNS >> 1] ?? Number.NaN,
  };
}

/** An agent that was told to block does so for whatever is no answer. */
function isStopped(canary: Canary, run: HookRun, reply: Tried): boolean {
  const isAnswer = reply.hasEnded && (reply.exitCode === 0 || reply.exitCode === 2);
  if (!isAnswer && run.kind === 'program' && run.blocks) return true;
  return reply.hasEnded && canary.stops(reply);
}

/** The same hook where the launcher is gone: scripts and plugins as copies that do not find it. */
function broken(run: HookRun, launcher: Launcher, folder: string): HookRun {
  if (run.kind === 'line') return { kind: 'line', line: withoutLauncher(run.line, launcher) };
  const path = withoutLauncher(run.path, launcher);
  if (path !== run.path) return { ...run, path };
  const copy = join(folder, basename(run.path));
  writeFileSync(copy, withoutLauncher(readFileSync(run.path, 'utf8'), launcher), { mode: 0o700 });
  return { ...run, path: copy };
}
