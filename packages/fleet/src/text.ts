/** Texts that come from elsewhere. */
import { type Canonical, CanonicalError, decodeCanonical, utf8 } from '@capgate/base';

/** What the text says in the one canonical encoding; undefined for any other text. */
export function canonicalIn(text: string): Canonical | undefined {
  try {
    return decodeCanonical(utf8(text));
  } catch (error) {
    if (error instanceof CanonicalError) return undefined;
    throw error;
  }
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : {};
}
