/**
 * What becomes of a suspicion about one agent: two-sided, where sums of changes only ever find. Windows that come after it
 * confirm or dismiss it, by the same logarithms of ratios (`Ceilings.ratios`); what raised it is not counted again.
 *
 * The sequential probability ratio test (A. Wald, Sequential tests of statistical hypotheses, Annals of Mathematical
 * Statistics 16, 1945). Its errors are bounded whatever the agent's phases are: below the ceiling the ratio's mean is 1 at
 * most at every window, so the product comes to (1 - β) / α with a probability of at most α / (1 - β) (J. Ville, Étude critique de la notion de collectif, 1939), and
 * with an excess of what is looked for or more the same holds of its inverse and β / (1 - α). Above ceilings of 30 events a
 * window the latter is a little more, as counts beyond `TELLING_MAX` say less than they could.
 */
import { FleetError } from '../error.ts';

export interface SequentialErrors {
  /** How often an honest agent is confirmed. */
  readonly alpha: number;
  /** How often a changed one is dismissed. */
  readonly beta: number;
}

/** `undecided`: as many windows have come as it waits for; it is as it was before. */
export type SequentialDecision = 'goes on' | 'confirmed' | 'dismissed' | 'undecided';

/** After which it waits no longer: an hour. */
export const SEQUENTIAL_WINDOWS_MAX = 360;

export class SequentialTest {
  /** In nats: the sums at or beyond which it ends. */
  readonly confirmedAt: number;
  readonly dismissedAt: number;
  #sum = 0;
  #windows = 0;
  #decision: SequentialDecision = 'goes on';

  /** Throws `FleetError` VALUE unless both are above 0 and come to less than 1. */
  constructor({ alpha, beta }: SequentialErrors) {
    if (!(alpha > 0 && beta > 0 && alpha + beta < 1))
      throw new FleetError('VALUE', `expected errors above 0 that add up to less than 1, met ${alpha} and ${beta}`);
    this.confirmedAt = Math.log((1 - beta) / alpha);
    this.dismissedAt = Math.log(beta / (1 - alpha));
  }

  get decision(): SequentialDecision {
    return this.#decision;
  }

  /** How many it has taken. */
  get windows(): number {
    return this.#windows;
  }

  /** What the agent's next window says, in nats; once it has ended, nothing changes any more. */
  take(logRatio: number): SequentialDecision {
    if (this.#decision !== 'goes on') return this.#decision;
    this.#sum += logRatio;
    this.#windows++;
    if (this.#sum >= this.confirmedAt) this.#decision = 'confirmed';
    else if (this.#sum <= this.dismissedAt) this.#decision = 'dismissed';
    else if (this.#windows === SEQUENTIAL_WINDOWS_MAX) this.#decision = 'undecided';
    return this.#decision;
  }
}
