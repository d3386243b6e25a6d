/** A fleet of agents, watched: what they do, what is unlike them, and who says so. */
export type { Deciders } from './deciders.ts';
export { FleetError, type FleetErrorCode } from './error.ts';
export { type InboxBounds, InProcessNet } from './adapters/in-process.ts';
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
  BLOCKS_MIN,
  type Ceilings,
  CohortWindows,
  levelMean,
  LEVELS,
  ratioOf,
} from './detection/ceilings.ts';
export { BLOCK } from './detection/pace.ts';
export { ceilingsIn, SEASON_DAYS_MIN, type Seasons, seasonsOf } from './detection/seasons.ts';
export {
  SEQUENTIAL_WINDOWS_MAX,
  type SequentialDecision,
  type SequentialErrors,
  SequentialTest,
} from './detection/sequential-test.ts';
export { slotAt, SLOTS } from './detection/slots.ts';
export {
  type Batch,
  type BatchHeader,
  type BatchPlace,
  BATCH_LEAVES_MAX,
  type BatchKind,
  hashOf,
  openBatch,
  sealBatch,
} from './evidence/batch.ts';
export {
  type Admitted,
  type EnrolledNode,
  EvidenceLedger,
  NOTHING_BEFORE,
  type Tail,
} from './evidence/ledger.ts';
export { decodePoint, decodePoints, encodePoint, inOrder, type Finding, type Point } from './evidence/point.ts';
export { checkProven, proveLeaves, type ProvenLeaf } from './evidence/proof.ts';
export { decodeBatch, decodeProven, encodeBatch, encodeProven } from './evidence/wire.ts';
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
export { type Alert, type AlertKind, alertOf, SEVERITIES, type Severity } from './monitor/alerts.ts';
export { Monitor, type MonitorParts } from './monitor/monitor.ts';
export { mayTellOf, nameAt } from './node/agent-name.ts';
export type { FleetEvent, OnEvent } from './node/events.ts';
export { HubNode, type HubParts } from './node/hub.ts';
export { DOWN_KEY } from './node/documents.ts';
export { HubService, type HubServiceParts, QUARANTINE_KEY } from './node/hub-service.ts';
export { type ClosedWindow, LocalNode, type LocalParts } from './node/local.ts';
export { LocalService, type LocalServiceParts } from './node/local-service.ts';
export { RegionalNode, type RegionalParts } from './node/regional.ts';
export { RegionalService, type RegionalServiceParts } from './node/regional-service.ts';
export { LEARNED_WINDOWS } from './node/cohort.ts';
export { Watch } from './node/watch.ts';
export { type Baseline, ceilingsOf } from './detection/baseline.ts';
export { CohortSummary, SKETCHED } from './summary/cohort-summary.ts';
export { decodeSummaries, encodeSummaries, encodeSummary, type NodeSummary } from './summary/node-summary.ts';
export { type WholeCohort, wholeOf } from './summary/whole.ts';
export { type Moment, Moments } from './summary/moments.ts';
export { LYING_MAX, lyingMaxOf, type Range, rangeOf, trimmedMean } from './summary/robust.ts';
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
export {
  type Partition,
  type PartitionKind,
  Reachability,
  SILENT_AFTER,
} from './staleness/reachability.ts';
export {
  ageMsOf,
  isStale,
  type Reading,
  type ReadingKind,
  readingOf,
  STALE_AFTER_MS,
  wideningOf,
} from './staleness/reading.ts';
export { thresholdBy, thresholdUnder } from './staleness/threshold.ts';
export {
  type Act,
  BAD_ACTS,
  type BadAct,
  equivocationOf,
  GOOD_ACTS,
  type GoodAct,
} from './trust/acts.ts';
export { GOOD_STANDING, HALF_LIFE_MS, isToBeWatched, NEWCOMERS_MAX, Reputations } from './trust/reputation.ts';
export { reputationsIn, reputationsText } from './trust/reputation-text.ts';
export { watcherOf, type WatcherOptions } from './trust/watchers.ts';
export { type QuarantineCertificate, QuarantineList } from './quarantine/list.ts';
export { baselineText } from './down/baseline.ts';
export { type Contents, policyText, registryDocument, type SentRegistry } from './down/content.ts';
export {
  DOCUMENT_BYTES_MAX,
  DOCUMENT_KINDS,
  type DocumentKind,
  type Issue,
  joinedDocuments,
  signDocument,
} from './down/document.ts';
export { type Indicator, INDICATORS_MAX, indicatorsText, type Pattern } from './down/indicators.ts';
export { Received, type Taken } from './down/received.ts';
export { type Age, Shelf, type Shelved, type ShelfParts } from './down/shelf.ts';
export { type FleetExtension, fleetExtension, type FleetExtensionParts } from './adapters/gate/extension.ts';
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
