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
