/** Checks of what arrives against the schemas of what may. */
import { SCHEMA_OPTIONS } from '@capgate/base/forms';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Static, TSchema } from 'typebox';
import { GateError } from '../error.ts';

const ajv = new Ajv2020({ ...SCHEMA_OPTIONS, allErrors: false });

/** A function that answers what it was given, as the schema's type. It throws `GateError` REQUEST for anything else. */
export function checker<Schema extends TSchema>(schema: Schema): (value: unknown) => Static<Schema> {
  let validate: ValidateFunction | undefined;
  return (value) => {
    // Compiling costs milliseconds, and most starts need few of them.
    validate ??= ajv.compile(schema);
    if (validate(value)) return value as Static<Schema>;
    throw new GateError('REQUEST', `expected ${expectation(validate.errors?.at(-1))}`);
  };
}

/** Where, and what was expected there; never what was met, which may be a secret. */
export function expectation(error: ErrorObject | undefined): string {
  const place = error?.instancePath === '' || error === undefined ? 'the request' : error.instancePath;
  return `${place}: ${error?.message ?? 'something else'}`;
}
