/** What documents say, by their kinds. */
import { type CanonicalObject, canonicalText, fromBase64 } from '@capgate/base';
import { FleetError } from '../error.ts';
import type { Baseline } from '../detection/baseline.ts';
import { baselineIn } from './baseline.ts';
import { type DocumentKind } from './document.ts';
import { indicatorsIn } from './indicators.ts';
import { IndicatorSet } from './matching/indicator-set.ts';
import { canonicalIn, fieldsOf } from '../text.ts';

/** A registry as a gate takes one up: it checks for itself who has signed the file. */
export interface SentRegistry {
  /** The file, in Base64. */
  readonly bytes: string;
  /** A signed note over its name and hash. */
  readonly note: string;
}

export interface Contents {
  readonly indicators: IndicatorSet;
  /** The organisation's layer. Whether a gate puts it in force is its own activation's to say. */
  readonly policy: CanonicalObject;
  readonly registry: SentRegistry;
  readonly baseline: Baseline;
}

const POLICY_LENGTH_MAX = 256 * 1024;
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

function policyIn(document: string): CanonicalObject {
  const value = document.length <= POLICY_LENGTH_MAX ? canonicalIn(document) : undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as CanonicalObject;
  throw new FleetError('FORM', `expected a policy of at most ${POLICY_LENGTH_MAX} characters, met another document`);
}

function registryIn(document: string): SentRegistry {
  const value = document.length <= REGISTRY_LENGTH_MAX ? canonicalIn(document) : undefined;
  const { bytes, note, ...others } = fieldsOf(value);
  const isOne = typeof bytes === 'string' && typeof note === 'string' && fromBase64(bytes) !== undefined;
  if (isOne && Object.keys(others).length === 0) return { bytes, note };
  throw new FleetError(
    'FORM',
    `expected a registry and its note in ${REGISTRY_LENGTH_MAX} characters, met another document`,
  );
}
