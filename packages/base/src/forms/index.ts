/** Everything that is wrong with the form of a document, by its JSON Schema. Apart from the rest, as it brings ajv. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';

/** How schemas are read everywhere. */
export const SCHEMA_OPTIONS = { strict: true, strictTypes: false, discriminator: false } as const;

/** Something that a schema does not allow. */
export interface FormFault {
  /** A JSON pointer (RFC 6901). */
  readonly path: string;
  readonly message: string;
}

/** At most so many are told. */
const FAULTS_MAX = 100;

/**
 * A function that answers everything that is wrong with a value; or the first of it, for values from strangers, who could
 * make a great many faults.
 */
export function faultFinder(schema: TSchema, told: 'all' | 'first' = 'all'): (value: unknown) => readonly FormFault[] {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= new Ajv2020({ ...SCHEMA_OPTIONS, allErrors: told === 'all' }).compile(schema);
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
