/** Figures as people read them: three digits that count, and a unit. */
import { digits } from '@capgate/base/pages';

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
  Hz: [
    { from: 1e9, by: 1e9, unit: 'GHz' },
    { from: 1e6, by: 1e6, unit: 'MHz' },
    { from: 0, by: 1, unit: 'Hz' },
  ],
  B: binary('B'),
  'B/s': binary('B/s'),
};

function binary(unit: string): readonly Scale[] {
  return ['Gi', 'Mi', 'Ki', ''].map((prefix, i) => {
    return { from: prefix === '' ? 0 : 2 ** (30 - 10 * i), by: 2 ** (30 - 10 * i), unit: `${prefix}${unit}` };
  });
}

/** `%` is the unit of shares, and `points` of their differences, of which 1 is 100. */
const HUNDREDS: readonly string[] = ['%', 'points'];

/** `value` in `unit`: the metric's own, `%` or `points`, or `1`, which is none. */
export function valueText(value: number, unit: string): string {
  const { number, shown } = partsOf(value, unit);
  return shown === '' ? number : `${number} ${shown}`;
}

/** Two ends in one unit name it once. */
export function endsText(low: number, high: number, unit: string): readonly [string, string] {
  const isShared = partsOf(low, unit).shown === partsOf(high, unit).shown;
  return [isShared ? partsOf(low, unit).number : valueText(low, unit), valueText(high, unit)];
}

function partsOf(value: number, unit: string): { readonly number: string; readonly shown: string } {
  if (HUNDREDS.includes(unit)) return { number: digits(100 * value), shown: unit };
  const scale = SCALES[unit]?.find(({ from }) => Math.abs(value) >= from);
  if (scale !== undefined) return { number: digits(value / scale.by), shown: scale.unit };
  return { number: digits(value), shown: unit === '1' ? '' : unit };
}

const SHARES: readonly string[] = [
  'share',
  'balanced-accuracy',
  'share-of-discordant-pairs',
  'probability-of-superiority',
];

/** The unit in which the figure `figure` of rows in `unit` is shown. */
export function shownUnit(figure: string, unit: string): string {
  if (SHARES.includes(figure)) return '%';
  return figure.endsWith('difference-of-shares') ? 'points' : unit;
}

/** A p-value, which is never shown as 0. */
export function pText(p: number): string {
  return p < 1e-4 ? p.toExponential(2) : digits(p);
}
