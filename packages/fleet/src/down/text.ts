/** Texts that come from elsewhere. */
import { type Canonical, CanonicalError, decodeCanonical, utf8 } from '@capgate/base';

/** Whether it is a text of one line, visible: it stands in answers, in logs and on pages. */
export function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === 'string' && value.length <= lengthMax && /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(value);
}

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
