/**
 * How hubs come to a quarantine: each looks at the evidence itself and signs the same text, which follows from the evidence
 * alone; as many words as the threshold asks for make a certificate. Where hubs have to agree on more than that, it is a
 * matter of the agreement among hubs, which takes the place of this.
 */
import type { Primitives, SigningKey } from '@capgate/keys';
import { FEATURES } from '../behaviour/features.ts';
import type { Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { hashOf } from '../evidence/batch.ts';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import { decodePoint, type Finding } from '../evidence/point.ts';
import { checkProven, type ProvenLeaf } from '../evidence/proof.ts';
import { type Quarantine, QUARANTINE_MS_MAX } from '../quarantine/certificate.ts';
import { readingOf } from '../staleness/reading.ts';
import { thresholdBy } from '../staleness/threshold.ts';
import { mayTellOf } from './agent-name.ts';

export interface FindingParts {
  readonly key: SigningKey;
  readonly primitives: Primitives;
  readonly ledger: EvidenceLedger;
  readonly deciders: Deciders;
  /** What is likelier than this by less is not enough, in natural logarithms; more is asked of what comes late. */
  readonly threshold: number;
  /** Numbers from 0 and below 1, evenly, for bounds of readings. */
  readonly draw: () => number;
  /** How long an agent is kept apart: at most `QUARANTINE_MS_MAX`. */
  readonly quarantineMs: number;
}

export interface Found {
  readonly tenant: string;
  readonly agent: string;
  readonly node: string;
  readonly finding: Finding;
  readonly quarantine: Quarantine;
}

/**
 * What a proven leaf comes to. Rejects with `FleetError` FORM, PROOF, SOURCE, SIGNATURE and CLOCK for what no enrolled node
 * has signed of an agent of its own just now, and VALUE where it is no finding, or not sure enough by now.
 */
export async function foundIn(proven: ProvenLeaf, nowMs: number, parts: FindingParts): Promise<Found> {
  const { ledger, primitives, quarantineMs } = parts;
  const opened = checkProven(proven, primitives);
  await ledger.checkSource(opened);
  const { tenant, node, beganMs, windowMs } = opened.header;
  ledger.checkClock(opened.header, nowMs);
  const { agent, finding } = decodePoint(proven.leaf);
  if (!mayTellOf(node, agent))
    throw new FleetError('SOURCE', `expected a finding about an agent of ${node}, met one about ${agent}`);
  const fromMs = beganMs + windowMs;
  const least = thresholdBy(readingOf('anomaly', finding, fromMs, parts.draw), nowMs, parts.threshold);
  if (finding === undefined || finding.likelihood < least)
    throw new FleetError('VALUE', `expected a finding above ${least.toFixed(1)}, met ${finding?.likelihood ?? 'none'}`);
  const untilMs = fromMs + Math.min(quarantineMs, QUARANTINE_MS_MAX);
  const batch = hashOf(proven.statement, primitives);
  const quarantine = { tenant, agent, fromMs, untilMs, why: whyOf(finding), batch, index: proven.index };
  return { tenant, agent, node, finding, quarantine };
}

/** The same in every hub. */
function whyOf({ place, likelihood, windows }: Finding): string {
  const times = Math.round(likelihood / Math.LN10);
  return `more of "${FEATURES[place]}" than such agents do, for ${windows} windows: 10^${times} times likelier than without a change`;
}
