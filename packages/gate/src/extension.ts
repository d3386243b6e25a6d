/** How other parts of the product join a running service: the kernel, the fleet, the lab. */
import type { DecisionMade } from '@capgate/store';
import type { Gate } from './gate.ts';
import type { Operation } from './http/operation.ts';
import type { Metric } from './metrics/exposition.ts';
import type { Candidate } from './policies/policies.ts';

export interface Extension {
  readonly name: string;
  /** Operations of the HTTP interface, below `/v1/{name}/`. */
  readonly routes?: (gate: Gate) => readonly Operation[];
  /** Read at a scrape. */
  readonly metrics?: () => readonly Metric[];
  /** Asked before a version of a policy becomes active; answers why it must not. */
  readonly beforeActivate?: (candidate: Candidate) => Promise<string | undefined>;
  /** Told of every decision, on its way: must be quick and must not throw. */
  readonly onDecision?: (made: DecisionMade, id: string | undefined) => void;
  /** Told that the service ends, while records are still taken: must be quick and must not throw. */
  readonly stop?: () => void;
}
