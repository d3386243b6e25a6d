/** Reading a command line: the scanner where it understands the text, the parser elsewhere. */
import { Origin } from './origin.ts';
import { parse } from './parse.ts';
import { MAX_COOKED_UNITS, MAX_INPUT_UNITS, MAX_NESTING, type Nesting, ReadFailure, type Reading } from './reading.ts';
import { collapseSpans, fail } from './rows.ts';
import { scan } from './scan.ts';
import { Source } from './source.ts';

const WHOLE_SOURCE: Readonly<Origin> = new Origin();

/** One serves all: nothing of a text is looked at again once it is read. */
const source = new Source();

function append(reading: Reading, text: string, origin: Readonly<Origin>): void {
  const length = lengthOf(text);
  if (length > MAX_INPUT_UNITS) return fail(reading, ReadFailure.TOO_LONG, origin.start);
  if (origin.depth > MAX_NESTING) return fail(reading, ReadFailure.TOO_DEEP, origin.start);
  // But for the values of variables, cooked text is never longer than its source: one check here covers every word.
  if (reading.unitCount + length > MAX_COOKED_UNITS) return fail(reading, ReadFailure.TOO_MUCH, origin.start);
  reading.reserve(length);
  source.take(text, length);
  const usesValues = origin.positional.length > 0 && text.includes('$');
  if (!usesValues && scan(reading, source, origin)) return;
  reading.reserve(length + reading.valueUnits);
  parse(reading, text, source, origin);
}

/**
 * The length of `text`. As a plain property it is looked up by the string's form, of which there are
 * too many for the compiled code to know them all; of what surely is a string it is a field.
 */
function lengthOf(text: string): number {
  // oxlint-disable-next-line typescript/no-unnecessary-type-conversion -- it tells the engine, not the compiler
  return String(text).length;
}

/** Empties `reading` and reads `text` into it. Never throws; `reading.failure` says what could not be read, and what was read up to there is listed. */
export function read(reading: Reading, text: string): void {
  reading.reset(text);
  append(reading, text, WHOLE_SOURCE);
}

/**
 * Appends a text found inside an invocation, such as the code of `sh -c`, to the same reading.
 * Returns the first invocation row it added; they end at `reading.invocations.count`. A text that
 * can't be read sets `reading.failure`, as in `read`; what was read of it stays listed.
 *
 * The new rows lie in the pipeline stage of `parent`, the invocation that the text was found in.
 */
export function readNested(reading: Reading, text: string, origin: Origin, nesting: Nesting, parent: number): number {
  const firstWord = reading.words.count;
  const firstInvocation = reading.invocations.count;
  const { start, end } = origin;
  origin.nesting = nesting;
  origin.parent = parent;
  origin.pipeline = reading.invocations.pipeline(parent) ?? -1;
  origin.stage = reading.invocations.stage(parent) ?? 0;
  const failedBefore = reading.failure;
  append(reading, text, origin);
  if (end >= 0) {
    collapseSpans(reading, firstWord, firstInvocation, start, end);
    if (reading.failure !== failedBefore) reading.failureAt = start;
  }
  return firstInvocation;
}
