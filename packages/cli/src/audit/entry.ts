/** Entries as people and machines are shown them. They hold what agents sent: everything is escaped. */
import { canonicalText, clipped, visibleJson } from '@capgate/base';
import { decodeRecord, type FoundEntry, type LogRecord } from '@capgate/audit/verify';
import { timeText } from '../machine/times.ts';

const INDEX_COLUMNS = 8;
const KIND_COLUMNS = 14;

/** One line of at most about `columns`. Throws `AuditError` ENTRY for what is no record. */
export function entryLine({ index, entry }: FoundEntry, columns: number): string {
  const { at, body, kind } = decodeRecord(entry);
  const head = `${String(index).padStart(INDEX_COLUMNS)}  ${timeText(at)}  ${kind.padEnd(KIND_COLUMNS)}  `;
  return `${head}${clipped(canonicalText(body), Math.max(20, columns - head.length - 1))}`;
}

/** The whole record as an object. */
export function entryObject({ index, entry }: FoundEntry): { readonly index: number } & LogRecord {
  return { index, ...decodeRecord(entry) };
}

/** One object on one line. */
export function entryJson(found: FoundEntry): string {
  return visibleJson(entryObject(found));
}
