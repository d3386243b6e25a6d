/** Figures as people read them: three digits that count, and a unit. */

interface Scale {
  readonly from: number;
  readonly by: number;
  readonly unit: string;
}

const SCALES: Readonly<Record<string, readonly Scale[]>> = {
  ns: [
    { from: 1e9, by: 1e9, unit: 's' },
    { from: 1e6, by: 1e6, unit: 'ms' },
    { from: 1e3, by: 1e3, unit: 'µs' },
    { from: 0, by: 1, unit: 'ns' },
  ],
  B: [
    { from: 2 ** 30, by: 2 ** 30, unit: 'GiB' },
    { from: 2 ** 20, by: 2 ** 20, unit: 'MiB' },
    { from: 2 ** 10, by: 2 ** 10, unit: 'KiB' },
    { from: 0, by: 1, unit: 'B' },
  ],
};

/** `%` is the unit of shares, and `points` of their differences, of which 1 is 100. */
const HUNDREDS: readonly string[] = ['%', 'points'];

/** `value` in `unit`: the metric's own, `%` or `points`, or `1`, which is none. */
export function valueText(value: number, unit: string): string {
  if (HUNDREDS.includes(unit)) return `${digits(100 * value)} ${unit}`;
  const scale = SCALES[unit]?.find(({ from }) => Math.abs(value) >= from);
  if (scale !== undefined) return `${digits(value / scale.by)} ${scale.unit}`;
  return unit === '1' ? digits(value) : `${digits(value)} ${unit}`;
}

/** The unit in which the figure `figure` of rows in `unit` is shown. */
export function shownUnit(figure: string, unit: string): string {
  if (figure === 'share' || figure === 'share-of-discordant-pairs') return '%';
  return figure.endsWith('difference-of-shares') ? 'points' : unit;
}

/** A p-value, which is never shown as 0. */
export function pText(p: number): string {
  return p < 1e-4 ? p.toExponential(1) : digits(p);
}

/** Whole below a million, else three digits that count. */
export function digits(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const short = Number(value.toPrecision(3));
  return Math.abs(short) >= 1e6 || (short !== 0 && Math.abs(short) < 1e-4) ? short.toExponential() : String(short);
}

/** As ISO 8601 has it, to seconds. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
