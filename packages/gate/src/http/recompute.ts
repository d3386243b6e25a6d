/** Decisions once more, out of what was written down of them: why one was taken, and what other rules would say. */
import {
  type Action,
  type Context,
  decide,
  explain,
  type Explanation,
  VERDICTS,
  type VerdictName,
} from '@capgate/core';
import type { Decision, Session as StoredSession } from '@capgate/store';
import { Contexts } from '../decisions/contexts.ts';
import { checkSettings, rulesOf } from '../policies/settings.ts';
import type { Rules } from '../decisions/rules.ts';
import { type Session, sessionKey } from '../decisions/sessions.ts';
import type { Gate } from '../gate.ts';

/** Sessions of an agent that are looked through for what the decision's says of itself. */
const SESSIONS_LIMIT = 1_000;

export interface Recomputed {
  readonly explanation: Explanation;
  /** Files whose content was judged and is no longer what it was: what is in them is not explained. */
  readonly changed?: readonly string[];
  /** Whether it comes to the descriptor and the verdict that were written down. */
  readonly isSame: boolean;
}

/** Undefined where the log holds the beginning of the action alone. */
export async function recompute(gate: Gate, decision: Decision): Promise<Recomputed | undefined> {
  if (isCut(decision)) return undefined;
  const document = await gate.policies.document(decision.tenant, decision.policy);
  const rules = rulesOf(decision.policy, checkSettings(document));
  const context = contextOf(gate, await sessionOf(gate, decision), decision.cwd, rules);
  const { contents, changed } = gate.histories.again(decision.files ?? []);
  const explanation = explain(actionOf(decision), context, contents);
  const isEqual = explanation.descriptor === decision.descriptor && explanation.judged === decision.judged;
  const isSame = isEqual && changed.length === 0;
  return { explanation, isSame, ...(changed.length > 0 && { changed }) };
}

/** The context of an action of the session in the folder `cwd`, under any rules. */
export function contextOf(gate: Gate, session: Session, cwd: string, rules: Rules): Context {
  return new Contexts(gate.parts).of(session, cwd, rules);
}

/** Also of an approval: one that waited as the gate was started anew is what the log has of it. */
export function isCut({ action }: Pick<Decision, 'action'>): boolean {
  return action['cut'] === true;
}

/** What rules come to for decisions that were taken under others. For many of them: sessions are looked up once. */
export class Replay {
  readonly #gate: Gate;
  readonly #rules: Rules;
  readonly #contexts: Contexts;
  readonly #sessions = new Map<string, Session>();

  constructor(gate: Gate, rules: Rules) {
    this.#gate = gate;
    this.#rules = rules;
    this.#contexts = new Contexts(gate.parts);
  }

  /** Undefined where the content of files was judged that is no longer what it was. */
  async judge(decision: Decision): Promise<VerdictName | undefined> {
    const { contents, changed } = this.#gate.histories.again(decision.files ?? []);
    if (changed.length > 0) return undefined;
    const key = `${decision.agent}\n${decision.session}`;
    const session = this.#sessions.get(key) ?? (await sessionOf(this.#gate, decision));
    this.#sessions.set(key, session);
    const context = this.#contexts.of(session, decision.cwd, this.#rules);
    return VERDICTS[decide(actionOf(decision), context, contents).judged];
  }
}

/** The log holds actions as they came, but for secrets and long texts. Core answers also for what is none. */
export function actionOf({ action }: Pick<Decision, 'action'>): Action {
  return action as object as Action;
}

type Where = Pick<Decision, 'tenant' | 'agent' | 'session' | 'cwd'>;

export async function sessionOf(gate: Gate, { tenant, agent, session: name, cwd }: Where): Promise<Session> {
  const known = gate.sessions.known(tenant, agent, name);
  if (known !== undefined) return { ...known, last: undefined };
  const { items } = await gate.parts.store.sessions({ tenant, agent }, { limit: SESSIONS_LIMIT });
  return asSession(
    items.find(({ session }) => session === name),
    { tenant, agent, session: name, cwd },
  );
}

function asSession(stored: StoredSession | undefined, known: Where): Session {
  const { workingDirectory, workspace, home, platform, pid, uid } = stored ?? {};
  const { cwd, ...names } = known;
  const key = sessionKey(names.tenant, names.agent, names.session);
  return {
    ...names,
    key,
    workingDirectory: workingDirectory ?? cwd,
    workspace,
    home,
    platform,
    pid,
    uid,
    last: undefined,
  };
}
