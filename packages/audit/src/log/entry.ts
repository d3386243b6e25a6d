/** From what is to be logged to the bytes of an entry. */
import { type Canonical, type CanonicalObject, encodeCanonical } from '@capgate/base';
import { type Redacted, redact } from '../redact.ts';
import { AuditError } from '../verify/error.ts';
import { ENTRY_BYTES_MAX } from '../verify/tile.ts';

/**
 * `body` without its secrets. What is too long for an entry is refused before it is searched, which takes its time. Throws
 * `AuditError` SIZE.
 */
export function redacted(kind: string, body: CanonicalObject): Redacted {
  const length = textLength(body);
  if (length > ENTRY_BYTES_MAX) throw tooLong(kind, length);
  return redact(body);
}

function textLength(value: Canonical): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let length = 0;
  for (const part of Object.values(value as Readonly<Record<string, Canonical>>)) {
    length += textLength(part);
    if (length > ENTRY_BYTES_MAX) return length;
  }
  return length;
}

/** The bytes of a record. Throws `AuditError` SIZE, `CanonicalError`. */
export function encodeEntry(kind: string, at: number, id: string, { body: clean, redactions }: Redacted): Uint8Array {
  // In the order of the canonical form, which is then had for nothing.
  const record = { at, body: clean, id, kind };
  const entry = encodeCanonical(
    redactions.length === 0 ? record : { ...record, redacted: redactions.map((redaction) => ({ ...redaction })) },
  );
  if (entry.length <= ENTRY_BYTES_MAX) return entry;
  throw tooLong(kind, entry.length);
}

function tooLong(kind: string, length: number): AuditError {
  return new AuditError(
    'SIZE',
    `expected an entry of at most ${ENTRY_BYTES_MAX} bytes, met a ${kind} of ${length} or more; log long texts as their beginning and their hash`,
  );
}
