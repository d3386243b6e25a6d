/** A fleet of agents, watched: what they do, what is unlike them, and who says so. */
export type { Deciders } from './deciders.ts';
export { FleetError, type FleetErrorCode } from './error.ts';
export {
  COUNT_PLACES,
  FEATURES,
  Place,
  REACHED_SCOPES,
  type ReachedScope,
  VECTOR_LENGTH,
} from './behaviour/features.ts';
export { vectorOf, vectorText } from './behaviour/vector-text.ts';
export { type Observed, Windows } from './behaviour/windows.ts';
export {
  AGENTS_MIN,
  BLOCK,
  BLOCKS_MIN,
  type Ceilings,
  CohortWindows,
  levelMean,
  LEVELS,
} from './detection/ceilings.ts';
export {
  type Batch,
  type BatchHeader,
  type BatchPlace,
  BATCH_POINTS_MAX,
  hashOf,
  openBatch,
  sealBatch,
} from './evidence/batch.ts';
export { type Admitted, type EnrolledNode, EvidenceLedger, NOTHING_BEFORE, type Tail } from './evidence/ledger.ts';
export { decodePoint, encodePoint, type Finding, type Point } from './evidence/point.ts';
export { checkProven, provePoint, type ProvenPoint } from './evidence/proof.ts';
export { ChangeSums, findingThreshold } from './detection/change.ts';
export { type Ceiling, logLikelihoodRatios, TELLING_MAX } from './detection/likelihood.ts';
export { AGENT_KINDS, SimulatedAgents, type Turned } from './simulation/agents.ts';
export { type Attack, ATTACK_KINDS } from './simulation/lines.ts';
export {
  BODY_BYTES_MAX,
  type Carrier,
  isNodeName,
  type Message,
  MESSAGE_KINDS,
  type MessageKind,
  type Stop,
} from './node/carrier.ts';
export { type Moment, Moments } from './summary/moments.ts';
export { LYING_MAX, lyingMaxOf, trimmedMean } from './summary/robust.ts';
export { RELATIVE_ERROR, Sketch } from './summary/sketch.ts';
export {
  type Certificate,
  checkCertificate,
  joined,
  type Quarantine,
  QUARANTINE_MS_MAX,
  type Release,
  signQuarantine,
  signRelease,
  subjectOf,
} from './quarantine/certificate.ts';
export { QuarantineList } from './quarantine/list.ts';
export {
  checkMembership,
  FLEET_TENANT,
  type FleetNode,
  type Membership,
  type NodePlace,
  type Revocation,
  signEnrolment,
  signRevocation,
  type Tier,
  TIERS,
} from './enrolment/node.ts';
export { feed, Roster, type RosterChange } from './enrolment/roster.ts';
export { readTokenText, TOKEN_LIFETIME_MS, TOKEN_LIFETIME_MS_MAX, type TokenText } from './enrolment/tokens.ts';
export type { Trusted } from './enrolment/messages.ts';
