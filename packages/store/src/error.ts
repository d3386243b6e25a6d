import { CodedError } from '@capgate/base';

/**
 * OPEN: a database that cannot be opened. VERSION: one whose tables are newer than this program. RECORD: what is no
 * record of a log. GAP: a record that does not follow the last one applied. QUERY: a question that has no sense, such as
 * a cursor that no page gave. UNAVAILABLE: a database that does not answer; the same call may work later. BUSY: one that
 * another process keeps locked. FULL: no room left. DAMAGED: tables that are not as they were written. CLOSED: a store
 * that was closed, or whose worker died. INTERNAL: anything else, which is a fault of the store.
 */
export type StoreErrorCode =
  | 'OPEN'
  | 'VERSION'
  | 'RECORD'
  | 'GAP'
  | 'QUERY'
  | 'UNAVAILABLE'
  | 'BUSY'
  | 'FULL'
  | 'DAMAGED'
  | 'CLOSED'
  | 'INTERNAL';

export class StoreError extends CodedError<StoreErrorCode> {
  override readonly name = 'StoreError';
}
