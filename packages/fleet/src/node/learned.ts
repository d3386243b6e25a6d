/** What an aggregator says that it has learned of a cohort; and what that of several comes to. */
import { type Primitives, type SigningKey, signStatement } from '@capgate/keys';
import { Type } from 'typebox';
import { openStatement } from '../deciders.ts';
import type { Baseline } from '../detection/baseline.ts';
import { baselineIn, baselineText } from '../down/baseline.ts';
import { FleetError } from '../error.ts';
import { type EvidenceLedger, isSignedBy } from '../evidence/ledger.ts';
import { CLOSED, formOf, LINE_PATTERN, NAME_LENGTH_MAX, textOf, wholeOf } from '../forms.ts';
import type { Learned } from './learner.ts';

const TYPE = 'fleet-learned';
const WHAT = 'what was learned of a cohort';
const NAME = textOf(LINE_PATTERN, NAME_LENGTH_MAX);
const BASELINE_LENGTH_MAX = 4_000;

const learnedForm = formOf(
  Type.Object(
    {
      node: NAME,
      tenant: NAME,
      cohort: NAME,
      agents: wholeOf(1, 1_000_000),
      baseline: Type.String({ maxLength: BASELINE_LENGTH_MAX }),
    },
    CLOSED,
  ),
  WHAT,
);

export interface LearnedBy extends Learned {
  /** The aggregator. */
  readonly node: string;
}

export function signLearned(
  { tenant, cohort, agents, baseline }: Learned,
  key: SigningKey,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  const value = { node: key.identity.name, tenant, cohort, agents, baseline: baselineText(baseline) };
  return signStatement(TYPE, value, [key], primitives);
}

/**
 * What an enrolled aggregator has learned. Rejects with `FleetError` FORM, SOURCE for who is none, or has no node of that
 * tenant below it, and SIGNATURE.
 */
export async function checkLearned(text: string, ledger: EvidenceLedger, primitives: Primitives): Promise<LearnedBy> {
  const { value, note } = openStatement(text, [TYPE], WHAT);
  const { baseline, ...learned } = learnedForm.read(value);
  const { node, tenant } = learned;
  const known = ledger.nodeOf(node);
  const isBelow = (local: string): boolean =>
    ledger.nodeOf(local)?.parent === node && ledger.nodeOf(local)?.tenant === tenant;
  if (known?.tier !== 'regional' || !ledger.nodesOf('local').some(isBelow))
    throw new FleetError('SOURCE', `expected an aggregator of nodes of the tenant, met ${node}`);
  if (!(await isSignedBy(note, known.identity, primitives)))
    throw new FleetError('SIGNATURE', `expected the signature of ${node}, met none that is its own`);
  return { ...learned, baseline: baselineIn(baseline) };
}

/**
 * Place by place the lower median: less than half of the aggregators can lie, and none alone decides where there are three
 * (its breakdown point: P. J. Huber and E. M. Ronchetti, Robust Statistics, 2nd edition, 2009, section 1.4).
 */
export function mergedBaseline(baselines: readonly [Baseline, ...Baseline[]]): Baseline {
  const [first] = baselines;
  const levels = first.levels.map((_, place) => lowerMedian(baselines.map((one) => one.levels[place] as number)));
  const sizes = first.sizes.map((_, place) => lowerMedian(baselines.map((one) => one.sizes[place] as number)));
  return { levels, sizes };
}

function lowerMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] as number;
}
