/** What a node says of one agent in one window: the leaf of a batch, in the one canonical encoding. */
import { type Canonical, encodeCanonical } from '@capgate/base';
import { COUNT_PLACES } from '../behaviour/features.ts';
import { vectorOf, vectorText } from '../behaviour/vector-text.ts';
import { FleetError } from '../error.ts';
import { isLine, isWhole, NAME_LENGTH_MAX } from '../forms.ts';
import { canonicalIn, objectIn } from '../text.ts';

/** That an agent has changed, and how sure that is. */
export interface Finding {
  /** The place of the vector that says so. */
  readonly place: number;
  /** How much likelier what it did is with a change than without: natural logarithm. */
  readonly likelihood: number;
  /** Since how many windows, this one among them. */
  readonly windows: number;
}

export interface Point {
  /** The agent's name in its tenant. */
  readonly agent: string;
  /** Agents of one kind are held against each other. */
  readonly cohort: string;
  readonly vector: Uint16Array;
  readonly finding?: Finding;
}

/** As encoded: names at their longest, in characters of three bytes, and the vector. */
const POINT_BYTES_MAX = 2_048;

export function encodePoint({ agent, cohort, vector, finding }: Point): Uint8Array {
  const found = finding && { place: finding.place, likelihood: finding.likelihood, windows: finding.windows };
  return encodeCanonical({ agent, cohort, vector: vectorText(vector), ...(found && { finding: found }) });
}

/** In the order in which they are signed. Throws `FleetError` VALUE for two of one agent. */
export function inOrder(points: readonly Point[]): readonly Point[] {
  const ordered = points.toSorted((a, b) => (a.agent < b.agent ? -1 : 1));
  const twice = ordered.find(({ agent }, i) => i > 0 && ordered[i - 1]?.agent === agent);
  if (twice !== undefined) throw new FleetError('VALUE', `expected one point of an agent, met two of ${twice.agent}`);
  return ordered;
}

/** Throws `FleetError` FORM for leaves that are no points, in order. */
export function decodePoints(leaves: readonly Uint8Array[]): readonly Point[] {
  const points = leaves.map(decodePoint);
  for (let i = 1; i < points.length; i++) {
    if ((points[i - 1] as Point).agent < (points[i] as Point).agent) continue;
    throw noPoint('another order of agents, or one of them twice');
  }
  return points;
}

/** Throws `FleetError` FORM for what `encodePoint` gives no point. */
export function decodePoint(bytes: Uint8Array): Point {
  if (bytes.length > POINT_BYTES_MAX) throw noPoint(`${bytes.length} bytes`);
  const value = canonicalIn(bytes);
  if (value === undefined) throw noPoint('bytes that are not canonical');
  const { agent, cohort, vector, finding, ...others } = fieldsIn(value);
  if (Object.keys(others).length > 0) throw noPoint('another field');
  if (!isName(agent) || !isName(cohort) || typeof vector !== 'string') throw noPoint('fields of another form');
  const point = { agent, cohort, vector: vectorOf(vector) };
  return finding === undefined ? point : { ...point, finding: findingIn(finding) };
}

function fieldsIn(value: Canonical): Readonly<Record<string, Canonical | undefined>> {
  const fields = objectIn(value);
  if (fields === undefined) throw noPoint('no object');
  return fields;
}

function findingIn(value: Canonical): Finding {
  const { place, likelihood, windows, ...others } = fieldsIn(value);
  const isOne =
    isWhole(place, COUNT_PLACES - 1) &&
    isWhole(windows, 0xffff) &&
    windows > 0 &&
    typeof likelihood === 'number' &&
    likelihood > 0;
  if (!isOne || Object.keys(others).length > 0) throw noPoint('a finding of another form');
  return { place, likelihood, windows };
}

/** Of one line, visible: it stands in logs and on pages. */
export function isName(value: unknown): value is string {
  return isLine(value, NAME_LENGTH_MAX);
}

function noPoint(met: string): FleetError {
  return new FleetError('FORM', `expected what is said of one agent in one window, met ${met}`);
}
