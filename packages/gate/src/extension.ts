/** How other parts of the product join a running service: the kernel, the fleet, the lab. */
import type { NamedCommand } from '@capgate/core';
import type { DecisionMade } from '@capgate/store';
import type { Gate } from './gate.ts';
import type { Operation } from './http/operation.ts';
import type { Metric } from './metrics/exposition.ts';
import type { Candidate } from './policies/policies.ts';

/** What is said to whoever asked, and written down, by code and rule. */
export interface Said {
  /** Stands in the log beside codes of core's: `fleet.quarantined`. */
  readonly code: string;
  /** What said so, as a name of at most 256 characters: `quarantine`. */
  readonly rule: string;
  readonly message: string;
  readonly advice?: string;
}

/** That an action is to be asked about, or denied, whatever the policy says of it. */
export interface Raise extends Said {
  readonly verdict: 'ask' | 'deny';
  readonly risk: 'HIGH' | 'CRITICAL';
  /** What it was raised for: an approval that was given without knowing of these is none of this action. */
  readonly ids: readonly string[];
}

/** An action as it is judged. Each is worked out when it is asked for. */
export interface NamedByAction {
  readonly tenant: string;
  readonly agent: string;
  /** Of the agent's user: what `~` is. */
  readonly home: string | undefined;
  /** Commands that would run, wherever in it they hide. */
  commands(): readonly NamedCommand[];
  /** Hosts that it names; undefined where there are more than are looked through. */
  hosts(): readonly string[] | undefined;
  /** Absolute paths that it may be on, as they are written; undefined where there are more than are followed. */
  paths(): readonly string[] | undefined;
}

export interface Extension {
  readonly name: string;
  /** Operations of the HTTP interface, below `/v1/{name}/`. */
  readonly routes?: (gate: Gate) => readonly Operation[];
  /** Read at a scrape. */
  readonly metrics?: () => readonly Metric[];
  /** Asked before a version of a policy becomes active; answers why it must not. */
  readonly beforeActivate?: (candidate: Candidate) => Promise<string | undefined>;
  /**
   * Asked before every decision: why the agent may do nothing at all. It then gets a denial in every mode, in a pause, and
   * whatever a person has allowed. Must be quick and must not throw.
   */
  readonly refuses?: (tenant: string, agent: string) => Said | undefined;
  /** Asked of every action, and can make its verdict and its risk graver alone. Must be quick and must not throw. */
  readonly raises?: (action: NamedByAction) => Raise | undefined;
  /** Told of every decision, on its way: must be quick and must not throw. */
  readonly onDecision?: (made: DecisionMade, id: string | undefined) => void;
  /** Told that the service ends, while records are still taken: must be quick and must not throw. */
  readonly stop?: () => void;
}
