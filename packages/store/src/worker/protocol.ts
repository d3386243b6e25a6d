/** What the two sides of a store in a worker tell each other. */
import type { StoreErrorCode } from '../error.ts';
import type { Store } from '../store.ts';

/** Every method there is, so that each crosses. */
const METHODS: Readonly<Record<keyof Store, true>> = {
  position: true,
  apply: true,
  applyEncoded: true,
  clear: true,
  dropBefore: true,
  decisions: true,
  decision: true,
  decisionCounts: true,
  agents: true,
  sessions: true,
  agent: true,
  session: true,
  behaviour: true,
  activity: true,
  timeline: true,
  approvals: true,
  approval: true,
  policyVersions: true,
  policyVersion: true,
  activePolicy: true,
  policyActivations: true,
  registryVersions: true,
  registryVersion: true,
  tokenByHash: true,
  tokens: true,
  tenants: true,
  pauses: true,
  startState: true,
  kernelSessions: true,
  kernelSessionsOf: true,
  kernelBindings: true,
  kernelDenials: true,
  unread: true,
  about: true,
  close: true,
};

export const STORE_METHODS = Object.keys(METHODS) as readonly (keyof Store)[];

export interface Call {
  /** Names the call among those in flight. */
  readonly call: number;
  readonly method: keyof Store;
  readonly parameters: readonly unknown[];
}

export interface Failure {
  readonly code: StoreErrorCode;
  readonly message: string;
}

export type Reply =
  | { readonly call: number; readonly answer: unknown }
  | { readonly call: number; readonly failure: Failure };

/** The name of the reply that says that the store is open, or why it is not. */
export const OPENING = 0;
