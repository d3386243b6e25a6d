export { type Ancestor, Ancestry, ANCESTRY_MAX } from './ancestry.ts';
export { argvOf } from './argv.ts';
export { type Confinement, confinementOf } from './backstop/confinement.ts';
export type { Limit } from './backstop/limits.ts';
export { landlockVersion } from './backstop/landlock.ts';
export { listingOf } from './backstop/listing.ts';
export { type Confined, type ConfinedCommand, type Ending, startConfined } from './backstop/start.ts';
export type { Identity } from './backstop/identity.ts';
export { backstopStatus, type RootlessStatus, rootlessStatus } from './backstop/status.ts';
export {
  type Group,
  groupAt,
  killAll,
  makeGroup,
  membersOf,
  moveInto,
  removeGroup,
  type SessionsFolder,
  sessionsFolder,
} from './cgroups.ts';
export { attachedTiers, detachAll, type Enforcement, enforce, type Refused } from './enforcement.ts';
export { Learned, type Lesson, type Unlearned } from './learn/learned.ts';
export type { Surroundings } from './learn/located.ts';
export { type MountPoint, mountPoints } from './system/mounts.ts';
export { CHANGEABLE, type Profile, profileMask, profilePlaces } from './learn/profile.ts';
export { KernelError, type KernelErrorCode } from './error.ts';
export type { FileAct, Grant } from './grant.ts';
export { type Chosen, hold } from './hold.ts';
export { decodeEvent, EVENT_BYTES_MAX, type KernelEvent, riskOfEvent } from './event.ts';
export {
  CONTROLS,
  type Control,
  decodeMask,
  encodeMask,
  MASK_BYTES,
  type Mask,
  narrowed,
  REACHES,
  type Reach,
  SCOPES,
  type Scope,
} from './mask.ts';
export type { Place } from './place.ts';
export { startAnswered } from './session/answered.ts';
export { beginSession } from './session/begin.ts';
export { type Binding, bindCommand, isUnbound } from './session/bind.ts';
export { commandGrants, type Surroundings as GrantSurroundings } from './session/command-grants.ts';
export { commandMask } from './session/command-mask.ts';
export { sessionMask } from './session/mask.ts';
export { type SessionFolders, sessionPlaces, withheldPaths } from './session/places.ts';
export { holdingOf, Session } from './session.ts';
export { type Account, accountOf } from './system/accounts.ts';
export { type ProcessInfo, processAt } from './system/processes.ts';
export { shippedObjects } from './shipped.ts';
export { FANOTIFY_LIMITS, FanotifyHolding } from './tiers/fanotify/holding.ts';
export { NotifyHolding, NotifySession } from './tiers/notify/holding.ts';
export {
  BPF_TIERS,
  type BpfTierName,
  type HeldSession,
  type Holding,
  type Labels,
  type Tally,
  type TierSession,
  TIERS,
  type TierName,
  type Tool,
} from './tiers/tier.ts';
