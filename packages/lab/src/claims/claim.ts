/** What is claimed about the gate, and what measuring says of it. */
import type { Measured, MeasuredRecord } from '../measure/index.ts';

/** Where it is claimed: by this project, or in what is written about the protocol that it implements. */
export type ClaimSource = 'readme' | 'literature';

export interface Claimed {
  /** The side of `value` on which the figure is said to lie. */
  readonly relation: 'at-least' | 'at-most';
  readonly value: number;
  readonly unit: string;
}

export interface Claim {
  readonly id: string;
  readonly statement: string;
  readonly source: ClaimSource;
  readonly claimed: Claimed;
  /** What its figure is of, so that a reader can tell whether it is what the claim speaks of. */
  readonly method: string;
  /** Takes seconds, and the thread with them. Throws as its measurement does. */
  measure(): Measured | Unmeasurable;
}

/** Why something cannot be measured here. */
export interface Unmeasurable {
  readonly why: string;
}

/** A command of this machine: what is read about it, what runs, and what says it in short. */
export interface CommandSizes {
  readonly name: string;
  /** Of its manual page, unpacked; absent where it has none. */
  readonly pageBytes?: number;
  readonly executableBytes?: number;
}

/** The commands of one tool, written together. */
export interface FamilySizes {
  readonly name: string;
  readonly members: number;
  readonly bytes: number;
}

/** What a machine has that claims are measured with. */
export interface Means {
  /** The file of the program `capgate`, which is started; absent where there is none. */
  readonly program?: string;
  /** What is installed here; absent where nobody looked. */
  readonly installed?: { readonly commands: readonly CommandSizes[]; readonly families: readonly FamilySizes[] };
  /** Decides every order and every sample. */
  readonly seed: number;
}

/** `undecided`: the interval holds the claimed value, so that no side of it can be told. */
export type ClaimVerdict = 'holds' | 'does not hold' | 'undecided' | 'not measurable here';

export interface ClaimResult extends Pick<Claim, 'id' | 'statement' | 'source' | 'claimed' | 'method'> {
  readonly verdict: ClaimVerdict;
  /** Absent where it is not measurable here. */
  readonly measured?: MeasuredRecord;
  /** Where it is not measurable here. */
  readonly why?: string;
}

/** Measures the claim. Throws as its measurement does. */
export function resultOf(claim: Claim): ClaimResult {
  const { id, statement, source, claimed, method } = claim;
  const facts = { id, statement, source, claimed, method };
  const outcome = claim.measure();
  if ('why' in outcome) return { ...facts, verdict: 'not measurable here', why: outcome.why };
  const measured = outcome.toJSON();
  return { ...facts, verdict: verdictOf(claimed, measured), measured };
}

/** By the whole interval: a claim holds where all of it does. */
export function verdictOf(
  { relation, value }: Claimed,
  { low, high }: Pick<MeasuredRecord, 'low' | 'high'>,
): ClaimVerdict {
  if (relation === 'at-least') return low >= value ? 'holds' : high < value ? 'does not hold' : 'undecided';
  return high <= value ? 'holds' : low > value ? 'does not hold' : 'undecided';
}
