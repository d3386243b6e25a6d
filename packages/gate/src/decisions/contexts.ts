/** Prepared contexts, kept for the folders and sessions that ask again. */
import { type Context, type ContextOptions, createContext } from '@capgate/core';
import type { Rules } from './rules.ts';
import type { Session } from './sessions.ts';

/** A context takes some 60 kB. */
const CONTEXTS_MAX = 512;

export class Contexts {
  readonly #gatePaths: readonly string[];
  #byKey = new Map<string, Context>();
  #rules = new WeakSet<Rules>();

  constructor(gatePaths: readonly string[]) {
    this.#gatePaths = gatePaths;
  }

  /** The context of a session's next action, in the folder `cwd`. */
  of(session: Session, cwd: string, rules: Rules): Context {
    const { last } = session;
    if (last !== undefined && last.cwd === cwd && last.rules === rules) return last.context;
    const context = this.#find(session, cwd, rules);
    session.last = { cwd, rules, context };
    return context;
  }

  #find(session: Session, cwd: string, rules: Rules): Context {
    this.#forgetOthers(rules);
    const { tenant, agent, workspace, home, platform } = session;
    const key = [tenant, agent, cwd, workspace, home, platform].join('\n');
    const known = this.#byKey.get(key) ?? createContext(this.#optionsOf(session, cwd, rules));
    this.#byKey.delete(key);
    this.#byKey.set(key, known);
    if (this.#byKey.size > CONTEXTS_MAX) this.#byKey.delete(this.#byKey.keys().next().value as string);
    return known;
  }

  /** Rules change seldom: then every context is made anew. */
  #forgetOthers(rules: Rules): void {
    if (this.#rules.has(rules)) return;
    this.#rules.add(rules);
    this.#byKey = new Map();
  }

  #optionsOf({ agent, workspace, home, platform }: Session, cwd: string, rules: Rules): ContextOptions {
    return {
      workingDirectory: cwd,
      agent,
      policy: rules.policy,
      attended: rules.attended,
      gatePaths: this.#gatePaths,
      ...(rules.mode === undefined ? {} : { mode: rules.mode }),
      ...(workspace === undefined ? {} : { workspace }),
      ...(home === undefined ? {} : { home }),
      ...(platform === undefined ? {} : { platform }),
    };
  }
}
