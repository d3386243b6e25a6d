/** Prepared contexts, kept for the folders and sessions that ask again. */
import { type Context, type ContextOptions, createContext } from '@capgate/core';
import type { Rules } from './rules.ts';
import type { Session } from './sessions.ts';

/** A context takes some 60 kB, so that no session may keep one alive that is forgotten here. */
const CONTEXTS_MAX = 512;

/** No path, name or platform before the last part holds it: nothing else joins to the same text. */
const KEY_PART_END = '\0';

/** A place for a context, which is empty once the context is forgotten. */
export interface Prepared {
  context: Context | undefined;
}

/** What no agent may touch. */
export type GateOwn = Pick<ContextOptions, 'gatePaths' | 'gateProcesses'>;

export class Contexts {
  #own: GateOwn;
  readonly #byKey = new Map<string, Prepared & { context: Context }>();
  #rules = new WeakSet<Rules>();

  constructor({ gatePaths = [], gateProcesses = [] }: GateOwn) {
    this.#own = { gatePaths, gateProcesses };
  }

  /** From now on these are the gate's own paths, also for sessions that have a context. */
  protect(gatePaths: readonly string[]): void {
    this.#own = { ...this.#own, gatePaths };
    for (const key of this.#byKey.keys()) this.#forget(key);
  }

  /** The gate's own paths beyond the built-in ones. */
  get gatePaths(): readonly string[] {
    return this.#own.gatePaths ?? [];
  }

  /** The context of a session's next action, in the folder `cwd`. */
  of(session: Session, cwd: string, rules: Rules): Context {
    const { last } = session;
    if (last?.prepared.context !== undefined && last.cwd === cwd && last.rules === rules) return last.prepared.context;
    const prepared = this.#find(session, cwd, rules);
    session.last = { cwd, rules, prepared };
    return prepared.context;
  }

  #find(session: Session, cwd: string, rules: Rules): Prepared & { context: Context } {
    this.#forgetOthers(rules);
    const { tenant, agent, workspace, home, platform } = session;
    const key = [tenant, agent, cwd, workspace, home, platform].join(KEY_PART_END);
    const known = this.#byKey.get(key) ?? { context: createContext(this.#optionsOf(session, cwd, rules)) };
    this.#byKey.delete(key);
    this.#byKey.set(key, known);
    if (this.#byKey.size > CONTEXTS_MAX) this.#forget(this.#byKey.keys().next().value as string);
    return known;
  }

  #forget(key: string): void {
    const prepared: Prepared | undefined = this.#byKey.get(key);
    if (prepared !== undefined) prepared.context = undefined;
    this.#byKey.delete(key);
  }

  /** Rules change seldom: then every context is made anew. */
  #forgetOthers(rules: Rules): void {
    if (this.#rules.has(rules)) return;
    this.#rules.add(rules);
    for (const key of this.#byKey.keys()) this.#forget(key);
  }

  #optionsOf({ agent, workspace, home, platform }: Session, cwd: string, rules: Rules): ContextOptions {
    return {
      workingDirectory: cwd,
      agent,
      policy: rules.policy,
      attended: rules.attended,
      followsFiles: true,
      ...this.#own,
      ...(rules.mode === undefined ? {} : { mode: rules.mode }),
      ...(workspace === undefined ? {} : { workspace }),
      ...(home === undefined ? {} : { home }),
      ...(platform === undefined ? {} : { platform }),
    };
  }
}
