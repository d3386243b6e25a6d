/** What a hub issues of cohorts: from what aggregators have learned, where this hub alone may decide. */
import type { Primitives, SigningKey } from '@capgate/keys';
import type { Deciders } from '../deciders.ts';
import type { Baseline } from '../detection/baseline.ts';
import { baselineText } from '../down/baseline.ts';
import { signDocument } from '../down/document.ts';
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

/** Cohorts of all tenants; of more nothing is issued. */
const COHORTS_MAX = 10_000;

export class Baselines {
  readonly #parts: BaselinesParts;
  /** By cohort, and by aggregator. */
  readonly #learned = new Map<string, Map<string, Baseline>>();

  constructor(parts: BaselinesParts) {
    this.#parts = parts;
  }

  /**
   * Takes what was learned; answers the document that follows. None does where several hubs have to sign one: they would
   * have to have heard the same, so people issue it.
   */
  async take({ node, tenant, cohort, baseline }: LearnedBy): Promise<Issued | undefined> {
    const { key, primitives, deciders, nowMs } = this.#parts;
    const name = cohortKey(tenant, cohort);
    const known = this.#learned.get(name) ?? new Map<string, Baseline>();
    if (known.size === 0 && this.#learned.size >= COHORTS_MAX) return undefined;
    known.set(node, baseline);
    this.#learned.set(name, known);
    if (deciders.threshold > 1) return undefined;
    const document = baselineText(mergedBaseline([...known.values()] as [Baseline, ...Baseline[]]));
    // Later ones are greater, also after a restart.
    const issue = { kind: 'baseline', tenant, name: cohort, version: nowMs(), issuedMs: nowMs() } as const;
    return { tenant, cohort, text: await signDocument(issue, document, key, primitives) };
  }
}
