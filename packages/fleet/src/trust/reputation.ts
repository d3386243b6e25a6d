/**
 * How far nodes can be relied upon: for each the mean of a Beta posterior, whose counts are good and bad acts, each with its
 * weight (A. Jøsang and R. Ismail, The Beta reputation system, 15th Bled Electronic Commerce Conference, 2002, with their
 * forgetting). Acts alone count (`acts.ts`): nobody's opinion does.
 *
 * What follows from the constants below, of a score from 0 to 1:
 * - a newcomer has 1/2, and who does all that it can for ever no more than 0.95: half-lives bound what is earned;
 * - from 0.5 to 0.8 is seven hours at best, and further than 0.78 nobody gets who is never asked to open anything;
 * - one lie takes whoever it is to 0.34 at most, below a newcomer; who acts well from then on is back at 0.8 after three
 *   and a half days, and after five and a half whatever it has done before.
 */
import { FleetError } from '../error.ts';
import { isHash } from '../evidence/batch.ts';
import { LYING_MAX } from '../summary/robust.ts';
import { type Act, type BadAct, GOOD_ACTS, type GoodAct } from './acts.ts';

/** After which any act counts half. */
export const HALF_LIFE_MS = 86_400_000;
/** Of each good act; and how much of each kind counts in an hour, so that who sends more earns no faster. */
const GOOD_WEIGHTS: Readonly<Record<GoodAct, number>> = { taken: 0.0002, opened: 0.1 };
const HOUR_MAX: Readonly<Record<GoodAct, number>> = { taken: 0.07, opened: 0.43 };
/** Only the last one can come of somebody else's doing, who kept back a question: it needs several. */
const BAD_WEIGHTS: Readonly<Record<BadAct, number>> = { 'broken-proof': 36, equivocation: 36, 'no-opening': 6 };
/** So many bad acts count, the weightiest: that is the bottom, from which there is a way up. */
export const BAD_MAX = 4;
/** What a newcomer is taken to have done, of good and of bad. */
const [PRIOR_GOOD, PRIOR_BAD] = [1, 1];
/** Below this a node is to be watched by another. */
export const GOOD_STANDING = 0.8;
/**
 * All together, whatever their number, those below `GOOD_STANDING` have no more than this share of the weight: half of what
 * may lie. It holds once there are so many others that one of them is a fifth at most.
 */
export const NEWCOMERS_MAX = LYING_MAX / 2;
const ELDERS_MIN = 1 / LYING_MAX;
export const NODES_MAX = 100_000;
/** How far a node's clock may be ahead. What is dated beyond is no act yet. */
const AHEAD_MAX_MS = 5_000;
const HOUR_MS = 3_600_000;

/** What is kept of a node: as much of one that has done much as of any other. */
export interface History {
  /** What good acts have come to, at `goodMs`. */
  good: number;
  goodMs: number;
  /** Which hour since 1970 it is, and what was earned in it. */
  hour: number;
  readonly earned: Record<GoodAct, number>;
  /** Of when the last act of each kind was: the next that counts is a later one, so that none counts twice; 0 of none. */
  readonly lastMs: Record<GoodAct, number>;
  /** The weightiest, by what is left of each; which these are does not change with time, as all fade alike. */
  bad: readonly Act[];
}

export class Reputations {
  readonly #histories: Map<string, History>;

  /** `histories`: of the nodes that were known before, by name, as `histories` gave them. */
  constructor(histories: Iterable<readonly [string, History]> = []) {
    this.#histories = new Map(structuredClone([...histories]));
  }

  /** What is known of each node, by name. */
  histories(): Iterable<readonly [string, Readonly<History>]> {
    return this.#histories;
  }

  /** From now on its acts count; who was known keeps what it had. Throws `FleetError` VALUE for too many. */
  enrol(node: string, nowMs: number): void {
    if (this.#histories.has(node)) return;
    if (this.#histories.size === NODES_MAX)
      throw new FleetError('VALUE', `expected at most ${NODES_MAX} nodes, met another`);
    this.#histories.set(node, {
      good: 0,
      goodMs: nowMs,
      hour: 0,
      earned: { taken: 0, opened: 0 },
      lastMs: { taken: 0, opened: 0 },
      bad: [],
    });
  }

