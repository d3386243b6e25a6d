/** Sources of numbers for generators. */

/** A number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

/** A seeded source (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One of `from`, which holds at least one. */
export function pick<Item>(random: Random, from: readonly Item[]): Item {
  const item = from[random(from.length)];
  if (item === undefined) throw new RangeError('expected something to pick from, met an empty list');
  return item;
}

/** True once in `times`. */
export function once(random: Random, times: number): boolean {
  return random(times) === 0;
}
