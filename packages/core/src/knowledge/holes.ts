/** Questions about the holes in cooked texts, where they are at hand as strings. */
import { Hole } from '../shell/reading.ts';

export const SUBSTITUTION: string = String.fromCharCode(Hole.SUBSTITUTION);

/** Holes that the context doesn't fill and that are more than a number. */
const OPEN = /[\ufdd0\ufdd4\ufdd6\ufdd8-\ufdef]/g;

/** Whether the text holds something that is known only at run time, and no mere number. */
export function holdsOpen(text: string): boolean {
  return text.search(OPEN) >= 0;
}

/** Whether all that is open in it is the output of one substitution. */
export function holdsOneSubstitution(text: string): boolean {
  const open = text.match(OPEN);
  return open?.length === 1 && open[0] === SUBSTITUTION;
}
