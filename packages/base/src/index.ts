/** What every package needs once, for any runtime. The real clock, randomness, disk and network are in `base/node`. */
export { BoundedMap } from './bounded-map.ts';
export { BoundedQueue } from './bounded-queue.ts';
export { concatBytes, equalBytes, fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from './bytes.ts';
export {
  type Canonical,
  CANONICAL_DEPTH_MAX,
  CanonicalError,
  type CanonicalErrorCode,
  type CanonicalObject,
  canonicalText,
  decodeCanonical,
  encodeCanonical,
} from './canonical.ts';
export type { Cancel, Clock } from './clock.ts';
export { type Disk, DiskError, type DiskErrorCode, type DiskFile, type Lock } from './disk.ts';
export { CodedError } from './error.ts';
export { folderOf, openIfThere, readWhole, replaceWhole, writeNew } from './files.ts';
export {
  type Address,
  type Connection,
  isConfidential,
  type Listener,
  type Net,
  NetError,
  type NetErrorCode,
} from './net.ts';
export type { Random } from './random.ts';
export { type RetryDelay, retryDelayMs } from './retry-delay.ts';
export { shellQuoted } from './shell-quoted.ts';
export type { SmallFiles } from './small-files.ts';
export { Turns } from './turns.ts';
export { clipped, quoted, visible, visibleCharacter, visibleJson, visibleLines, widthOf } from './visible.ts';
