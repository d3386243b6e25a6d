/** Nodes of a fleet as they run: in a gate, or by themselves. */
export { WINDOW_MS } from '../../behaviour/features.ts';
export { alertWebhookIn } from './alert-hook.ts';
export { askPublish, askQuarantine, askRelease, askStatus, type ControlServer, serveControl } from './control.ts';
export { countersignDocument, type Issuance, issueDocument, type SignedDocument } from './issuing.ts';
export { type JoinedGate, joinFleet } from './join.ts';
export { FALSE_ALARMS, HUB_AFTER_MS, REGIONAL_AFTER_MS, type RunOptions } from './options.ts';
export { runNode, type RunningNode } from './run-node.ts';
export type {
  CohortStatus,
  DocumentStatus,
  FleetStatus,
  HeldStatus,
  NodeStatus,
  QuarantineStatus,
} from './status.ts';
