/** Values from strangers held against a schema: closed, bounded, and told by the first thing that is wrong. */
import { clipped } from '@capgate/base';
import { faultFinder } from '@capgate/base/forms';
import { type Static, type TSchema, Type } from 'typebox';
import { FleetError } from './error.ts';

export const CLOSED = { additionalProperties: false } as const;

/** A SHA-256, in hexadecimal digits. */
export const HASH_PATTERN = '^[0-9a-f]{64}$';
/** Of one line, visible: it stands in logs and on pages. */
export const LINE_PATTERN = String.raw`^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$`;
const LINE = new RegExp(LINE_PATTERN, 'u');

/** Whether it is such a line of at most so many characters. */
export function isLine(value: unknown, lengthMax: number): value is string {
  return typeof value === 'string' && value.length <= lengthMax && LINE.test(value);
}

/** Whether it is a whole number from 0, at most so great. */
export function isWhole(value: unknown, most = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

/** Of names of agents, cohorts and tenants. */
export const NAME_LENGTH_MAX = 200;
/** The latest moment, in milliseconds since 1970 UTC: the year 9999, as far as a certificate can say. */
export const TIME_MS_MAX = 253_402_300_799_000;

export function wholeOf(minimum: number, maximum: number): ReturnType<typeof Type.Integer> {
  return Type.Integer({ minimum, maximum });
}

export function textOf(pattern: string, maxLength: number): ReturnType<typeof Type.String> {
  return Type.String({ pattern, maxLength });
}

/** What `read` gives is what it was given; throws `FleetError` FORM for what the schema does not allow. */
export interface Form<Value> {
  is(value: unknown): value is Value;
  read(value: unknown): Value;
}

/** `what` follows "expected", such as "a token". No value is repeated in a message, which may be a secret. */
export function formOf<Schema extends TSchema>(schema: Schema, what: string): Form<Static<Schema>> {
  const faultsIn = faultFinder(schema, 'first');
  return {
    is: (value): value is Static<Schema> => faultsIn(value).length === 0,
    read: (value) => {
      const [fault] = faultsIn(value);
      if (fault === undefined) return value as Static<Schema>;
      throw new FleetError('FORM', `expected ${what}, met another value: ${clipped(`${fault.path} ${fault.message}`)}`);
    },
  };
}
