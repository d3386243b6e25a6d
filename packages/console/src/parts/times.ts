/** Times as people read them. Arguments in milliseconds since 1970 UTC. */

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Such as `12 s`, `3 min`, `5 h`, `2 d`; never negative. */
export function durationText(ms: number): string {
  const length = Math.max(0, ms);
  if (length < MINUTE_MS) return `${Math.floor(length / SECOND_MS)} s`;
  if (length < HOUR_MS) return `${Math.floor(length / MINUTE_MS)} min`;
  if (length < DAY_MS) return `${Math.floor(length / HOUR_MS)} h`;
  return `${Math.floor(length / DAY_MS)} d`;
}

/** With the next smaller unit, to the nearest: such as `1.5 s`, `2 min 58 s`, `3 h`; what a floor would make false. */
export function lengthText(ms: number): string {
  const tenths = Math.round((10 * ms) / SECOND_MS);
  if (tenths < 600) return `${tenths / 10} s`;
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < 3_600) return twoUnits(seconds, 'min', 's');
  return twoUnits(Math.round(ms / MINUTE_MS), 'h', 'min');
}

/** Of the smaller, 60 make one of the larger. */
function twoUnits(count: number, larger: string, smaller: string): string {
  const rest = count % 60;
  return `${Math.floor(count / 60)} ${larger}${rest === 0 ? '' : ` ${rest} ${smaller}`}`;
}

/** As a clock that runs down, such as `4:07`. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
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

const minute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
const weekdayHour = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** What stands at times on an axis, in seconds since 1970 UTC: no finer than they lie apart, the weekday where they fill days. */
export function axisTexts(seconds: readonly number[], stepSeconds: number): string[] {
  const [first = 0, last = first] = [seconds[0], seconds.at(-1)];
  const format = (last - first) * SECOND_MS >= DAY_MS ? weekdayHour : stepSeconds % 60 === 0 ? minute : clock;
  return seconds.map((at) => format.format(at * SECOND_MS));
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
