/** Who calls by the socket. */
import { GateError } from '../error.ts';
import type { Peer } from '../socket/peer.ts';
import { type Caller, SCOPES } from './caller.ts';
import { AgentProcesses, whyNoPerson } from './personhood.ts';
import type { Processes } from './processes.ts';

export interface PeerParts {
  readonly processes: Processes;
  /** The gate's own user. */
  readonly uid: number;
  /** User ids that may ask beside it. */
  readonly users: readonly number[];
  readonly tenant: string;
  readonly nameOf: (uid: number) => string;
}

export class Peers {
  readonly #parts: PeerParts;
  readonly agents: AgentProcesses;

  constructor(parts: PeerParts) {
    this.#parts = parts;
    this.agents = new AgentProcesses(parts.processes);
  }

  /**
   * Who asks for decisions: anybody of a user that may. What it is besides costs a look at its ancestors and is not asked
   * here. Throws `GateError` FORBIDDEN.
   */
  asker({ pid, uid }: Peer): Caller {
    const { users, tenant, nameOf } = this.#parts;
    if (uid !== this.#parts.uid && uid !== 0 && !users.includes(uid)) {
      throw new GateError(
        'FORBIDDEN',
        `expected a user that may ask this gate, met user ${uid}; add it to socket.users`,
      );
    }
    return { kind: 'agent', name: nameOf(uid), tenant, scopes: ['decide', 'read'], way: 'socket', pid, uid };
  }

  /**
   * Who calls for anything else: a person where a terminal controls the process and no agent is among its ancestors.
   * Asked anew for each call: what a process is may change between two. Users other than the gate's own may read only.
   */
  caller(peer: Peer): Caller {
    const asker = this.asker(peer);
    const { processes, uid } = this.#parts;
    const why =
      peer.uid === uid || peer.uid === 0
        ? whyNoPerson(processes, this.agents, peer.pid)
        : 'it belongs to another user than the gate';
    if (why !== undefined) return { ...asker, whyNoPerson: why };
    return { ...asker, kind: 'person', scopes: SCOPES };
  }
}
