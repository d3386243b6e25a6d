import { codeOf, SeededRandom } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Act,
  BAD_ACTS,
  GOOD_ACTS,
  GOOD_STANDING,
  HALF_LIFE_MS,
  isToBeWatched,
  NEWCOMERS_MAX,
  Reputations,
  reputationsIn,
  reputationsText,
  trimmedMean,
} from '../../src/index.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What a newcomer is taken for. */
const NEWCOMER = 0.5;

const hash = (number: number): string => number.toString(16).padStart(64, '0');
const actOf = (kind: Act['kind'], number: number, atMs: number, node = 'a'): Act => ({
  kind,
  node,
  evidence: hash(number),
  atMs,
});

function enrolled(...nodes: readonly string[]): Reputations {
  const reputations = new Reputations();
  for (const node of nodes) reputations.enrol(node, 0);
  return reputations;
}

interface Working {
  readonly node?: string;
  readonly fromMs: number;
  readonly hours: number;
  /** How often it is asked to open something, each hour. */
  readonly openings?: number;
}

/** Sends a batch every ten seconds, and shows what it is asked for. */
function work(reputations: Reputations, { node = 'a', fromMs, hours, openings = 10 }: Working): void {
  for (let window = 0; window < 360 * hours; window++) {
    const atMs = fromMs + window * 10_000;
    reputations.take(actOf('taken', window, atMs, node), atMs);
    if (openings > 0 && window % (360 / openings) === 0) reputations.take(actOf('opened', window, atMs, node), atMs);
  }
}

/** One that has done all that it can for so long that no more is earned. */
function withElder(node = 'a'): Reputations {
  const reputations = enrolled(node);
  work(reputations, { node, fromMs: NOW - 12 * DAY_MS, hours: 12 * 24 });
  return reputations;
}

/** After how many hours of work it is in good standing again. */
function hoursUntilGood(reputations: Reputations): number {
  for (let hours = 0; hours < 1_000; hours++) {
    const nowMs = NOW + hours * HOUR_MS;
    if (!isToBeWatched(reputations.scoreOf('a', nowMs))) return hours;
    work(reputations, { fromMs: nowMs + 1, hours: 1 });
  }
  return Infinity;
}

/** The good acts behind a score without bad ones. */
function earned(score: number): number {
  return 1 / (1 - score) - 2;
}

describe('a reputation', () => {
  test('begins above 0, and below that of an elder', () => {
    expect(enrolled('a').scoreOf('a', NOW)).toBe(NEWCOMER);
    const elder = withElder().scoreOf('a', NOW);
    expect(elder).toBeGreaterThan(0.93);
    expect(elder).toBeLessThan(0.95);
    expect(new Reputations().scoreOf('a', NOW)).toBe(0);
  });

  test('is earned slowly: in hours, and not by batches alone', () => {
    const asked = enrolled('a');
    work(asked, { fromMs: NOW, hours: 6 });
    expect(isToBeWatched(asked.scoreOf('a', NOW + 6 * HOUR_MS))).toBe(true);
    work(asked, { fromMs: NOW + 6 * HOUR_MS, hours: 2 });
    expect(isToBeWatched(asked.scoreOf('a', NOW + 8 * HOUR_MS))).toBe(false);
    const never = enrolled('a');
    work(never, { fromMs: NOW, hours: 20 * 24, openings: 0 });
    expect(never.scoreOf('a', NOW + 20 * DAY_MS)).toBeGreaterThan(0.75);
    expect(isToBeWatched(never.scoreOf('a', NOW + 20 * DAY_MS))).toBe(true);
  });

  test('is not earned faster by more acts', () => {
    const reputations = enrolled('a');
    for (let i = 0; i < 20_000; i++) {
      reputations.take(actOf('taken', i, NOW + i), NOW + 20_000);
      reputations.take(actOf('opened', i, NOW + i), NOW + 20_000);
    }
    // Half an act an hour, of whatever kinds.
    expect(reputations.scoreOf('a', NOW + 20_000)).toBeCloseTo(1.5 / 2.5, 6);
  });

  test('is no credit for ever: it fades by half in its half-life', () => {
    const reputations = withElder();
    const [before, after] = [NOW, NOW + HALF_LIFE_MS].map((nowMs) => earned(reputations.scoreOf('a', nowMs)));
    expect(after).toBeCloseTo((before as number) / 2, 6);
    expect(reputations.scoreOf('a', NOW + 60 * DAY_MS)).toBeCloseTo(NEWCOMER, 6);
  });

  test.each(['broken-proof', 'equivocation'] as const)('is lost by one act, below that of a newcomer: %s', (kind) => {
    for (const reputations of [withElder(), enrolled('a')]) {
      expect(reputations.take(actOf(kind, 1, NOW), NOW)).toBe(true);
      expect(reputations.scoreOf('a', NOW)).toBeLessThan(0.34);
    }
  });

  test('falls under watch where nothing is shown, and further where that goes on', () => {
    const reputations = withElder();
    const scores = [1, 2, 3].map((number) => {
      reputations.take(actOf('no-opening', number, NOW), NOW);
      return reputations.scoreOf('a', NOW);
    });
    expect(isToBeWatched(scores[0] as number)).toBe(true);
    expect(scores[0]).toBeGreaterThan(NEWCOMER);
    expect(scores[2]).toBeLessThan(NEWCOMER + 0.01);
  });

  test('comes back: after days of good acts, however much there was', { timeout: 60_000 }, () => {
    const once = withElder();
    once.take(actOf('equivocation', 1, NOW), NOW);
    const often = withElder();
    for (let i = 0; i < 500; i++) often.take(actOf('equivocation', i, NOW), NOW);
    expect(often.scoreOf('a', NOW)).toBeGreaterThan(0);
    const [soon, late] = [hoursUntilGood(once), hoursUntilGood(often)];
    expect(soon).toBeGreaterThan(2 * 24);
    expect(soon).toBeLessThanOrEqual(3.5 * 24);
    expect(late).toBeGreaterThan(soon);
    expect(late).toBeLessThanOrEqual(5.5 * 24);
  });
});

