/** Times as people read them. Arguments in milliseconds since 1970 UTC. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Such as `12 s`, `3 min`, `5 h`, `2 d`; never negative. */
export function durationText(ms: number): string {
  const length = Math.max(0, ms);
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < DAY) return `${Math.floor(length / HOUR)} h`;
  return `${Math.floor(length / DAY)} d`;
}

/** As a clock that runs down, such as `4:07`. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const day = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: '2-digit' });

/** The time of day, and the date where it is another day. */
export function momentText(ms: number, nowMs: number): string {
  const isToday = startOfDay(ms) === startOfDay(nowMs);
  return isToday ? clock.format(ms) : `${day.format(ms)}, ${clock.format(ms)}`;
}

/** The time of day alone. */
export function clockText(ms: number): string {
  return clock.format(ms);
}

const hour = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** Such as `Tue 14:00`; in seconds since 1970 UTC, as charts have it. */
export function hourOfDayText(seconds: number): string {
  return hour.format(seconds * 1_000);
}

const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });

/** Such as `Tuesday, November 24, 2026`. */
export function dayText(ms: number): string {
  return weekday.format(ms);
}

/** Midnight before, where the person is. */
export function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}
