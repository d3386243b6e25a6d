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
  const { kind, descriptor, target } = reading.redirections;
  const from = descriptor[row] ?? 0;
  const written = from === -1 ? '' : String(from);
  return `${written}${OPERATORS[kind[row] ?? 0]}${rendered(reading, target[row] ?? 0)}`;
}

function assignment(reading: Reading, row: number): string {
  const { name, value, valueCount } = reading.assignments;
  const first = value[row] ?? 0;
  const values = Array.from({ length: valueCount[row] ?? 0 }, (_, index) => rendered(reading, first + index));
  return `${rendered(reading, name[row] ?? 0)}:=${values.join(',')}`;
}

function range<Item>(first: number, count: number, item: (row: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => item(first + index));
}

/** One invocation: nesting, parent, pipeline and stage, then assignments, words in brackets, redirections. */
function invocation(reading: Reading, row: number): string {
  const { invocations } = reading;
  const at = (column: Int32Array): number => column[row] ?? 0;
  const kind = at(invocations.kind);
  const place = [nameIn(Nesting, at(invocations.nesting))];
  if (at(invocations.parent) >= 0) place.push(`in ${at(invocations.parent)}`);
  if (at(invocations.pipeline) >= 0) place.push(`pipe ${at(invocations.pipeline)}.${at(invocations.stage)}`);
  const parts = range(at(invocations.assignmentFirst), at(invocations.assignmentCount), (item) =>
    assignment(reading, item),
  );
  parts.push(...range(at(invocations.wordFirst), at(invocations.wordCount), (word) => `[${rendered(reading, word)}]`));
  parts.push(
    ...range(at(invocations.redirectionFirst), at(invocations.redirectionCount), (item) => redirection(reading, item)),
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
  const flags = reading.words.flags(word) ?? 0;
  return Object.entries(WordFlag).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
}

/** The second word of `command WORD`, and its flags. */
export function wordOf(text: string): { text: string; flags: string[] } {
  const reading = new Reading();
  read(reading, `command ${text}`);
  if (reading.failure !== ReadFailure.NONE) throw new Error(`not read: ${text}`);
  const word = (reading.invocations.wordFirst(0) ?? 0) + 1;
  return { text: rendered(reading, word), flags: flagsOf(reading, word) };
}
