/** One of many values by its rank, where there are too many to write them down: found by counting. */

/**
 * The least value from `low` to `high` at or below which at least `rank` of the values lie. `countAtMost` never falls. Half of
 * all doubles in between are left with each step: 64 at most, whatever the values.
 */
export function valueOfRank(countAtMost: (value: number) => number, low: number, high: number, rank: number): number {
  let [from, to] = [placeOf(low), placeOf(high)];
  while (from < to) {
    const middle = (from + to) >> 1n;
    if (countAtMost(doubleAt(middle)) >= rank) to = middle;
    else from = middle + 1n;
  }
  return doubleAt(from);
}

const bits = new DataView(new ArrayBuffer(8));

/** Of a double among all, 0 at 0: as their bits are ordered, whatever the sign. */
function placeOf(value: number): bigint {
  bits.setFloat64(0, Math.abs(value));
  const place = bits.getBigInt64(0);
  return value < 0 ? -place : place;
}

function doubleAt(place: bigint): number {
  bits.setBigInt64(0, place < 0n ? -place : place);
  const value = bits.getFloat64(0);
  return place < 0n ? -value : value;
}
