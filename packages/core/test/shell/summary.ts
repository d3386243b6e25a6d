/** A reading in a form that people can write down, for tables of examples. */
import { Hole, InvocationKind, Nesting, Reading, ReadFailure, read, WordFlag } from '../../src/shell/index.ts';

function nameIn(names: Readonly<Record<string, number>>, value: number): string {
  return Object.entries(names).find(([, known]) => known === value)?.[0] ?? String(value);
}

function rendered(reading: Reading, word: number): string {
  return reading.text(word).replaceAll(/[\ufdd0-\ufdef]/g, (hole) => `<${nameIn(Hole, hole.charCodeAt(0))}>`);
}

const OPERATORS = ['<', '>', '>>', '<>', '&', '<<'];

function redirection(reading: Reading, row: number): string {
  const { redirections } = reading;
  const from = redirections.descriptor(row);
  const written = from === -1 ? '' : String(from);
  return `${written}${OPERATORS[redirections.kind(row)]}${rendered(reading, redirections.target(row))}`;
}

function assignment(reading: Reading, row: number): string {
  const { assignments } = reading;
  const first = assignments.value(row);
  const values = Array.from({ length: assignments.valueCount(row) }, (_, index) => rendered(reading, first + index));
  return `${rendered(reading, assignments.name(row))}:=${values.join(',')}`;
}

function range<Item>(first: number, count: number, item: (row: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => item(first + index));
}

/** One invocation: nesting, parent, pipeline and stage, then assignments, words in brackets, redirections. */
function invocation(reading: Reading, row: number): string {
  const { invocations } = reading;
  const kind = invocations.kind(row);
  const place = [nameIn(Nesting, invocations.nesting(row))];
  if (invocations.parent(row) >= 0) place.push(`in ${invocations.parent(row)}`);
  if (invocations.pipeline(row) >= 0) place.push(`pipe ${invocations.pipeline(row)}.${invocations.stage(row)}`);
  const parts = range(invocations.assignmentFirst(row), invocations.assignmentCount(row), (item) =>
    assignment(reading, item),
  );
  parts.push(
    ...range(invocations.wordFirst(row), invocations.wordCount(row), (word) => `[${rendered(reading, word)}]`),
  );
  parts.push(
    ...range(invocations.redirectionFirst(row), invocations.redirectionCount(row), (item) =>
      redirection(reading, item),
    ),
  );
  const named = kind === InvocationKind.COMMAND ? '' : `${nameIn(InvocationKind, kind)} `;
  return `${place.join(' ')}: ${named}${parts.join(' ')}`;
}

/** Every invocation of a command line; a failure is the first line. */
export function summaryOf(text: string): string[] {
  const reading = new Reading();
  read(reading, text);
  const failure =
    reading.failure === ReadFailure.NONE ? [] : [`${nameIn(ReadFailure, reading.failure)} at ${reading.failureAt}`];
  return [...failure, ...range(0, reading.invocations.count, (row) => invocation(reading, row))];
}

/** The flags of one word, by name. */
function flagsOf(reading: Reading, word: number): string[] {
  const flags = reading.words.flags(word);
  return Object.entries(WordFlag).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
}

/** The second word of `command WORD`, and its flags. */
export function wordOf(text: string): { text: string; flags: string[] } {
  const reading = new Reading();
  read(reading, `command ${text}`);
  if (reading.failure !== ReadFailure.NONE) throw new Error(`not read: ${text}`);
  const word = reading.invocations.wordFirst(0) + 1;
  return { text: rendered(reading, word), flags: flagsOf(reading, word) };
}
