/** What R said, as `fixtures.R` recorded it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Alternative } from '../../src/statistics/index.ts';

type Values = readonly number[];
type Two = readonly [number, number];

interface TwoSamples {
  readonly a: Values;
  readonly b: Values;
}
interface Sided extends TwoSamples {
  readonly alternative: Alternative;
}
interface RankFixture extends Sided {
  readonly statistic: number;
  readonly exact: number;
  readonly asymptotic: number;
}
interface ShiftFixture extends TwoSamples {
  readonly confidence: number;
  readonly value: number;
  /** Empty where R has none at this confidence, or of such values. */
  readonly exact: Two | readonly [];
  readonly asymptotic: Two | readonly [];
}
interface Fit {
  readonly x: readonly Values[];
  readonly y: Values;
  readonly coefficients: Values;
  readonly se: Values;
  readonly p: Values;
  readonly low: Values;
  readonly high: Values;
}

export interface Fixtures {
  readonly distributions: readonly { readonly f: string; readonly args: Values; readonly value: number }[];
  readonly welch: readonly (Sided & {
    readonly statistic: number;
    readonly df: number;
    readonly p: number;
    readonly interval95: Two;
    readonly interval90: Two;
    readonly standardError: number;
  })[];
  readonly pairedT: readonly (Sided & {
    /** Of the first sample alone, against the mean `mu`. */
    readonly oneSample: number;
    readonly mu: number;
    readonly statistic: number;
    readonly df: number;
    readonly p: number;
    readonly interval: Two;
  })[];
  readonly mannWhitney: readonly RankFixture[];
  readonly mannWhitneyUntied: readonly (Sided & { readonly exact: number })[];
  readonly signedRank: readonly RankFixture[];
  readonly signs: readonly (Sided & { readonly positive: number; readonly negative: number; readonly p: number })[];
  readonly equivalence: readonly (TwoSamples & {
    readonly margin: number;
    readonly welch: Two;
    readonly paired: Two;
    readonly interval: Two;
  })[];
  readonly severalGroups: readonly {
    readonly groups: readonly Values[];
    readonly statistic: number;
    readonly df: Two;
    readonly p: number;
    readonly etaSquared: number;
    readonly etaInterval: Two;
    readonly h: number;
    readonly hDf: number;
    readonly hP: number;
  }[];
  readonly wilson: readonly {
    readonly successes: number;
    readonly trials: number;
    readonly i95: Two;
    readonly i99: Two;
  }[];
  readonly newcombe: readonly { readonly k: readonly [number, number, number, number]; readonly interval: Two }[];
  readonly pairedNewcombe: readonly { readonly k: readonly [number, number, number, number]; readonly interval: Two }[];
  readonly shifts: readonly ShiftFixture[];
  readonly pairedShifts: readonly ShiftFixture[];
  readonly mcnemar: readonly {
    readonly k: Two;
    readonly exact: number;
    readonly statistic: number;
    readonly asymptotic: number;
  }[];
  readonly effects: readonly (TwoSamples & {
    readonly d: number;
    readonly interval: Two;
    readonly g: number;
  })[];
  readonly effectsPaired: readonly (TwoSamples & { readonly d: number; readonly interval: Two })[];
  readonly linear: readonly (Fit & {
    readonly t: Values;
    readonly sigma: number;
    readonly rSquared: number;
    readonly overall: number;
  })[];
  readonly logistic: readonly (Fit & {
    readonly z: Values;
    readonly deviance: number;
    readonly nullDeviance: number;
  })[];
  readonly bootstraps: readonly {
    readonly value: number;
    readonly draws: Values;
    readonly withoutOne: Values;
    readonly percentile: Two;
    readonly bca: Two;
  }[];
  readonly power: readonly {
    readonly effect: number;
    readonly size: number;
    readonly design: 'two-sample' | 'paired';
    readonly sides: 1 | 2;
    readonly power05: number;
    readonly power001: number;
  }[];
  readonly sizes: readonly {
    readonly effect: number;
    readonly power: number;
    readonly twoSample: number;
    readonly paired: number;
  }[];
  readonly proportionPower: readonly {
    readonly first: number;
    readonly second: number;
    readonly size: number;
    readonly two: number;
    readonly one: number;
  }[];
  readonly proportionSizes: readonly {
    readonly first: number;
    readonly second: number;
    readonly power: number;
    readonly size: number;
  }[];
  readonly adjusted: readonly { readonly p: Values; readonly holm: Values; readonly bh: Values }[];
  readonly shapiro: readonly { readonly x: Values; readonly w: number; readonly p: number }[];
  readonly quantiles: readonly { readonly x: Values; readonly at: Values; readonly values: Values }[];
  readonly quantileIntervals: readonly {
    readonly x: Values;
    readonly p: number;
    readonly interval: Two;
    readonly coverage: number;
  }[];
  readonly variations: readonly { readonly x: Values; readonly cv: number; readonly interval: Two }[];
  readonly cohen: readonly {
    readonly first: readonly string[];
    readonly second: readonly string[];
    readonly kappa: number;
    readonly interval: Two;
  }[];
  readonly fleiss: readonly { readonly counts: readonly Values[]; readonly kappa: number; readonly interval: Two }[];
  readonly looks: readonly {
    readonly information: Values;
    readonly alpha: number;
    readonly of: Values;
    readonly pocock: Values;
  }[];
}

const file = fileURLToPath(new URL('fixtures.json', import.meta.url));

export const fixtures = JSON.parse(readFileSync(file, 'utf8')) as Fixtures;
