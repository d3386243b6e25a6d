/** How values are distributed, in few enough points to draw. */

export interface Distribution {
  readonly name: string;
  /** How many values there are. */
  readonly n: number;
  /** A value, and the share of all that are no greater; ascending. */
  readonly points: readonly (readonly [number, number])[];
}

/** Of one curve: beyond, points lie closer than what is drawn is fine. */
export const POINTS_MAX = 400;

/** The empirical distribution function; of more than `POINTS_MAX` values so many of its steps, the ends among them. */
export function distributionOf(name: string, values: Iterable<number>): Distribution {
  const ascending = Float64Array.from(values).sort();
  const n = ascending.length;
  const count = Math.min(n, POINTS_MAX);
  const points = Array.from({ length: count }, (_, i) => {
    const rank = count === 1 ? 0 : Math.round((i * (n - 1)) / (count - 1));
    return [ascending[rank] as number, (rank + 1) / n] as const;
  });
  return { name, n, points };
}
