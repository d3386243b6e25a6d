/** Experiments with looks before their end: by the tests of hypotheses themselves, and by Holm's steps at each look. */
import { HYPOTHESIS_TESTS, type TwoRows } from '../../src/analysis/tests.ts';
import { TESTS, type TestName } from '../../src/experiment/metrics.ts';
import * as lab from '../../src/statistics/index.ts';

const INFORMATION = [1 / 3, 2 / 3, 1] as const;
type Spending = 'obrien-fleming' | 'pocock';

/** Both samples, of which each look takes the share that is in by then. */
type Samples = readonly [values: readonly number[], against: readonly number[]];

const drawn = (size: number, draw: () => number): number[] => Array.from({ length: size }, draw);
const exponential = (random: lab.RandomSource): number => -Math.log1p(-random.uniform());

/** What lies apart without being there: equivalence is at its margin, where it is not to be found. */
const MARGIN = 0.5;
const EFFECT = { margin: MARGIN };

const normals = (random: lab.RandomSource, size: number, shift = 0): Samples => [
  drawn(size, () => shift + random.normal()),
  drawn(size, () => random.normal()),
];
const skewed = (random: lab.RandomSource, size: number): Samples => [
  drawn(size, () => exponential(random)),
  drawn(size, () => exponential(random)),
];
/** Of pairs of which two of five differ, either way as often. */
const judged = (random: lab.RandomSource, size: number): Samples => {
  const pairs = drawn(size, () => random.uniform());
  return [pairs.map((one) => Number(one < 0.5)), pairs.map((one) => Number(one < 0.3 || (one > 0.5 && one < 0.7)))];
};

/** Under the null hypothesis. Ranks of two samples are so many that their p is not exact; those of pairs are exact. */
const NULLS: Readonly<Record<TestName, (random: lab.RandomSource) => Samples>> = {
  welch: (random) => normals(random, 90),
  'mann-whitney': (random) => skewed(random, 180),
  equivalence: (random) => normals(random, 120, MARGIN),
  'paired-t': (random) => normals(random, 90),
  'signed-rank': (random) => skewed(random, 60),
  'paired-equivalence': (random) => normals(random, 240, MARGIN),
  'one-sample-t': (random) => [normals(random, 90)[0], drawn(90, () => 0)],
  mcnemar: (random) => judged(random, 120),
};

function sidesOf(test: TestName): 1 | 2 {
  const { sides } = TESTS[test];
  return sides === 'stated' ? 2 : sides;
}

function procedureOf(sides: readonly (1 | 2)[], spending: Spending): lab.SequentialHolm {
  return new lab.SequentialHolm({ alpha: 0.05, sides, information: INFORMATION, spending });
}

function partOf([values, against]: Samples, share: number): TwoRows {
  const upTo = (all: readonly number[]): readonly number[] => all.slice(0, Math.round(share * all.length));
  return { values: upTo(values), against: upTo(against), unit: '1' };
}

/** Of each hypothesis its samples, and the look from 0 at which it crossed; undefined where it did at none. */
function crossings(procedure: lab.SequentialHolm, hypotheses: readonly (readonly [TestName, Samples])[]) {
  const crossed: (number | undefined)[] = hypotheses.map(() => undefined);
  for (const [look, share] of INFORMATION.entries()) {
    const ps = hypotheses.map(([test, samples]) => {
      return HYPOTHESIS_TESTS[test].run(partOf(samples, share), { alternative: 'two-sided', effect: EFFECT }).p;
    });
    const before = crossed.map((one) => one !== undefined);
    procedure.at(look, ps, before).forEach((step, i) => {
      if (step?.hasCrossed === true) crossed[i] = look;
    });
    if (crossed.every((one) => one !== undefined)) break;
  }
  return crossed;
}

type Case = (random: lab.RandomSource) => boolean;

/** Whether the test of a true null hypothesis crosses at any look. */
export const errorsOfTests: readonly (readonly [TestName, Spending, Case])[] = (
  Object.keys(NULLS) as TestName[]
).flatMap((test) =>
  (['obrien-fleming', 'pocock'] as const).map((spending) => {
    const procedure = procedureOf([sidesOf(test)], spending);
    const run: Case = (random) => crossings(procedure, [[test, NULLS[test](random)]])[0] !== undefined;
    return [test, spending, run] as const;
  }),
);

