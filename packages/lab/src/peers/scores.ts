/** How arms answer labelled commands: each by itself, each beside each other, and by kind. Pure. */
import { attempt } from '../analysis/trials.ts';
import { Values } from '../analysis/values.ts';
import { LabError } from '../error.ts';
import { taskKey } from '../experiment/tasks.ts';
import { type ComparisonName, type FigureName, Measured, pairsOf, type Rows } from '../measure/measured.ts';
import type { Result } from '../results/result.ts';
import { holm, mcNemarTest } from '../statistics/index.ts';
import type { Truth } from '../truth/truth.ts';
import type { Group } from './corpus.ts';

/** As what an arm that asks is counted; neither is the right one, so both are told. */
export const READINGS = ['stopped', 'allowed'] as const;
export type Reading = (typeof READINGS)[number];

/** Shares of commands, of which an arm is right or not. */
const SHARES = ['sensitivity', 'specificity', 'accuracy'] as const;
type Share = (typeof SHARES)[number];

/** A figure, or why there is none. */
export type Figured = { readonly measured: Measured } | { readonly withheld: string };

interface ArmScores extends Readonly<Record<Share, Figured>> {
  readonly arm: string;
  readonly balancedAccuracy: Figured;
}

interface PairScores {
  readonly first: string;
  readonly second: string;
  readonly share: Share;
  /** Commands that one of the two alone has right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** The first share less the second. */
  readonly difference: Figured;
  /** McNemar's, exact, corrected by Holm among all of the reading; absent where the two never differ. */
  readonly adjustedP?: number;
}

/** The share of the commands of a kind that an arm is right about. */
interface KindScores {
  readonly corpus: string;
  readonly kind?: string;
  readonly dangerous: number;
  readonly harmless: number;
  readonly arms: readonly { readonly arm: string; readonly right: Figured }[];
}

export interface Scores {
  /** As what an arm that asks is counted. */
  readonly ask: Reading;
  readonly arms: readonly ArmScores[];
  readonly pairs: readonly PairScores[];
  readonly kinds: readonly KindScores[];
}

/** What figures are made of: whole, and in an order that does not depend on that of asking. */
export interface Answered {
  readonly arms: readonly string[];
  readonly groups: readonly Group[];
  readonly results: readonly Result[];
}

export function scoresOf(answered: Answered, ask: Reading): Scores {
  const { arms, groups } = answered;
  const values = valuesOf(answered, ask);
  return {
    ask,
    arms: arms.map((arm) => armScoresOf(values, arm)),
    pairs: corrected(arms.flatMap((first, i) => arms.slice(i + 1).flatMap((second) => pairOf(values, first, second)))),
    kinds: groups.map((group) => kindOf(values, arms, group)),
  };
}

/** Of each arm, the right and the wrong ones of a share; and times, which no reading changes. */
export function valuesOf({ groups, results }: Answered, ask: Reading): Values {
  const truths = truthsOf(groups);
  const verdict = ask === 'stopped' ? 'deny' : 'allow';
  const read = results.map((result) => (result.verdict === 'ask' ? ({ ...result, verdict } as const) : result));
  const byArm = Map.groupBy(read, ({ arm }) => arm);
  return new Values(byArm, { of: (stratum, task) => truths.get(taskKey(stratum, task)) }, []);
}

/** By `taskKey`. */
export function truthsOf(groups: readonly Group[]): ReadonlyMap<string, Truth> {
  return new Map(groups.flatMap(({ stratum, cases }) => cases.map((one) => [taskKey(stratum, one.id), one.truth])));
}

export function figured(figure: FigureName | ComparisonName, rows: Rows): Figured {
  const measured = attempt(() => Measured.of(figure, rows));
  return measured instanceof LabError ? { withheld: measured.message } : { measured };
}

function armScoresOf(values: Values, arm: string): ArmScores {
  const [sensitivity, specificity, accuracy] = SHARES.map((share) => rightOf(values, arm, share)) as [
    Right,
    Right,
    Right,
  ];
  return {
    arm,
    sensitivity: shareOf(sensitivity),
    specificity: shareOf(specificity),
    accuracy: shareOf(accuracy),
    balancedAccuracy: figured('balanced-accuracy', {
      values: [...sensitivity.values()],
      against: [...specificity.values()],
      unit: '1',
    }),
  };
}

/** By command, 1 where most of the replicates are right. */
type Right = ReadonlyMap<string, number>;

function rightOf(values: Values, arm: string, metric: Share, strata?: readonly string[]): Right {
  return values.of(arm, { metric, unit: 'task', ...(strata !== undefined && { strata }) });
}

function shareOf(right: Right): Figured {
  return figured('share', { values: [...right.values()], unit: '1' });
}

type UncorrectedPair = Omit<PairScores, 'adjustedP'> & { readonly p: number | undefined };

function pairOf(values: Values, first: string, second: string): readonly UncorrectedPair[] {
  return SHARES.flatMap((share) => {
    const [ofFirst, ofSecond] = [rightOf(values, first, share), rightOf(values, second, share)];
    const keys = [...ofFirst.keys()];
    if (keys.length === 0) return [];
    const rows = {
      values: keys.map((key) => ofFirst.get(key) ?? 0),
      against: keys.map((key) => ofSecond.get(key) ?? 0),
    };
    const { onlyFirst, onlySecond } = pairsOf(rows.values, rows.against);
    const difference = figured('paired-difference-of-shares', { ...rows, unit: '1' });
    const p = onlyFirst + onlySecond === 0 ? undefined : mcNemarTest(onlyFirst, onlySecond).exactP;
    return [{ first, second, share, onlyFirst, onlySecond, difference, p }];
  });
}

function corrected(pairs: readonly UncorrectedPair[]): readonly PairScores[] {
  const tested = pairs.flatMap(({ p }) => (p === undefined ? [] : [p]));
  const adjusted = tested.length === 0 ? [] : [...holm(tested)];
  return pairs.map(({ p, ...pair }) => {
    const adjustedP = p === undefined ? undefined : adjusted.shift();
    return { ...pair, ...(adjustedP !== undefined && { adjustedP }) };
  });
}

function kindOf(values: Values, arms: readonly string[], { stratum, corpus, kind, cases }: Group): KindScores {
  const dangerous = cases.filter(({ truth }) => truth === 'dangerous').length;
  return {
    corpus,
    ...(kind !== undefined && { kind }),
    dangerous,
    harmless: cases.length - dangerous,
    arms: arms.map((arm) => ({ arm, right: shareOf(rightOf(values, arm, 'accuracy', [stratum])) })),
  };
}