describe('an act', () => {
  const bad = fc.record({
    kind: fc.constantFrom(...BAD_ACTS),
    number: fc.nat(12),
    agoMs: fc.nat(10 * DAY_MS),
  });

  test('counts once, and bad ones come to the same in any order, however often they are told', () => {
    fc.assert(
      fc.property(fc.array(bad, { maxLength: 12 }), fc.integer(), (some, seed) => {
        const byNumber = new Map(some.map(({ kind, number, agoMs }) => [number, actOf(kind, number, NOW - agoMs)]));
        const acts = [...byNumber.values()];
        const random = new SeededRandom(seed);
        const [inOrder, shuffled] = [enrolled('a'), enrolled('a')];
        for (const act of acts) inOrder.take(act, NOW);
        const told = [...acts, ...acts, ...acts]
          .map((act) => ({ act, key: random.below(1e6) }))
          .toSorted((a, b) => a.key - b.key);
        for (const { act } of told) shuffled.take(act, NOW);
        expect(shuffled.scoreOf('a', NOW)).toBeCloseTo(inOrder.scoreOf('a', NOW), 12);
      }),
    );
  });

  test('counts on, and no second time, for a hub that was restarted', () => {
    const good = fc.record({ kind: fc.constantFrom(...GOOD_ACTS), number: fc.nat(12), agoMs: fc.nat(2 * HOUR_MS) });
    fc.assert(
      fc.property(fc.array(fc.oneof(bad, good), { maxLength: 20 }), fc.nat(20), (some, cut) => {
        const acts = some.map(({ kind, number, agoMs }) => actOf(kind, number, NOW - agoMs));
        const straight = enrolled('a', 'b');
        for (const act of acts) straight.take(act, NOW);
        const before = enrolled('a', 'b');
        for (const act of acts.slice(0, cut)) before.take(act, NOW);
        const after = reputationsIn(reputationsText(before));
        for (const act of acts.slice(cut)) after.take(act, NOW);
        for (const node of ['a', 'b', 'c']) expect(after.scoreOf(node, NOW)).toBe(straight.scoreOf(node, NOW));
        expect(reputationsText(after)).toBe(reputationsText(straight));
      }),
    );
  });

  test('is read from no other text than a hub writes', async () => {
    const written = reputationsText(withElder());
    for (const other of [
      '',
      '{}',
      written.slice(1),
      `${written} `,
      written.replace('"good"', '"gut"'),
      '[{"node":"a"}]',
    ])
      expect(await codeOf(() => reputationsIn(other))).toBe('FORM');
    expect(await codeOf(() => reputationsIn(written.replace(/"good":[\d.]+/u, '"good":1e9')))).toBe('FORM');
  });

  test('that is bad is answered to be new once alone', () => {
    const reputations = enrolled('a');
    expect(reputations.take(actOf('no-opening', 1, NOW), NOW)).toBe(true);
    expect(reputations.take(actOf('no-opening', 1, NOW), NOW)).toBe(false);
    expect(reputations.take(actOf('no-opening', 2, NOW), NOW)).toBe(true);
  });

  test('that is good counts once: what comes after it has to be later', () => {
    const reputations = enrolled('a');
    for (const kind of ['taken', 'opened'] as const) {
      expect(reputations.take(actOf(kind, 1, NOW), NOW)).toBe(true);
      const score = reputations.scoreOf('a', NOW);
      for (let i = 0; i < 100; i++) {
        expect(reputations.take(actOf(kind, 1, NOW), NOW)).toBe(false);
        expect(reputations.take(actOf(kind, i, NOW - i), NOW)).toBe(false);
      }
      expect(reputations.scoreOf('a', NOW)).toBe(score);
    }
  });

  test('of a node that nobody enrolled is none, and none makes it known', () => {
    const reputations = enrolled('a');
    for (const kind of ['taken', 'equivocation'] as const)
      expect(reputations.take(actOf(kind, 1, NOW, 'stranger'), NOW)).toBe(false);
    expect(reputations.scoreOf('stranger', NOW)).toBe(0);
    expect(reputations.scoreOf('a', NOW)).toBe(NEWCOMER);
  });

  test('that is dated ahead is none before its time, so that nothing stays for ever', () => {
    const reputations = enrolled('a');
    const act = actOf('equivocation', 1, NOW + HOUR_MS);
    expect(reputations.take(act, NOW)).toBe(false);
    expect(reputations.scoreOf('a', NOW)).toBe(NEWCOMER);
    expect(reputations.take(act, NOW + HOUR_MS)).toBe(true);
  });

  test('has its evidence, and a time', async () => {
    const reputations = enrolled('a');
    expect(await codeOf(() => reputations.take({ ...actOf('taken', 1, NOW), evidence: 'none' }, NOW))).toBe('VALUE');
    expect(await codeOf(() => reputations.take(actOf('taken', 1, Number.NaN), NOW))).toBe('VALUE');
  });

  test('is kept of who is enrolled again, and gone of who was forgotten', () => {
    const reputations = enrolled('a');
    reputations.take(actOf('equivocation', 1, NOW), NOW);
    const score = reputations.scoreOf('a', NOW);
    reputations.enrol('a', NOW);
    expect(reputations.scoreOf('a', NOW)).toBe(score);
    reputations.forget('a');
    reputations.enrol('a', NOW);
    expect(reputations.scoreOf('a', NOW)).toBe(NEWCOMER);
  });
});

