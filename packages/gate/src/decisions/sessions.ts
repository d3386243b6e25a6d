/** Who works where: the sessions of agents that the gate has seen. */
import { BoundedMap } from '@capgate/base';
import type { Caller } from '../callers/caller.ts';
import type { DecideRequest } from '../api/decide.ts';
import type { Prepared } from './contexts.ts';

/** More sessions than this are not remembered: the oldest is announced anew when it comes again. */
const SESSIONS_MAX = 100_000;

export interface Session {
  /** Unlike that of any other: its tenant, agent and name. Subagents of a session share it, and what it wrote. */
  readonly key: string;
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  readonly workingDirectory: string;
  readonly workspace: string | undefined;
  readonly home: string | undefined;
  readonly platform: string | undefined;
  readonly pid: number | undefined;
  readonly uid: number | undefined;
  /** The context that its last action was decided in, and what made it. */
  last: { readonly cwd: string; readonly rules: object; readonly prepared: Prepared } | undefined;
}

export interface SessionParts {
  /** What a session has that says nothing of its own. */
  readonly home: string;
  readonly platform: string;
  readonly onStarted: (session: Session) => void;
}

export class Sessions {
  readonly #parts: SessionParts;
  readonly #byKey = new BoundedMap<string, Session>(SESSIONS_MAX);

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#byKey.size;
  }

  all(): IterableIterator<Session> {
    return this.#byKey.values();
  }

  /** Undefined where nobody has asked in it since the gate was started, or it has ended. */
  known(tenant: string, agent: string, session: string): Session | undefined {
    return this.#byKey.get(sessionKey(tenant, agent, session));
  }

  /** The session that a request belongs to; one that is new begins with what its first request says of it. */
  of(request: DecideRequest, caller: Caller): Session {
    const agent = agentOf(request, caller);
    const name = request.session ?? `pid-${caller.pid ?? 0}`;
    const key = sessionKey(caller.tenant, agent, name);
    return this.#byKey.get(key) ?? this.#begin(key, name, agent, request, caller);
  }

  end(tenant: string, session: string): void {
    for (const [key, known] of this.#byKey) {
      if (known.tenant === tenant && known.session === session) this.#byKey.delete(key);
    }
  }

  #begin(key: string, name: string, agent: string, request: DecideRequest, caller: Caller): Session {
    const session: Session = {
      key,
      tenant: caller.tenant,
      agent,
      session: name,
      workingDirectory: request.cwd ?? request.workspace ?? '/',
      workspace: request.workspace,
      home: request.home ?? caller.home ?? this.#parts.home,
      platform: request.platform ?? this.#parts.platform,
      pid: caller.pid,
      uid: caller.uid,
      last: undefined,
    };
    this.#parts.onStarted(session);
    this.#byKey.set(key, session);
    return session;
  }
}

/** No name holds a line's end. */
export function sessionKey(tenant: string, agent: string, session: string): string {
  return `${tenant}\n${agent}\n${session}`;
}

/** An agent's own token says who it is; anybody else says for whom it asks. */
function agentOf(request: DecideRequest, caller: Caller): string {
  return caller.kind === 'agent' && caller.way === 'token' ? caller.name : (request.agent ?? caller.name);
}
