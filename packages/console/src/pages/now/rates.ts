/** What the pulses come to: decisions a second and how long they took. No clock, no network. */
import type { Pulse } from '../../gate/live.ts';

export interface Rates {
  /** Seconds since 1970 UTC, the oldest first. */
  readonly times: readonly number[];
  /** Decisions a second of each group, in the order of the groups; as many as there are times. */
  readonly series: readonly (readonly number[])[];
}

export type Grouping = 'verdict' | 'risk';

const MS_A_SECOND = 1_000;

/** What was decided between each pulse and the one before, a second, by group. */
export function ratesOf(pulses: readonly Pulse[], by: Grouping, groups: readonly string[]): Rates {
  const later = pulses.slice(1);
  return {
    times: later.map(({ at }) => at / MS_A_SECOND),
    series: groups.map((group) =>
      later.map((pulse, i) => {
        const before = pulses[i] as Pulse;
        return (countOf(pulse, by, group) - countOf(before, by, group)) / secondsBetween(before, pulse);
      }),
    ),
  };
}

function countOf({ decisions }: Pulse, by: Grouping, group: string): number {
  return decisions.reduce((sum, counted) => (counted[by] === group ? sum + counted.count : sum), 0);
}

function secondsBetween(before: Pulse, after: Pulse): number {
  return Math.max(1, after.at - before.at) / MS_A_SECOND;
}

/** Decisions a second over the last `seconds`, of all groups together; undefined before there are two pulses. */
export function rateOf(pulses: readonly Pulse[], seconds: number): number | undefined {
  const window = pulses.slice(-(seconds + 1));
  const [first, last] = [window[0], window.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  return (last.latency.count - first.latency.count) / secondsBetween(first, last);
}

export interface Latency {
  /** How many decisions it is of. */
  readonly count: number;
  /** Seconds that this share took no longer than, as far as the histogram's bounds tell; undefined above the last bound. */
  readonly atMost: (share: number) => number | undefined;
}

/** Of what the pulses span or, where nothing was decided in it, of all since the gate's start; undefined without any. */
export function latencyOf(pulses: readonly Pulse[]): Latency | undefined {
  const [first, last] = [pulses[0]?.latency, pulses.at(-1)?.latency];
  if (first === undefined || last === undefined || last.count === 0) return undefined;
  const isQuiet = last.count === first.count;
  const count = isQuiet ? last.count : last.count - first.count;
  const cumulative = last.cumulative.map((taken, i) => (isQuiet ? taken : taken - (first.cumulative[i] ?? 0)));
  return {
    count,
    atMost: (share) => last.boundsSeconds[cumulative.findIndex((taken) => taken >= share * count)],
  };
}

/** Such as `20 µs` or `5 ms`. */
export function secondsText(seconds: number | undefined): string {
  if (seconds === undefined) return '> 1 s';
  if (seconds < 1e-3) return `${trimmed(seconds * 1e6)} µs`;
  return seconds < 1 ? `${trimmed(seconds * 1e3)} ms` : `${trimmed(seconds)} s`;
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** Such as `0`, `0.4`, `12`, `2,031`. */
export function rateText(rate: number): string {
  return rate > 0 && rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en');
}
