/** Threat indicators: what an action may name that makes it suspect. Each makes a verdict graver, and none milder. */
import { type Canonical, canonicalText } from '@capgate/base';
import { FleetError } from '../error.ts';
import { isLine } from '../forms.ts';
import { canonicalIn, fieldsOf } from '../text.ts';

/** What is looked for. */
export type Pattern =
  /** A program of this name, wherever it lies; with `word`, only where that is one of its words. */
  | { readonly kind: 'command'; readonly name: string; readonly word?: string }
  /** A name, `*.` and what all names end in, an address, or a block of addresses. */
  | { readonly kind: 'host'; readonly host: string }
  /** From the root or from `~`; `*` is any part of a name, `**` any folders. */
  | { readonly kind: 'file'; readonly path: string };

export type Indicator = Pattern & {
  /** Names it to people and in logs: letters, digits, `.`, `_`, `:` and `-`. */
  readonly id: string;
  /** What an action gets at least. */
  readonly verdict: 'ask' | 'deny';
  /** And what its risk is at least. */
  readonly risk: 'HIGH' | 'CRITICAL';
  /** What is shown to people. */
  readonly why: string;
};

export const INDICATORS_MAX = 10_000;
const TEXT_LENGTH_MAX = 500;
const ID = /^[A-Za-z0-9._:-]{1,64}$/u;

/** The document that says these. */
export function indicatorsText(indicators: readonly Indicator[]): string {
  return canonicalText(indicators.map((indicator) => ({ ...indicator })));
}

/** Throws `FleetError` FORM for what `indicatorsText` gives no document, VALUE for too many, or two of one id. */
export function indicatorsIn(document: string): readonly Indicator[] {
  const values = canonicalIn(document);
  if (!Array.isArray(values)) throw noIndicators('another text');
  if (values.length > INDICATORS_MAX)
    throw new FleetError('VALUE', `expected at most ${INDICATORS_MAX} indicators, met ${values.length}`);
  const indicators = (values as readonly Canonical[]).map(indicatorIn);
  const ids = new Set(indicators.map(({ id }) => id));
  if (ids.size < indicators.length) throw new FleetError('VALUE', 'expected each id once, met one twice');
  return indicators;
}

function indicatorIn(value: Canonical): Indicator {
  const fields = fieldsOf(value);
  const { id, verdict, risk, why, ...pattern } = fields;
  const isOne =
    typeof id === 'string' &&
    ID.test(id) &&
    (verdict === 'ask' || verdict === 'deny') &&
    (risk === 'HIGH' || risk === 'CRITICAL') &&
    isLine(why, TEXT_LENGTH_MAX) &&
    isPattern(pattern);
  if (!isOne) throw noIndicators('an entry of another form');
  return fields as unknown as Indicator;
}

/** Which fields there are; what they may hold is for those who look for it to say. */
function isPattern({ kind, ...fields }: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(fields).toSorted().join(' ');
  const isOfForm =
    (kind === 'command' && (keys === 'name' || keys === 'name word')) ||
    (kind === 'host' && keys === 'host') ||
    (kind === 'file' && keys === 'path');
  return isOfForm && Object.values(fields).every((field) => isLine(field, TEXT_LENGTH_MAX));
}

function noIndicators(met: string): FleetError {
  return new FleetError('FORM', `expected a list of threat indicators, met ${met}`);
}
