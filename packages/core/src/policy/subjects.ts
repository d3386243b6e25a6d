/** What judging looks at, one by one, for the parts that explain and check rather than decide. */
import { type Assessment, NONE } from '../knowledge/assessment.ts';

/** An effect of a frame, or, where `row` is -1, the harmless one that a frame without effects is judged by. */
export interface Subject {
  readonly row: number;
  readonly frame: number;
}

/** Every effect, then every frame that has none; one subject without a frame where there is neither. */
export function subjects({ effects, frames }: Assessment): readonly Subject[] {
  const rows = Array.from({ length: effects.count }, (_, row) => ({ row, frame: effects.frame(row) }));
  const withEffect = new Set(rows.map(({ frame }) => frame));
  const bare = Array.from({ length: frames.count }, (_, frame) => ({ row: NONE, frame }));
  const all = [...rows, ...bare.filter(({ frame }) => !withEffect.has(frame))];
  return all.length === 0 ? [{ row: NONE, frame: NONE }] : all;
}