const ELDERS = Array.from({ length: 10 }, (_, i) => `elder-${i}`);

function newcomersOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `new-${i}`);
}

/** Elders that have worked for a week, and so many that were enrolled today. */
function fleet(elders: readonly string[], newcomers: readonly string[]): Reputations {
  const reputations = enrolled(...elders, ...newcomers);
  for (const node of elders)
    for (let hour = 0; hour < 168; hour++)
      for (let i = 0; i < 5; i++) {
        const atMs = NOW - (168 - hour) * HOUR_MS + i;
        reputations.take(actOf('opened', i, atMs, node), atMs);
      }
  return reputations;
}

/** What the weights from a place on are of the whole. */
function share(weights: readonly number[], from: number): number {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.slice(from).reduce((all, weight) => all + weight, 0) / sum;
}

describe('the weights of children', () => {
  test('are above 0 for newcomers, and below those of elders', () => {
    const reputations = fleet(ELDERS, ['new-0']);
    const weights = reputations.weightsOf([...ELDERS, 'new-0'], NOW);
    expect(weights.at(-1)).toBe(NEWCOMER);
    expect(weights[0]).toBeGreaterThan(GOOD_STANDING);
    // Of a fleet that has just begun, all say the same amount.
    expect(enrolled('a', 'b', 'c').weightsOf(['a', 'b', 'c'], NOW)).toEqual([NEWCOMER, NEWCOMER, NEWCOMER]);
  });

  test.each([10, 100, 1_000, 20_000])('are a bounded share for %i newcomers', (count) => {
    const newcomers = newcomersOf(count);
    const reputations = fleet(ELDERS, newcomers);
    const weights = reputations.weightsOf([...ELDERS, ...newcomers], NOW);
    expect(share(weights, ELDERS.length)).toBeLessThanOrEqual(NEWCOMERS_MAX + 1e-9);
    expect(Math.min(...weights)).toBeGreaterThan(0);
    // What they say does not move where others agree, whereas by scores alone many have their way.
    const said = weights.map((_, i) => (i < ELDERS.length ? 2 + 0.01 * i : 1e9));
    expect(trimmedMean(said, weights)).toBeLessThan(2.1);
    const scores = [...ELDERS, ...newcomers].map((node) => reputations.scoreOf(node, NOW));
    expect(trimmedMean(said, scores)).toBeGreaterThan(1e6);
  });

  test('of who has lied are among those of newcomers', () => {
    const reputations = fleet(ELDERS, newcomersOf(500));
    for (const node of ELDERS.slice(0, 3)) reputations.take(actOf('broken-proof', 9, NOW, node), NOW);
    const children = [...ELDERS.slice(3), ...ELDERS.slice(0, 3), ...newcomersOf(500)];
    expect(share(reputations.weightsOf(children, NOW), 7)).toBeLessThanOrEqual(NEWCOMERS_MAX + 1e-9);
  });

  test('are not those of the first few that are in good standing', () => {
    const few = ELDERS.slice(0, 4);
    const newcomers = newcomersOf(40);
    const weights = fleet(few, newcomers).weightsOf([...few, ...newcomers], NOW);
    // One alone would have its way: nobody among fewer than five does.
    expect(Math.max(...weights) / weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(0.2);
  });
});
