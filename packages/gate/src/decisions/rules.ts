/** What is in force for a tenant: one object a change, so that whoever has decided by another sees that it changed. */
import type { Mode, Policy, RiskName } from '@capgate/core';

/** When an answer may leave: once its record is on the disk, or as soon as it is known. */
type LogMoment = 'before' | 'after';

export interface Rules {
  /** The version of the policy; 0 where none was made yet. */
  readonly version: number;
  readonly policy: Policy;
  /** Goes before the policy's mode where it is stricter. */
  readonly mode: Mode | undefined;
  /** Whether any person can answer at all. */
  readonly attended: boolean;
  /** When the answer to an allowed action may leave. Asks and denials always wait for the disk. */
  readonly logAllow: LogMoment;
  readonly approvals: ApprovalRules;
}

export interface ApprovalRules {
  /** How long an approval waits for its answer. */
  readonly timeoutMs: number;
  /** How long what was allowed once may be done. */
  readonly useMs: number;
  /** How many persons must allow an action of this risk. */
  readonly people: Readonly<Partial<Record<RiskName, 1 | 2>>>;
}

/** How many persons must allow an action of this risk. */
export function neededFor(risk: RiskName, { people }: ApprovalRules): 1 | 2 {
  return people[risk] ?? 1;
}

export const DEFAULT_APPROVALS: ApprovalRules = { timeoutMs: 600_000, useMs: 600_000, people: {} };
