/** From what is to be logged to the bytes of an entry. */
import { type CanonicalObject, encodeCanonical, utf8 } from '@capgate/base';
import { redact } from '../redact.ts';
import { mayHoldSecret } from '../signs.ts';
import type { Redaction } from '../verify/record.ts';
import { AuditError } from '../verify/error.ts';
import { ENTRY_BYTES_MAX } from '../verify/tile.ts';

/**
 * The entry of a record whose body has this canonical text, without its secrets. What is too long for an entry is refused
 * before it is searched, which takes its time. Throws `AuditError` SIZE.
 */
export function entryWithoutSecrets(kind: string, at: number, id: string, bodyText: string): Uint8Array {
  if (bodyText.length > ENTRY_BYTES_MAX) throw tooLong(kind, bodyText.length);
  const end = `,"id":"${id}","kind":"${kind}"}`;
  const start = `{"at":${at},"body":`;
  const entry = utf8(start + bodyText + end);
  if (!mayHoldSecret(entry, start.length, entry.length - end.length)) return fitting(kind, entry);
  const { body, redactions } = redact(JSON.parse(bodyText) as CanonicalObject);
  return encodeEntry(kind, at, id, body, redactions);
}

/** The entry of a record as it is. Throws `AuditError` SIZE, `CanonicalError`. */
export function encodeEntry(
  kind: string,
  at: number,
  id: string,
  body: CanonicalObject,
  redactions: readonly Redaction[],
): Uint8Array {
  const record = { at, body, id, kind };
  const entry = encodeCanonical(
    redactions.length === 0 ? record : { ...record, redacted: redactions.map((redaction) => ({ ...redaction })) },
  );
  return fitting(kind, entry);
}

function fitting(kind: string, entry: Uint8Array): Uint8Array {
  if (entry.length <= ENTRY_BYTES_MAX) return entry;
  throw tooLong(kind, entry.length);
}

function tooLong(kind: string, length: number): AuditError {
  return new AuditError(
    'SIZE',
    `expected an entry of at most ${ENTRY_BYTES_MAX} bytes, met a ${kind} of ${length} or more; log long texts as their beginning and their hash`,
  );
}
