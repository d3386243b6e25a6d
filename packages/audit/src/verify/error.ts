import { CodedError } from '@capgate/base';

/**
 * FORM: bytes that are no checkpoint, tile, bundle, record or proof. MISSING: a file that should be there and is not.
 * TILE: a tile whose hashes are not those of the entries. ENTRY: an entry that is no record, or out of order. ROOT: a
 * tree other than the one that was signed. KEYS: keys recorded in the log that are not in its chain, or the other way
 * round. FORK: a log that does not continue a checkpoint held elsewhere. ROLLBACK: one that is shorter than such a
 * checkpoint. PROOF: a proof that does not lead to the root. UNTRUSTED: a checkpoint that no trusted key signed.
 * RETENTION: entries that are gone without a record that says so. SIZE: more than a bound allows. BUSY: no room in the
 * queue. CLOSED: a log that is closed, or that failed. DAMAGED: files that no crash leaves behind. PERMISSIONS: a
 * folder that others may write to. NOT_FOUND: no such entry.
 */
export type AuditErrorCode =
  | 'FORM'
  | 'MISSING'
  | 'TILE'
  | 'ENTRY'
  | 'ROOT'
  | 'KEYS'
  | 'FORK'
  | 'ROLLBACK'
  | 'PROOF'
  | 'UNTRUSTED'
  | 'RETENTION'
  | 'SIZE'
  | 'BUSY'
  | 'CLOSED'
  | 'DAMAGED'
  | 'PERMISSIONS'
  | 'NOT_FOUND';

export class AuditError extends CodedError<AuditErrorCode> {
  override readonly name = 'AuditError';
}
