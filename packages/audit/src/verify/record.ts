/** What an entry says. `spec/log.md` lists the kinds. */
import { type Canonical, CanonicalError, type CanonicalObject, decodeCanonical } from '@capgate/base';
import { AuditError } from './error.ts';

export interface LogRecord {
  /** What happened: `decision`, `approval`, `policy`, … The log's own begin with `log.`. */
  readonly kind: string;
  /** When, by the clock of whoever wrote it: milliseconds since 1970 UTC. Never less than in the entry before. */
  readonly at: number;
  /** A UUID of version 7 (RFC 9562), from `at` and chance. */
  readonly id: string;
  readonly body: CanonicalObject;
  /** What was taken out of the body before it was hashed; absent where nothing was. */
  readonly redacted?: readonly Redaction[];
}

export interface Redaction {
  /** Where in the body: the keys and indices that lead there, as a JSON pointer (RFC 6901). */
  readonly path: string;
  /** What kind of secret it was. */
  readonly kind: string;
}

const KIND = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/u;
const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
const KEYS: readonly string[] = ['kind', 'at', 'id', 'body', 'redacted'];
export const KIND_LENGTH_MAX = 64;

export function isKind(text: unknown): text is string {
  return typeof text === 'string' && text.length <= KIND_LENGTH_MAX && KIND.test(text);
}

/** The record of an entry. Throws `AuditError` ENTRY. */
export function decodeRecord(entry: Uint8Array): LogRecord {
  const value = decoded(entry);
  if (isRecord(value)) return value;
  throw new AuditError('ENTRY', 'expected a record {"kind", "at", "id", "body"}, met something else');
}

function decoded(entry: Uint8Array): Canonical {
  try {
    return decodeCanonical(entry);
  } catch (error) {
    if (error instanceof CanonicalError) throw new AuditError('ENTRY', `expected a record; ${error.message}`);
    throw error;
  }
}

function isRecord(value: unknown): value is LogRecord {
  if (!isObject(value) || !Object.keys(value).every((key) => KEYS.includes(key))) return false;
  const { kind, at, id, body, redacted } = value;
  if (!isKind(kind) || !isObject(body) || typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) return false;
  if (typeof id !== 'string' || !UUID_7.test(id)) return false;
  return redacted === undefined || (Array.isArray(redacted) && redacted.length > 0 && redacted.every(isRedaction));
}

function isRedaction(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, kind } = value;
  return Object.keys(value).length === 2 && typeof path === 'string' && isKind(kind);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The time in a UUID of version 7, in milliseconds; undefined for any other text. */
export function timeOfId(id: string): number | undefined {
  return UUID_7.test(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}
