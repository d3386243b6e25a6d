/** Whether what is to be applied are records, one behind the other. */
import { fromUtf8 } from '@capgate/base';
import { StoreError } from '../error.ts';
import type { IndexedRecord } from '../records.ts';

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
const KIND_LENGTH_MAX = 64;

/** Throws `StoreError` RECORD for what is no record, GAP where one does not follow the one before. */
export function checkRecords(records: readonly IndexedRecord[]): void {
  let expected: number | undefined;
  for (const record of records) {
    if (!isRecord(record)) {
      throw new StoreError('RECORD', 'expected a record {index, id, at, kind, body} of a log, met something else');
    }
    if (expected !== undefined && record.index !== expected) {
      throw new StoreError('GAP', `expected record ${expected} behind the one before, met ${record.index}`);
    }
    expected = record.index + 1;
  }
}

function isRecord({ index, id, at, kind, body }: Record<keyof IndexedRecord, unknown>): boolean {
  if (!isWhole(index) || !isWhole(at) || typeof id !== 'string' || !UUID_7.test(id)) return false;
  if (typeof kind !== 'string' || kind.length > KIND_LENGTH_MAX) return false;
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function isWhole(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/**
 * The records of entries as they are in the log. Whether each is in the one canonical form is for the log's own reader to
 * check, which all that is signed rests on: doing it again here would double the work. Throws `StoreError` RECORD.
 */
export function decodeEntries(firstIndex: number, entries: readonly Uint8Array[]): IndexedRecord[] {
  return entries.map((entry, i) => {
    const { id, at, kind, body } = parsed(entry, firstIndex + i);
    return { index: firstIndex + i, id, at, kind, body };
  });
}

function parsed(entry: Uint8Array, index: number): Omit<IndexedRecord, 'index'> {
  const text = fromUtf8(entry);
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as IndexedRecord;
  } catch {
    // The parser's own message would quote what may be a secret.
  }
  throw new StoreError('RECORD', `expected an entry {at, body, id, kind} at ${index}, met something else`);
}
