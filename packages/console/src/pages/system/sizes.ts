/** Sizes as people read them. */

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
const STEP = 1_000;

/** Such as `12 MB` or `1.4 GB`. */
export function bytesText(bytes: number): string {
  let [value, at] = [bytes, 0];
  while (value >= STEP && at < UNITS.length - 1) [value, at] = [value / STEP, at + 1];
  const digits = at > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[at]}`;
}
