/** Who calls by the socket. */
import type { ProcessBody } from '@capgate/store';
import { GateError } from '../error.ts';
import type { Peer } from '../socket/peer.ts';
import { ancestryOf } from './ancestry.ts';
import { type Caller, type Scope, SCOPES } from './caller.ts';
import { userBehind } from './identity.ts';
import { AgentProcesses, whyAgents, whyNoPerson } from './personhood.ts';
import { type Processes, ROOT } from './processes.ts';

export interface PeerParts {
  readonly processes: Processes;
  /** The gate's own user. */
  readonly uid: number;
  /** User ids that may ask beside it. */
  readonly users: readonly number[];
  /** User ids that may ask as well, and whose people count as the gate's own user's do. */
  readonly approvers: readonly number[];
  readonly tenant: string;
  readonly accounts: Accounts;
}

/** What the system says of its users. */
export interface Accounts {
  readonly nameOf: (uid: number) => string;
  /** Undefined where the system names none. */
  readonly homeOf: (uid: number) => string | undefined;
}

export class Peers {
  readonly #parts: PeerParts;
  #users: readonly number[];
  #approvers: readonly number[];
  readonly agents: AgentProcesses;
  /** When the process began that was there as each connection was made. */
  readonly #startTicks = new WeakMap<Peer, number | undefined>();

  constructor(parts: PeerParts) {
    this.#parts = parts;
    this.#users = parts.users;
    this.#approvers = parts.approvers;
    this.agents = new AgentProcesses(parts.processes);
  }

  /** Who may ask from now on, beside the gate's own user, and whose people may approve. */
  admit(users: readonly number[], approvers: readonly number[]): void {
    this.#users = users;
    this.#approvers = approvers;
  }

  /**
   * Who asks for decisions: anybody of a user that may. What it is besides costs a look at its ancestors and is not asked
   * here. Throws `GateError` FORBIDDEN.
   */
  asker(peer: Peer): Caller {
    const { pid, uid } = peer;
    const { tenant, accounts, uid: own } = this.#parts;
    const startTicks = this.#startTicksOf(peer);
    if (![own, ROOT, ...this.#users, ...this.#approvers].includes(uid)) {
      throw new GateError(
        'FORBIDDEN',
        `expected a user that may ask this gate, met user ${uid}; add it to socket.users`,
      );
    }
    const home = uid === own ? {} : { home: accounts.homeOf(uid) ?? '' };
    const began = startTicks === undefined ? {} : { startTicks };
    const name = accounts.nameOf(uid);
    return { kind: 'agent', name, tenant, scopes: ['decide', 'read'], way: 'socket', pid, ...began, uid, ...home };
  }

  /** Who calls for what has this scope. Throws `GateError` FORBIDDEN. */
  callerFor(peer: Peer, scope: Scope | undefined): Caller {
    return scope === 'decide' ? this.asker(peer) : this.caller(peer);
  }

  /**
   * Who calls for anything else: a person where a terminal controls the process and no agent is among its ancestors.
   * Asked anew for each call: what a process is may change between two. Users other than the gate's own and approvers may read
   * only.
   */
  caller(peer: Peer): Caller {
    const asker = this.asker(peer);
    const why = this.#whyNoPerson(peer);
    if (why !== undefined) return { ...asker, whyNoPerson: why };
    const { processes, accounts } = this.#parts;
    const uid = userBehind(processes, peer.pid) ?? (peer.uid === ROOT ? undefined : peer.uid);
    return { ...asker, kind: 'person', ...(uid !== undefined && { person: accounts.nameOf(uid) }), scopes: SCOPES };
  }

  /** Why a process is an agent's; undefined where nothing says so. */
  whyAgents(pid: number): string | undefined {
    return whyAgents(this.#parts.processes, this.agents, pid);
  }

  /** The process that calls and what led to it; empty where it is none of this machine, or has ended. */
  ancestryOf({ pid, startTicks }: Pick<Caller, 'pid' | 'startTicks'>): readonly ProcessBody[] {
    if (pid === undefined || startTicks === undefined) return [];
    return ancestryOf(this.#parts.processes, { pid, startTicks });
  }

  /** As of the first look, which is when the connection was made. */
  #startTicksOf(peer: Peer): number | undefined {
    if (!this.#startTicks.has(peer)) this.#startTicks.set(peer, this.#parts.processes.startTicks(peer.pid));
    return this.#startTicks.get(peer);
  }

  #whyNoPerson(peer: Peer): string | undefined {
    const { processes, uid } = this.#parts;
    if (![uid, ROOT, ...this.#approvers].includes(peer.uid)) {
      return 'it belongs to another user than the gate, who is not in socket.approvers';
    }
    // A connection outlives its process where another holds it, and the pid may be a person's by then.
    const startTicks = this.#startTicksOf(peer);
    if (startTicks === undefined || processes.startTicks(peer.pid) !== startTicks) {
      return 'the process that made the connection has ended';
    }
    return whyNoPerson(processes, this.agents, peer.pid, uid);
  }
}
