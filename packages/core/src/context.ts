/** The circumstances of an action, prepared once and used for many decisions. */
import type { Mode } from './decision.ts';
import { Assessment } from './knowledge/assessment.ts';
import { Assessor } from './knowledge/assess.ts';
import { Trail } from './knowledge/flows/trail.ts';
import { tables } from './knowledge/tables/catalogue.ts';
import { PathResolver } from './knowledge/paths/scope.ts';
import { type BoundPolicy, bindPolicy, EMPTY_POLICY, type Policy } from './policy/index.ts';

export interface ContextOptions {
  /** Absolute path that relative paths start from; the workspace where absent. */
  readonly workingDirectory?: string;
  /**
   * Absolute path of the folder the agent works in; without one no path is the workspace's. One where no project lies
   * (`/`, a home or what is above it, a system folder, one that holds settings or secrets) counts as none.
   */
  readonly workspace?: string;
  /** Absolute path of the user's home folder. */
  readonly home?: string;
  /**
   * As Node's `process.platform` names it; `linux` where absent. On `darwin` and `win32` letter case means nothing in
   * paths; on `darwin` `/private/etc` and its like are `/etc`.
   */
  readonly platform?: string;
  /** Name of the agent, for rules that name agents. */
  readonly agent?: string;
  /** Goes before the policy's mode, where it is not laxer than the organisation's; `balanced` where neither says. */
  readonly mode?: Mode;
  /** Whether a person can answer; `true` where absent. Where false, ask becomes deny. */
  readonly attended?: boolean;
  readonly policy?: Policy;
  /** Absolute paths of the gate's own files beyond the built-in ones. */
  readonly gatePaths?: readonly string[];
  /** Numbers of the gate's own processes, and of their groups, on the machine where the action would happen. */
  readonly gateProcesses?: readonly number[];
  /** Whether `writtenFiles`, `runsOf` and the contents given to `decide` are wanted; `false` where absent. */
  readonly followsFiles?: boolean;
  /** Whether `namedPaths` is wanted, with all that `followsFiles` gives; `false` where absent. */
  readonly namesPaths?: boolean;
}

/**
 * A prepared context. It holds the scratch memory of deciding, so it decides one action at a time;
 * answers never depend on what was decided before.
 */
export interface Context {
  readonly options: ContextOptions;
  readonly assessment: Assessment;
  readonly assessor: Assessor;
  readonly bound: BoundPolicy;
  readonly workingDirectory: string;
  /** Of a context that follows files. */
  readonly trail: Trail | undefined;
}

/** Prepares a context. Never throws: a folder that is no absolute path is taken from the root on. */
export function createContext(options: ContextOptions = {}): Context {
  const workspace = options.workspace ?? '';
  const workingDirectory = options.workingDirectory ?? workspace;
  const assessment = new Assessment();
  const paths = new PathResolver(
    workingDirectory,
    workspace,
    options.home ?? '',
    options.gatePaths ?? [],
    options.platform,
  );
  const { followsFiles = false, namesPaths = false } = options;
  const trail = followsFiles || namesPaths ? new Trail(paths, assessment, namesPaths) : undefined;
  return {
    options,
    workingDirectory,
    assessment,
    trail,
    assessor: new Assessor(tables, paths, assessment, options.gateProcesses, trail),
    bound: bindPolicy(options.policy ?? EMPTY_POLICY, {
      ...(options.mode === undefined ? {} : { mode: options.mode }),
      ...(options.agent === undefined ? {} : { agent: options.agent }),
      ...(options.attended === undefined ? {} : { attended: options.attended }),
      workingDirectory,
    }),
  };
}
