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
import { post, type PostedRun } from './post.ts';
import { start, type StartedRun, type Tried } from './start.ts';

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
  /** Without a gate that answers, each by what was wrong: whether the action is stopped. */
  readonly stopsWithout: Readonly<Record<string, boolean>>;
  /** The median over some runs of a harmless action, from the hook's start to its end. */
  readonly medianMs: number;
}

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

/** Why an agent without any place for settings does not ask. */
export const NO_SETTINGS = 'no settings of it were found';

/** What of the settings is not as an installation would have it, or keeps the agent from its hooks. */
export function notConnected(agent: AgentName, placements: readonly Placement[]): string | undefined {
  for (const placement of placements) {
    const why = whyNot(agent, placement, placements);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** What a mode lets others do. */
const OTHERS = 0o077;

function whyNot(agent: AgentName, placement: Placement, all: readonly Placement[]): string | undefined {
  const [name, place] = [basename(placement.path), lookAt(placement.path)];
  const { found } = place;
  try {
    const changes = changesFor(placement, () => (found.kind === 'file' ? { ...found, isReadOnly: false } : found));
    if (changes.length > 0) {
      return mayHaveHook(all)
        ? `${name} is not as capgate init has it; capgate init --agent ${agent} puts it right`
        : `no hook; capgate init --agent ${agent} puts one in`;
    }
  } catch (error) {
    if (error instanceof InstallError) return `${name}: ${error.message}`;
    throw error;
  }
  if (placement.kind === 'entries' && placement.isSecret && found.kind === 'file' && (found.mode & OTHERS) > 0) {
    return `${name} holds a token, and others may read it; make it your own alone (chmod 600)`;
  }
  const text = settingsText(place);
  const off = text === undefined ? undefined : offSwitch(agent, text);
  return off === undefined ? undefined : `${name} has ${off}, by which the agent runs no hooks; take it out`;
}

/** Also where settings cannot be read: they may hold one. */
function mayHaveHook(placements: readonly Placement[]): boolean {
  try {
    return hooksIn(placements).length > 0;
  } catch (error) {
    if (error instanceof InstallError) return true;
    throw error;
  }
}

export async function tryHook(agent: AgentName, run: HookRun, launcher: Launcher, means: Means): Promise<HookFindings> {
  const canary = CANARIES[agent];
  const tell = ({ run: one, socket }: Variant, command: string): Promise<Tried> => {
    const payload = canary.payload(command, means.folder);
    if (one.kind === 'http') return post(one, payload);
    const env = socket === undefined ? means.env : { ...means.env, CAPGATE_SOCKET: socket };
    return start(one, payload, { cwd: means.folder, env });
  };
  const faults = run.kind === 'http' ? faultsOfPost(run, means) : faultsOfStart(run, launcher, means);
  const stopping = Object.entries(faults).map(async ([fault, variant]) => {
    return [fault, isStopped(canary, variant.run, await tell(variant, HARMLESS))] as const;
  });
  const [danger, stopsWithout] = await Promise.all([tell({ run }, DANGEROUS), Promise.all(stopping)]);
  const harmless: Tried[] = [];
  // One after the other, as what is measured is the time of one.
  for (let count = 0; count < RUNS; count++) harmless.push(await tell({ run }, HARMLESS));
  return {
    stopsDanger: isStopped(canary, run, danger),
    passesHarmless: harmless.every((reply) => reply.hasEnded && reply.exitCode === 0 && !canary.stops(reply)),
    stopsWithout: Object.fromEntries(stopsWithout),
    medianMs: harmless.map(({ tookMs }) => tookMs).sort((a, b) => a - b)[RUNS >> 1] ?? Number.NaN,
  };
}

/** A hook before a gate that is not well, or not as it should be itself. */
interface Variant {
  readonly run: HookRun;
  /** The gate that it asks, where that is not the one that runs. */
  readonly socket?: string;
}

/** By what is wrong. */
type Faults = Readonly<Record<string, Variant>>;

function faultsOfStart(run: StartedRun, launcher: Launcher, { gates: { sockets }, folder }: Means): Faults {
  return {
    'no gate': { run, socket: sockets.absent },
    'silent gate': { run, socket: sockets.silent },
    'garbled gate': { run, socket: sockets.garbled },
    'missing launcher': { run: broken(run, launcher, folder) },
  };
}

function faultsOfPost(run: PostedRun, { gates: { http } }: Means): Faults {
  const at = (address: string): Variant => ({ run: { ...run, url: address + new URL(run.url).pathname } });
  return {
    'no gate': at(http.absent),
    'silent gate': at(http.silent),
    'garbled gate': at(http.garbled),
    'revoked token': { run: { ...run, token: NO_TOKEN } },
  };
}

/** Of no gate. */
const NO_TOKEN = 'cgt_of-the-doctor';

/** An agent that was told to block does so for whatever is no answer. */
function isStopped(canary: Canary, run: HookRun, reply: Tried): boolean {
  const isAnswer = reply.hasEnded && (reply.exitCode === 0 || reply.exitCode === 2);
  if (!isAnswer && 'blocks' in run && run.blocks) return true;
  return reply.hasEnded && canary.stops(reply);
}

/** The same hook where the launcher is gone: scripts and plugins as copies that do not find it. */
function broken(run: StartedRun, launcher: Launcher, folder: string): StartedRun {
  if (run.kind === 'line') return { kind: 'line', line: withoutLauncher(run.line, launcher) };
  const path = withoutLauncher(run.path, launcher);
  if (path !== run.path) return { ...run, path };
  const copy = join(folder, basename(run.path));
  writeFileSync(copy, withoutLauncher(readFileSync(run.path, 'utf8'), launcher), { mode: 0o700 });
  return { ...run, path: copy };
}
