/**
 * What is said up the tiers of the agents of one cohort in one window: nothing of any one of them. It merges exactly, and is
 * worked out from the points alone, so that whoever has these comes to the same.
 */
import type { Canonical } from '@capgate/base';
import { Place } from '../behaviour/features.ts';
import { FleetError } from '../error.ts';
import { isName, type Point } from '../evidence/point.ts';
import { isWhole } from '../forms.ts';
import { objectIn } from '../text.ts';
import { valueOf } from '../value-of.ts';
import { Moments } from './moments.ts';
import { Sketch } from './sketch.ts';

/** Of these kinds of count quantiles are kept, too. */
export const SKETCHED = [Place.DECISIONS, Place.ASKED, Place.DENIED, Place.NEW_TOOLS] as const;

export class CohortSummary {
  readonly tenant: string;
  readonly cohort: string;
  readonly moments: Moments;
  #findings: number;
  readonly #sketches: readonly Sketch[];

  constructor(tenant: string, cohort: string) {
    this.tenant = tenant;
    this.cohort = cohort;
    this.moments = new Moments();
    this.#findings = 0;
    this.#sketches = SKETCHED.map(() => new Sketch());
  }

  /** Of so many agents something was said. */
  get agents(): number {
    return this.moments.count;
  }

  /** So many of them have changed. */
  get findings(): number {
    return this.#findings;
  }

  add({ vector, finding }: Pick<Point, 'vector' | 'finding'>): void {
    this.moments.add(vector, 0);
    if (finding !== undefined) this.#findings++;
    SKETCHED.forEach((place, i) => this.#sketches[i]?.add(vector[place] as number));
  }

  /** `other` is of the same cohort. */
  merge(other: CohortSummary): void {
    this.moments.merge(other.moments);
    this.#findings += other.#findings;
    this.#sketches.forEach((sketch, i) => sketch.merge(other.#sketches[i] as Sketch));
  }

  /** Of each of the `SKETCHED` places, within `RELATIVE_ERROR`. Throws `FleetError` VALUE where there is no agent. */
  quantiles(share: number): readonly number[] {
    return this.#sketches.map((sketch) => sketch.quantile(share));
  }

  /** What is signed of it. */
  toValue(): Canonical {
    const { tenant, cohort } = this;
    const sketches = this.#sketches.map((sketch) => sketch.entries());
    return { tenant, cohort, findings: this.#findings, ...this.moments.toValue(), sketches };
  }

  /** Throws `FleetError` FORM for what `toValue` gives no summary. */
  static of(value: Canonical): CohortSummary {
    const fields = objectIn(value);
    if (fields === undefined) throw noSummary();
    const { tenant, cohort, findings, count, sums, squares, sketches, ...others } = fields;
    if (!isName(tenant) || !isName(cohort) || Object.keys(others).length > 0) throw noSummary();
    if (!areNumbers(sums) || !areNumbers(squares) || !areSketches(sketches)) throw noSummary();
    const moments = Moments.of(count as number, sums, squares);
    const read = sketches.map((entries) => Sketch.of(entries));
    const isOfAll = read.every(({ total }) => total === moments.count);
    if (!isOfAll || !isWhole(findings, moments.count)) throw noSummary();
    const summary = new CohortSummary(tenant, cohort);
    summary.moments.merge(moments);
    summary.#findings = findings;
    summary.#sketches.forEach((sketch, i) => sketch.merge(read[i] as Sketch));
    return summary;
  }
}

/** More has no node: kinds of agents are few. */
export const COHORTS_MAX = 64;

/** The cohorts of a batch's points. Throws `FleetError` FORM for too many. */
export function cohortsOf(tenant: string, points: readonly Point[]): readonly CohortSummary[] {
  const cohorts = new Map<string, CohortSummary>();
  for (const point of points) cohortIn(cohorts, tenant, point.cohort).add(point);
  if (cohorts.size > COHORTS_MAX)
    throw new FleetError('FORM', `expected at most ${COHORTS_MAX} cohorts of a node, met ${cohorts.size}`);
  return ordered(cohorts);
}

function cohortIn(cohorts: Map<string, CohortSummary>, tenant: string, cohort: string): CohortSummary {
  return valueOf(cohorts, cohortKey(tenant, cohort), () => new CohortSummary(tenant, cohort));
}

/** Two names that no others come to. */
export function cohortKey(tenant: string, cohort: string): string {
  return JSON.stringify([tenant, cohort]);
}

function ordered(cohorts: ReadonlyMap<string, CohortSummary>): readonly CohortSummary[] {
  return [...cohorts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, summary]) => summary);
}

function areNumbers(value: Canonical | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}

function areSketches(value: Canonical | undefined): value is readonly (readonly (readonly [number, number])[])[] {
  return (
    Array.isArray(value) &&
    value.length === SKETCHED.length &&
    value.every((one) => Array.isArray(one) && one.every((pair) => areNumbers(pair) && pair.length === 2))
  );
}

function noSummary(): FleetError {
  return new FleetError('FORM', 'expected what is said of a cohort in a window, met another value');
}
