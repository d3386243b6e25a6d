/** Moments and durations for people. */

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** The last moment that ECMAScript's dates reach (ECMA-262 §21.4.1.1); a log may claim a later one. */
const LAST_MS = 8.64e15;

/** A moment in milliseconds as ISO 8601 has it, in UTC. */
export function timeText(ms: number): string {
  return ms <= LAST_MS ? new Date(ms).toISOString() : `${ms} ms`;
}

/** How long ago, or how far ahead, `ms` is. */
export function distanceText(ms: number, nowMs: number): string {
  return ms <= nowMs ? `${durationText(nowMs - ms)} ago` : `in ${durationText(ms - nowMs)}`;
}

export function durationText(durationMs: number): string {
  if (durationMs >= DAY_MS) return counted(Math.floor(durationMs / DAY_MS), 'day');
  if (durationMs >= HOUR_MS) return counted(Math.floor(durationMs / HOUR_MS), 'hour');
  if (durationMs >= MINUTE_MS) return counted(Math.floor(durationMs / MINUTE_MS), 'minute');
  return counted(Math.floor(durationMs / 1000), 'second');
}

/** `1 day`, `2 days`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
