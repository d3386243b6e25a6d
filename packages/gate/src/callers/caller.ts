/** Who calls. What a caller may do follows from what it is and from the scopes of what it showed. */
import { GateError } from '../error.ts';

export const CALLER_KINDS = ['person', 'agent', 'service'] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

/**
 * decide: ask for decisions. read: see what was decided. approve: answer approvals. policy: change policies and
 * registries. admin: tokens, tenants and pauses.
 */
export const SCOPES = ['decide', 'read', 'approve', 'policy', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** The way on which a call came. */
type CallWay = 'socket' | 'token' | 'page';

export interface Caller {
  readonly kind: CallerKind;
  /** Who it is, as the log is to name it. */
  readonly name: string;
  /**
   * The person behind it: under `sudo`, whoever logged in; of a token, its owner. Absent where nobody is known to be, as
   * of root at a terminal that root began: it may be anybody. See `personOf`.
   */
  readonly person?: string;
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  readonly way: CallWay;
  /** The process at the other end of a socket. */
  readonly pid?: number;
  /** When that began; see `ProcessInfo`. Absent where it has ended before it was looked at. */
  readonly startTicks?: number;
  readonly uid?: number;
  /** The home folder of that user, where it is not the gate's own; empty where none is known. */
  readonly home?: string;
  /** Why the process at the other end is no person's. */
  readonly whyNoPerson?: string;
}

/** Who counts where persons are counted: the same for each terminal, user and token that one person has. */
export function personOf({ person, name }: Caller): string {
  return person ?? name;
}

/** Who counts as one of two. Throws `GateError` FORBIDDEN where that may be the other one: nobody is known to be behind. */
export function oneOfTwo({ person, name }: Caller): string {
  if (person !== undefined) return person;
  throw new GateError(
    'FORBIDDEN',
    `expected a person who is known, since two are needed, met ${name} with nobody known behind it; call as the user who logged in, or by a token that has an owner`,
  );
}

/** What only a person may do, whatever scopes a token has: an agent that could would approve itself. */
const PERSONAL: readonly Scope[] = ['approve', 'policy', 'admin'];

/** Throws `GateError` FORBIDDEN. */
export function checkMay(caller: Caller, scope: Scope): void {
  if (caller.whyNoPerson !== undefined && PERSONAL.includes(scope)) {
    throw new GateError(
      'FORBIDDEN',
      `expected a person at a terminal, met a process that is none: ${caller.whyNoPerson}`,
    );
  }
  if (!caller.scopes.includes(scope)) {
    throw new GateError('FORBIDDEN', `expected a caller with the scope ${scope}, met ${caller.name} without it`);
  }
  if (PERSONAL.includes(scope) && caller.kind !== 'person') {
    throw new GateError(
      'FORBIDDEN',
      `expected a person for the scope ${scope}, met the ${caller.kind} ${caller.name}; a person must do this`,
    );
  }
}
