/** Statistics, pure: each checked against R, and none that answers NaN. `LabError` says what is wrong with an input. */
export { cohensKappa, fleissKappa } from './agreement.ts';
export { type Bootstrap, bootstrap, bootstrapIntervals, type BootstrapOptions, RESAMPLES_MAX } from './bootstrap.ts';
export {
  binomialCdf,
  binomialQuantile,
  chiSquareCdf,
  chiSquareQuantile,
  fCdf,
  noncentralFCdf,
  noncentralTCdf,
  normalCdf,
  normalDensity,
  normalQuantile,
  studentTCdf,
  studentTQuantile,
  type Tail,
} from './distributions/index.ts';
export { cohensD, hedgesG, pairedCohensD } from './effect-size.ts';
export {
  equivalenceTest,
  type EquivalenceOptions,
  type EquivalenceTest,
  pairedEquivalenceTest,
} from './equivalence.ts';
export {
  groupSequentialLooks,
  type GroupSequentialOptions,
  type LevelOptions,
  levelsAtLooks,
  type Look,
  LOOKS_MAX,
} from './group-sequential.ts';
export { PREDICTORS_MAX } from './least-squares.ts';
export { type McNemarTest, mcNemarTest } from './mcnemar.ts';
export { type MeanTest, type MeanTestOptions, oneSampleTTest, pairedTTest, welchTest } from './mean-tests.ts';
export { benjaminiHochberg, holm } from './multiple-testing.ts';
export {
  mcNemarSampleSize,
  type McNemarSizeOptions,
  proportionPower,
  type ProportionPowerOptions,
  proportionSampleSize,
  SAMPLE_SIZE_MAX,
  simulatedPower,
  simulatedSampleSize,
  type SimulationOptions,
  tPower,
  type TPowerOptions,
  tSampleSize,
} from './power.ts';
export {
  balancedAccuracy,
  type Count,
  newcombeDifference,
  type PairedCount,
  pairedNewcombeDifference,
  wilsonInterval,
} from './proportions.ts';
export { quantile, quantileInterval, type QuantileInterval } from './quantiles.ts';
export { type RandomSource, seededSource, shuffle } from './random.ts';
export {
  EXACT_VALUES_MAX,
  mannWhitneyTest,
  type MannWhitneyTest,
  probabilityOfSuperiority,
  type RankTest,
  type RankTestOptions,
  signedRankTest,
  signTest,
  type SignTest,
} from './rank-tests.ts';
export {
  type Coefficient,
  linearRegression,
  type LinearRegression,
  logisticRegression,
  type LogisticRegression,
} from './regression.ts';
export { type Anova, anova, kruskalWallisTest, type KruskalWallisTest } from './several-groups.ts';
export { type HolmStep, SequentialHolm, type SequentialHolmOptions } from './sequential-holm.ts';
export { SHAPIRO_WILK_VALUES_MAX, shapiroWilkTest, type ShapiroWilkTest } from './shapiro-wilk.ts';
export { hodgesLehmannShift, pairedHodgesLehmannShift, type Shift, type ShiftOptions } from './shift.ts';
export { type Sprt, sprt, type SprtDecision, type SprtOptions } from './sprt.ts';
export { mean, variance } from './summary.ts';
export {
  type Alternative,
  DEFAULT_CONFIDENCE,
  type Estimate,
  type Interval,
  type Sample,
  type TestOptions,
} from './types.ts';
export { coefficientOfVariation, VARIATION_MAX } from './variation.ts';
