/** Where a text that is read comes from, and where its invocations hang. */
import type { Words } from './printed.ts';
import { Nesting } from './reading.ts';

/**
 * The text's place in `Reading.source`, and the context of its invocations. Reusable: a caller
 * keeps one and sets it before each nested text, so that no memory is taken.
 */
export class Origin {
  /** Added to every position of the text; or, with `end` set, where the span starts that all positions collapse to. */
  start = 0;
  /** -1 for a text that is a verbatim slice of the source; else the end of the span that all positions collapse to. */
  end = -1;
  /** Constructs, wrappers and arguments around the text, counted against `MAX_NESTING`. */
  depth = 0;
  nesting: Nesting = Nesting.TOP;
  parent = -1;
  pipeline = -1;
  stage = 0;
  /** What `$0`, `$1` and so on hold, as far as it is known. */
  positional: Words = [];

  /** The text is the slice of the source that starts at `start`. */
  exact(start: number, depth: number): this {
    this.start = start;
    this.end = -1;
    this.depth = depth;
    return this;
  }

  /** The text was cooked out of the source's `start … end`: all its spans become that one. */
  collapsed(start: number, end: number, depth: number): this {
    this.start = start;
    this.end = end;
    this.depth = depth;
    return this;
  }
}
