/** Checks of what arrives against the schemas of what may. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Static, TSchema } from 'typebox';
import { GateError } from '../error.ts';

const AJV_OPTIONS = { strict: true, strictTypes: false, discriminator: false } as const;
const ajv = new Ajv2020({ ...AJV_OPTIONS, allErrors: false });

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

/** Something that a schema does not allow. */
export interface FormFault {
  /** A JSON pointer (RFC 6901). */
  readonly path: string;
  readonly message: string;
}

/** At most so many are told. */
const FAULTS_MAX = 100;

/** A function that answers everything that is wrong with a value, rather than the first of it. */
export function faultFinder(schema: TSchema): (value: unknown) => readonly FormFault[] {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= new Ajv2020({ ...AJV_OPTIONS, allErrors: true }).compile(schema);
    return validate(value) ? [] : (validate.errors ?? []).slice(0, FAULTS_MAX).map(faultOf);
  };
}

function faultOf({ instancePath, keyword, message = 'something else', params }: ErrorObject): FormFault {
  const key: unknown = params['additionalProperty'];
  if (keyword !== 'additionalProperties' || typeof key !== 'string') {
    const { allowedValues } = params as { readonly allowedValues?: readonly unknown[] };
    const choices = allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`;
    return { path: instancePath, message: `${message}${choices}` };
  }
  const place = `${instancePath}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { path: place, message: 'expected a key that is known here, met another; leave it out' };
}