  /** Its past is gone: for one that nobody will enrol again. */
  forget(node: string): void {
    this.#histories.delete(node);
  }

  /**
   * Notes an act; answers whether it counts. None does twice, none that is dated ahead, and none of a node that nobody
   * enrolled. Throws `FleetError` VALUE for evidence or a time that is none.
   */
  take(act: Act, nowMs: number): boolean {
    if (!isHash(act.evidence) || !Number.isFinite(act.atMs))
      throw new FleetError('VALUE', `expected an act with its evidence's hash and its time, met another value`);
    const history = this.#histories.get(act.node);
    if (history === undefined || act.atMs > nowMs + AHEAD_MAX_MS) return false;
    return isGood(act.kind) ? takeGood(history, act.kind, act.atMs, nowMs) : takeBad(history, act);
  }

  /** The mean of its posterior, from 0 to 1; of one that nobody enrolled, 0. */
  scoreOf(node: string, nowMs: number): number {
    const history = this.#histories.get(node);
    if (history === undefined) return 0;
    const good = PRIOR_GOOD + goodAt(history, nowMs);
    const bad = history.bad.reduce((sum, act) => sum + weightOf(act) * leftOf(nowMs - act.atMs), PRIOR_BAD);
    return good / (good + bad);
  }

  /**
   * How much each of these children has to say beside the others, in their order: its score, so that an elder has no more
   * than twice a newcomer's weight, and who has been patient gains little by it. All who are not in good standing have
   * `NEWCOMERS_MAX` of the whole at most.
   */
  weightsOf(children: readonly string[], nowMs: number): readonly number[] {
    const scores = children.map((child) => this.scoreOf(child, nowMs));
    const elders = scores.filter((score) => !isToBeWatched(score));
    if (elders.length < ELDERS_MIN) return scores;
    const [known, whole] = [sumOf(elders), sumOf(scores)];
    const allowed = (known * NEWCOMERS_MAX) / (1 - NEWCOMERS_MAX);
    const scale = Math.min(1, allowed / (whole - known));
    return scores.map((score) => (isToBeWatched(score) ? score * scale : score));
  }
}

/** Whether a second aggregator is to look at what one of this score does. */
export function isToBeWatched(score: number): boolean {
  return score < GOOD_STANDING;
}

function isGood(kind: Act['kind']): kind is GoodAct {
  return (GOOD_ACTS as readonly string[]).includes(kind);
}

function takeGood(history: History, kind: GoodAct, atMs: number, nowMs: number): boolean {
  const hour = Math.floor(nowMs / HOUR_MS);
  if (hour > history.hour) {
    history.hour = hour;
    for (const each of GOOD_ACTS) history.earned[each] = 0;
  }
  if (atMs <= history.lastMs[kind]) return false;
  history.lastMs[kind] = atMs;
  const weight = Math.min(GOOD_WEIGHTS[kind], HOUR_MAX[kind] - history.earned[kind]);
  if (weight <= 0) return false;
  history.earned[kind] += weight;
  history.good = goodAt(history, nowMs) + weight;
  history.goodMs = Math.max(history.goodMs, nowMs);
  return true;
}

/** In any order, the same acts come to the same: what fell out is never weightier than what is kept. */
function takeBad(history: History, act: Act): boolean {
  if (history.bad.some(({ evidence }) => evidence === act.evidence)) return false;
  history.bad = [...history.bad, act].toSorted((a, b) => lastingOf(b) - lastingOf(a)).slice(0, BAD_MAX);
  return history.bad.includes(act);
}

/** A number whose order is that of what is left of acts, at whatever time. */
function lastingOf(act: Act): number {
  return Math.log2(weightOf(act)) + act.atMs / HALF_LIFE_MS;
}

function weightOf({ kind }: Act): number {
  return isGood(kind) ? 0 : BAD_WEIGHTS[kind];
}

function goodAt({ good, goodMs }: History, nowMs: number): number {
  return good * leftOf(nowMs - goodMs);
}

/** The share that is left of an act of this age. */
function leftOf(ageMs: number): number {
  return 2 ** (-Math.max(0, ageMs) / HALF_LIFE_MS);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
