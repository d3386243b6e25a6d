/** Texts and bytes that come from elsewhere. */
import { type Canonical, CanonicalError, decodeCanonical, utf8 } from '@capgate/base';

/** What it says in the one canonical encoding; undefined for anything else. */
export function canonicalIn(said: string | Uint8Array): Canonical | undefined {
  try {
    return decodeCanonical(typeof said === 'string' ? utf8(said) : said);
  } catch (error) {
    if (error instanceof CanonicalError) return undefined;
    throw error;
  }
}

/** An object with its fields; undefined for anything else. */
export function objectIn(value: unknown): Readonly<Record<string, Canonical | undefined>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, Canonical | undefined>>) : undefined;
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return objectIn(value) ?? {};
}
