/** How many approvals wait, and for whom: so that one agent cannot fill the queue that a person has to read. */
import { GateError } from '../error.ts';
import type { Approval, Subject } from './approval.ts';

/** More approvals than this do not wait at once. */
export const PENDING_MAX = 10_000;
export const DEFAULT_PENDING_PER_SESSION = 100;
/** A caller chooses the names of its sessions: it has room for so many full ones. */
const SESSIONS_A_CALLER = 10;

/** What there can be too many of: approvals of a session, of a caller, of all. */
export const QUEUE_BOUNDS = ['session', 'caller', 'all'] as const;
export type QueueBound = (typeof QUEUE_BOUNDS)[number];

/** Too many wait: what is asked beyond is denied, and never waits. */
export class QueueError extends GateError {
  readonly bound: QueueBound;

  constructor(bound: QueueBound, countMax: number) {
    const whose = { session: 'of one session ', caller: 'of one caller ', all: '' }[bound];
    super(
      'BUSY',
      `too many waiting: ${countMax} approvals ${whose}wait for a person; ask again once some are answered`,
    );
    this.bound = bound;
  }
}

export class Queue {
  #countMax: Readonly<Record<QueueBound, number>>;
  readonly #counts = new Map<string, number>();
  /** Who asked for those that wait. */
  readonly #askers = new Map<string, string>();
  readonly refusedCounts: Record<QueueBound, number> = { session: 0, caller: 0, all: 0 };
  #count = 0;

  constructor(perSession: number) {
    this.#countMax = boundsOf(perSession);
  }

  /** Other bounds from now on; what waits already goes on waiting. */
  allow(perSession: number): void {
    this.#countMax = boundsOf(perSession);
  }

  get count(): number {
    return this.#count;
  }

  /** Throws `QueueError` where one more would be too many. */
  checkRoom(subject: Subject, asker: string): void {
    const met = {
      session: this.#of(sessionKey(subject, asker)) + this.#of(sessionKey(subject, UNKNOWN_ASKER)),
      caller: this.#of(callerKey(subject, asker)),
      all: this.#count,
    };
    const bound = QUEUE_BOUNDS.find((one) => met[one] >= this.#countMax[one]);
    if (bound === undefined) return;
    this.refusedCounts[bound]++;
    throw new QueueError(bound, this.#countMax[bound]);
  }

  add(approval: Approval, asker = UNKNOWN_ASKER): void {
    this.#count++;
    this.#askers.set(approval.approval, asker);
    this.#change(sessionKey(approval, asker), 1);
    this.#change(callerKey(approval, asker), 1);
  }

  remove(approval: Approval): void {
    this.#count--;
    const asker = this.#askers.get(approval.approval);
    if (asker === undefined) return;
    this.#askers.delete(approval.approval);
    this.#change(sessionKey(approval, asker), -1);
    this.#change(callerKey(approval, asker), -1);
  }

  #of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  #change(key: string, by: 1 | -1): void {
    const count = this.#of(key) + by;
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
  }
}

function boundsOf(perSession: number): Record<QueueBound, number> {
  return { session: perSession, caller: perSession * SESSIONS_A_CALLER, all: PENDING_MAX };
}

/** Of those that a run before this one left: they count for everybody's sessions of that name, and for no caller. */
const UNKNOWN_ASKER = '';

/** No name holds a line break. Another caller names the same session, and has room of its own there. */
function sessionKey({ tenant, agent, session }: Subject, asker: string): string {
  return `session\n${tenant}\n${asker}\n${agent}\n${session}`;
}

function callerKey({ tenant }: Subject, asker: string): string {
  return `caller\n${tenant}\n${asker}`;
}
