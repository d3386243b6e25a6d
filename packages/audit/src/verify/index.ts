/** Checking logs, checkpoints and proofs, for any runtime: nothing here needs a file system or Node. */
export { type Checkpoint, openCheckpoint, parseCheckpoint, type TreeHead, treeHeadText } from './checkpoint.ts';
export { type FilledTile, FillingTiles } from './filling-tiles.ts';
export { findEntry, type FoundEntry, firstBundle } from './find.ts';
export { AuditError, type AuditErrorCode } from './error.ts';
export { chainOf, KEY_KIND, type LogReport, type LogVerification, noteOf, RETENTION_KIND, verifyLog } from './log.ts';
export {
  type Consistency,
  emptyRoot,
  HASH_BYTES,
  type Inclusion,
  leafHash,
  nodeHash,
  PROOF_LENGTH_MAX,
  type Sha256,
  splitOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
export { type EntryProof, formatProof, parseProof, PROOF_FILE_BYTES_MAX, verifyProof } from './proof-file.ts';
export { proveConsistency, proveInclusion } from './prove.ts';
export { type LogReader, TreeReader } from './reader.ts';
export { decodeRecord, isKind, KIND_LENGTH_MAX, type LogRecord, type Redaction, timeOfId } from './record.ts';
export {
  BUNDLE_BYTES_MAX,
  bundlePath,
  CHECKPOINT_PATH,
  decodeBundle,
  decodeTile,
  encodeBundle,
  ENTRY_BYTES_MAX,
  KEYS_PATH,
  TILE_BYTES,
  TILE_WIDTH,
  tilePath,
  tileWidth,
} from './tile.ts';
export { GrowingTree, partsOf, type TreeNode } from './tree.ts';