const ofOne = procedureOf([2], 'pocock');

/** Ten pairs at the first look. */
export function falseOfFew(random: lab.RandomSource): boolean {
  return crossings(ofOne, [['paired-t', normals(random, 30)]])[0] !== undefined;
}

const ofThree = procedureOf([2, 2, 2], 'pocock');

/** Three hypotheses, of which the first has an effect, or none has: whether any true null hypothesis is rejected. */
export function falseAmongThree(random: lab.RandomSource, shift: number): boolean {
  const [first, ...others] = crossings(ofThree, [
    ['welch', normals(random, 45, shift)],
    ['welch', normals(random, 45)],
    ['paired-t', normals(random, 45)],
  ]);
  return others.some((one) => one !== undefined) || (shift === 0 && first !== undefined);
}

/** A secondary hypothesis without an effect, of values that hang together with those that end the experiment. */
export function falseSecondary(random: lab.RandomSource): boolean {
  const primary = normals(random, 45, 0.6);
  const secondary: Samples = [
    primary[0].map((one) => 0.9 * (one - 0.6) + Math.sqrt(0.19) * random.normal()),
    primary[1].map((one) => 0.9 * one + Math.sqrt(0.19) * random.normal()),
  ];
  const [look = 2] = crossings(ofOne, [['welch', primary]]);
  const { values, against } = partOf(secondary, INFORMATION[look] ?? 1);
  return ofOne.at(look, [lab.welchTest(values, against).p], [])[0]?.hasCrossed === true;
}

const D = 0.5;
const POWER = 0.9;

/** An experiment of the size that the plan asks for, in whole thirds. */
function planned(spending: Spending) {
  const levels = lab.levelsAtLooks({ information: INFORMATION, spending, alpha: 0.05, sides: 2 });
  const needed = lab.tSampleSize(POWER, { design: 'two-sample', effect: D, alpha: levels[2] ?? 0 });
  return { levels, procedure: procedureOf([2], spending), size: 3 * Math.ceil(needed / 3) };
}

const PLANNED = { 'obrien-fleming': planned('obrien-fleming'), pocock: planned('pocock') } as const;

export function misses(random: lab.RandomSource, spending: Spending): boolean {
  const { procedure, size } = PLANNED[spending];
  return crossings(procedure, [['welch', normals(random, size, D)]])[0] === undefined;
}

/** Whether the repeated interval holds the truth where the experiment ended. */
export function holdsAtEnd(random: lab.RandomSource, effect: number): boolean {
  const { procedure, size, levels } = PLANNED.pocock;
  const samples = normals(random, size, effect);
  const [look = 2] = crossings(procedure, [['welch', samples]]);
  const { values, against } = partOf(samples, INFORMATION[look] ?? 1);
  const { low, high } = lab.welchTest(values, against, { confidence: 1 - (levels[look] ?? 0) }).interval;
  return low <= effect && effect <= high;
}

/** What looks are paid for: whether 5 % at each of them finds a difference where none is. */
export function errsUnpaid(random: lab.RandomSource): boolean {
  const samples = NULLS.welch(random);
  return INFORMATION.some((share) => {
    const { values, against } = partOf(samples, share);
    return lab.welchTest(values, against).p < 0.05;
  });
}

/** The share of the values that is measured on average, where the effect is the planned one, and where there is none. */
export function meanShares(
  spending: Spending,
  runs: number,
  seed: number,
): Readonly<Record<'planned' | 'none', number>> {
  const random = lab.seededSource(seed);
  const { procedure, size } = PLANNED[spending];
  const shareOf = (effect: number): number => {
    const shares = drawn(runs, () => {
      const [look = 2] = crossings(procedure, [['welch', normals(random, size, effect)]]);
      return INFORMATION[look] ?? 1;
    });
    return lab.mean(shares);
  };
  return { planned: shareOf(D), none: shareOf(0) };
}
