/** Whether what is to be applied are records, one behind the other. */
import { type Canonical, CanonicalError, decodeCanonical } from '@capgate/base';
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

/** The records of entries as they are in the log. Throws `StoreError` RECORD for bytes that are no canonical object. */
export function decodeEntries(firstIndex: number, entries: readonly Uint8Array[]): IndexedRecord[] {
  return entries.map((entry, i) => {
    const value = decoded(entry) as Record<keyof IndexedRecord, never> | null;
    if (typeof value !== 'object' || value === null) {
      throw new StoreError('RECORD', `expected an entry {at, body, id, kind} at ${firstIndex + i}, met something else`);
    }
    const { id, at, kind, body } = value;
    return { index: firstIndex + i, id, at, kind, body };
  });
}

function decoded(entry: Uint8Array): Canonical {
  try {
    return decodeCanonical(entry);
  } catch (error) {
    if (error instanceof CanonicalError) throw new StoreError('RECORD', `expected an entry of a log; ${error.message}`);
    throw error;
  }
}
