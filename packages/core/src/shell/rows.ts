/** What both readers do to rows that are already listed. */
import { ReadFailure, type Reading, WordFlag } from './reading.ts';

/** Records a failure; the first one met stays. `at` is a position in the source. */
export function fail(reading: Reading, failure: ReadFailure, at: number): void {
  if (reading.failure !== ReadFailure.NONE) return;
  reading.failure = failure;
  reading.failureAt = at;
}

/**
 * Adds the row of a pipeline whose first stage has just been read, and moves that stage into it:
 * its invocations and pipelines from the given rows on, as far as they hung directly on `outer`.
 * So a pipeline's row follows those of its first stage and precedes those of its other stages.
 */
export function openPipeline(
  reading: Reading,
  outer: number,
  outerStage: number,
  firstInvocation: number,
  firstPipeline: number,
): number {
  const { invocations, pipelines } = reading;
  const row = pipelines.add(outer, outerStage);
  for (let inner = firstPipeline; inner < row; inner++) {
    if (pipelines.parent(inner) !== outer) continue;
    pipelines.setParent(inner, row);
    pipelines.setStage(inner, 0);
  }
  for (let invocation = firstInvocation; invocation < invocations.count; invocation++) {
    if (invocations.pipeline(invocation) !== outer) continue;
    invocations.setPipeline(invocation, row);
    invocations.setStage(invocation, 0);
  }
  return row;
}

/** Gives every word and invocation from the given rows on the one span `start … end`: no slice of the source says them verbatim. */
export function collapseSpans(
  reading: Reading,
  firstWord: number,
  firstInvocation: number,
  start: number,
  end: number,
): void {
  const { words, invocations } = reading;
  for (let word = firstWord; word < words.count; word++) {
    words.setStart(word, start);
    words.setEnd(word, end);
    words.setFlags(word, words.flags(word) & ~WordFlag.VERBATIM);
  }
  for (let invocation = firstInvocation; invocation < invocations.count; invocation++) {
    invocations.setStart(invocation, start);
    invocations.setEnd(invocation, end);
  }
}

/** What `>&word` and `<&word` do with this cooked word: true for `2`, `-`, `2-`, which name a descriptor. */
export function namesDescriptor(units: Uint16Array, start: number, end: number): boolean {
  if (end === start) return false;
  let at = start;
  while (at < end && units[at]! >= 48 && units[at]! <= 57) at++;
  return at === end || (at === end - 1 && units[at] === 0x2d);
}
