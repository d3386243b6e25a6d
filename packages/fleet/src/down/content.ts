/** What documents say, by their kinds. */
import { type CanonicalObject, canonicalText, fromBase64 } from '@capgate/base';
import { openRegistry, PolicyError, readPolicyDocument, RegistryError } from '@capgate/core';
import type { Baseline } from '../detection/baseline.ts';
import { FleetError } from '../error.ts';
import { canonicalIn, fieldsOf, objectIn } from '../text.ts';
import { baselineIn } from './baseline.ts';
import { type DocumentKind } from './document.ts';
import { indicatorsIn } from './indicators.ts';
import { IndicatorSet } from './matching/indicator-set.ts';

/** A registry as a gate takes one up. */
export interface SentRegistry {
  /** The file, in Base64. */
  readonly bytes: string;
  /** A signed note over its name and hash, by one who may issue it; see `Registries.putInForce` of the gate. */
  readonly note: string;
}

export interface Contents {
  readonly indicators: IndicatorSet;
  /** The organisation's layer: a policy document. */
  readonly policy: CanonicalObject;
  readonly registry: SentRegistry;
  readonly baseline: Baseline;
}

/** A gate has both in entries of its log, the policy beside what is its own. */
const POLICY_LENGTH_MAX = 32 * 1024;
const REGISTRY_BYTES_MAX = 40 * 1024;
const REGISTRY_LENGTH_MAX = 64 * 1024;

const READERS: { readonly [Kind in DocumentKind]: (document: string) => Contents[Kind] } = {
  indicators: (document) => new IndicatorSet(indicatorsIn(document)),
  policy: policyIn,
  registry: registryIn,
  baseline: baselineIn,
};

/** Throws `FleetError` FORM or VALUE for a document that is none of its kind. */
export function contentOf(kind: DocumentKind, document: string): Contents[DocumentKind] {
  return READERS[kind](document);
}

/** The document that says this. */
export function policyText(policy: CanonicalObject): string {
  return canonicalText(policy);
}

/** The document that says this. */
export function registryDocument({ bytes, note }: SentRegistry): string {
  return canonicalText({ bytes, note });
}

/** Its examples are for the gate to check. */
function policyIn(document: string): CanonicalObject {
  const value = document.length <= POLICY_LENGTH_MAX ? objectIn(canonicalIn(document)) : undefined;
  if (value === undefined)
    throw new FleetError('FORM', `expected a policy of at most ${POLICY_LENGTH_MAX} characters, met another document`);
  try {
    readPolicyDocument(value);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new FleetError('VALUE', `${error.code}: ${error.message}`);
  }
  return value as CanonicalObject;
}

function registryIn(document: string): SentRegistry {
  const value = document.length <= REGISTRY_LENGTH_MAX ? canonicalIn(document) : undefined;
  const { bytes, note, ...others } = fieldsOf(value);
  const file = typeof bytes === 'string' ? fromBase64(bytes) : undefined;
  if (
    file === undefined ||
    file.length > REGISTRY_BYTES_MAX ||
    typeof note !== 'string' ||
    Object.keys(others).length > 0
  )
    throw new FleetError(
      'FORM',
      `expected a registry of at most ${REGISTRY_BYTES_MAX} bytes and its note, met another document`,
    );
  try {
    openRegistry(file);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    throw new FleetError('VALUE', `expected a sound registry, met one refused as ${error.code}`);
  }
  return { bytes: bytes as string, note };
}
