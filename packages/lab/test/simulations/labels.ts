/** Annotators with a known agreement. */
import { cohensKappa, fleissKappa, type Interval, type RandomSource } from '../../src/statistics/index.ts';

type Holds = (interval: Interval, truth: number) => boolean;

const PREVALENCE = 0.3;
const ACCURACY = 0.9;

/** What each of two kinds of item is labelled by somebody who is right with the probability `ACCURACY`. */
function label(random: RandomSource, isRisky: boolean): boolean {
  return random.uniform() < ACCURACY ? isRisky : !isRisky;
}

/** κ of two such people, or of any number of them. */
function truth(): number {
  const agreed = ACCURACY ** 2 + (1 - ACCURACY) ** 2;
  const risky = PREVALENCE * ACCURACY + (1 - PREVALENCE) * (1 - ACCURACY);
  const byChance = risky ** 2 + (1 - risky) ** 2;
  return (agreed - byChance) / (1 - byChance);
}

export function cohensKappaCase(random: RandomSource, holds: Holds): boolean {
  const items = Array.from({ length: 200 }, () => random.uniform() < PREVALENCE);
  const labelled = (): string[] => items.map((isRisky) => String(label(random, isRisky)));
  return holds(cohensKappa(labelled(), labelled()).interval, truth());
}

export function fleissKappaCase(random: RandomSource, holds: Holds): boolean {
  const counts = Array.from({ length: 80 }, () => {
    const isRisky = random.uniform() < PREVALENCE;
    const risky = Array.from({ length: 4 }, () => label(random, isRisky)).filter(Boolean).length;
    return [risky, 4 - risky];
  });
  return holds(fleissKappa(counts).interval, truth());
}
