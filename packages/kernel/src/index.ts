export { type Confinement, confinementOf } from './backstop/confinement.ts';
export type { Limit } from './backstop/limits.ts';
export { landlockVersion } from './backstop/landlock.ts';
export { listingOf } from './backstop/listing.ts';
export { type Confined, type ConfinedCommand, type Ending, startConfined } from './backstop/start.ts';
export { type Enforcement, enforcementHere } from './enforcement.ts';
export { KernelError, type KernelErrorCode } from './error.ts';
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
export { sessionMask } from './session/mask.ts';
export { type Session, sessionPlaces } from './session/places.ts';
