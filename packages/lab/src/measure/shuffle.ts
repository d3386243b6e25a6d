import type { RandomSource } from '../statistics/index.ts';

/** In place, by R. A. Fisher and F. Yates. */
export function shuffle<Items extends unknown[] | Uint32Array | Uint8Array>(items: Items, random: RandomSource): Items {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}
