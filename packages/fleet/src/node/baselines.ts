/** What a hub issues of cohorts: from what aggregators have learned, where this hub alone may decide. */
import type { Primitives, SigningKey } from '@capgate/keys';
import type { Deciders } from '../deciders.ts';
import type { Baseline } from '../detection/baseline.ts';
import { baselineText } from '../down/baseline.ts';
import { signDocument } from '../down/document.ts';
import { FleetError } from '../error.ts';
import { cohortKey } from '../summary/cohort-summary.ts';
import { type LearnedBy, mergedBaseline } from './learned.ts';

export interface Issued {
  readonly tenant: string;
  readonly cohort: string;
  /** The document. */
  readonly text: string;
}

export interface BaselinesParts {
  readonly key: SigningKey;
  readonly primitives: Primitives;
  readonly deciders: Deciders;
  readonly nowMs: () => number;
}

/** How far the clock of an aggregator may be ahead. */
const AHEAD_MS_MAX = 5_000;
/** Cohorts of all tenants, and of one; of more nothing is issued. */
const [COHORTS_MAX, TENANT_COHORTS_MAX] = [10_000, 64];

export class Baselines {
  readonly #parts: BaselinesParts;
  /** By cohort, and by aggregator. */
  readonly #learned = new Map<string, Map<string, LearnedBy>>();
  /** The last version of each document. */
  readonly #versions = new Map<string, number>();

  constructor(parts: BaselinesParts) {
    this.#parts = parts;
  }

  /**
   * Takes what was learned; answers the document that follows. None does where several hubs have to sign one: they would
   * have to have heard the same, so people issue it. Rejects with `FleetError` REPLAY for what an aggregator said before.
   */
  async take(learned: LearnedBy): Promise<Issued | undefined> {
    const { key, primitives, deciders, nowMs } = this.#parts;
    const { node, tenant, cohort, atMs } = learned;
    const name = cohortKey(tenant, cohort);
    const known = this.#learned.get(name) ?? new Map<string, LearnedBy>();
    if (known.size === 0 && !this.#hasRoom(tenant)) return undefined;
    if (atMs <= (known.get(node)?.atMs ?? -1) || atMs > nowMs() + AHEAD_MS_MAX)
      throw new FleetError('REPLAY', `expected of ${node} what it has learned since, met what it said before`);
    known.set(node, learned);
    this.#learned.set(name, known);
    if (deciders.threshold > 1) return undefined;
    const document = baselineText(
      mergedBaseline([...known.values()].map(({ baseline }) => baseline) as [Baseline, ...Baseline[]]),
    );
    // Later ones are greater, also after a restart, and of two at one time.
    const version = Math.max(nowMs(), (this.#versions.get(name) ?? 0) + 1);
    this.#versions.set(name, version);
    const issue = { kind: 'baseline', tenant, name: cohort, version, issuedMs: nowMs() } as const;
    return { tenant, cohort, text: await signDocument(issue, document, key, primitives) };
  }

  #hasRoom(tenant: string): boolean {
    const own = [...this.#learned.values()].filter((known) => [...known.values()][0]?.tenant === tenant).length;
    return this.#learned.size < COHORTS_MAX && own < TENANT_COHORTS_MAX;
  }
}
