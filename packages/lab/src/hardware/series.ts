/** Readings as a report shows them: of each quantity its course in few points, and what it came to. Pure. */
import { type Quantity, QUANTITIES, type Reading } from './reading.ts';

export interface Series {
  readonly device: string;
  readonly quantity: Quantity;
  readonly unit: string;
  /** Readings. */
  readonly n: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  /** Means of readings behind each other, with the time of the first, in milliseconds since 1970 UTC. */
  readonly course: readonly { readonly at: number; readonly value: number }[];
}

const COURSE_POINTS_MAX = 120;

/** By device and quantity, in the order in which they first come. `readings` are in the order of time. */
export function seriesOf(readings: readonly Reading[]): readonly Series[] {
  const groups = Map.groupBy(readings, ({ device, quantity }) => `${device} ${quantity}`);
  return [...groups.values()].map((group) => {
    const { device, quantity } = group[0] as Reading;
    const values = group.map(({ value }) => value);
    return {
      device,
      quantity,
      unit: QUANTITIES[quantity],
      n: values.length,
      mean: meanOf(values),
      least: values.reduce((least, value) => Math.min(least, value)),
      most: values.reduce((most, value) => Math.max(most, value)),
      course: courseOf(group),
    };
  });
}

function courseOf(group: readonly Reading[]): Series['course'] {
  const width = Math.ceil(group.length / COURSE_POINTS_MAX);
  return Array.from({ length: Math.ceil(group.length / width) }, (_, i) => {
    const part = group.slice(i * width, (i + 1) * width);
    return { at: (part[0] as Reading).at, value: meanOf(part.map(({ value }) => value)) };
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
