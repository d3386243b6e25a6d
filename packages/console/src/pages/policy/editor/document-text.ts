/** A document as text and back, and where in the text its places are. Pure. */
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, stringify } from 'yaml';
import { stepsOf } from '../pointer.ts';

/** What a policy's document says; the gate says what it may hold. */
export type Settings = Readonly<Record<string, unknown>>;

export const FORMATS = ['yaml', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** What of a document a text is. */
export interface Part {
  /** They lead there from the document's root. */
  readonly steps: readonly string[];
  /** The least document that has this value there. */
  readonly around: (value: unknown) => Settings;
}

export const WHOLE: Part = { steps: [], around: (value) => value as Settings };

/** In UTF-16 code units. */
interface Spot {
  readonly from: number;
  readonly to: number;
}

interface TextFault extends Spot {
  readonly message: string;
}

export interface ReadText {
  /** The document that the text is, or is a part of; undefined where the text has a fault. */
  readonly value: Settings | undefined;
  readonly faults: readonly TextFault[];
  /** Where a place of the document is that a JSON pointer names; what is nearest to it where it is not there. */
  readonly spotOf: (pointer: string) => Spot;
}

/** More makes no version, and YAML that is made to be slow takes seconds for a megabyte. */
const LENGTH_MAX = 1 << 17;
/** Columns of indentation, compact forms such as `- - a` included: deeper ones exhaust the parser. */
const TOO_DEEP = /^[\t ?:-]{257}/mu;

/** Of a document, or of any part of one that has parts. What says the same is the same text, whoever kept it. */
export function textOf(document: object, format: Format): string {
  const value = inOrder(document);
  if (format === 'json') return `${JSON.stringify(value, undefined, 2)}\n`;
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The log keeps keys by the alphabet; people read what a thing is called before what it holds. Others follow. */
const KEYS: readonly string[] = (
  'security statistics performance quality infrastructure owners ' +
  'mode attended log approvals organisation user version rules ' +
  'id verdict reason when except examples match ignore ' +
  'kind action command operation path server tool subcommand effect capability'
).split(' ');

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]): [string, unknown] => [key, inOrder(held)]);
  return Object.fromEntries(entries.sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1)));
}

function rankOf(key: string): number {
  const rank = KEYS.indexOf(key);
  return rank === -1 ? KEYS.length : rank;
}

/** Takes any text: YAML 1.2 with its core schema, without tags and aliases, as `capgate policy` reads it; or JSON. */
export function readText(text: string, format: Format, part: Part = WHOLE): ReadText {
  if (text.length > LENGTH_MAX) return unreadable(`expected at most ${LENGTH_MAX} characters, met ${text.length}`);
  if (TOO_DEEP.test(text)) return unreadable('expected at most 256 columns of indentation, met more');
  const document = parseDocument(text, { logLevel: 'error', prettyErrors: false, schema: 'core', version: '1.2' });
  // What is named above the part is told at its beginning.
  const spotOf = (pointer: string): Spot => spotIn(document, text, stepsOf(pointer).slice(part.steps.length));
  const faults = [...document.errors, ...document.warnings].map(({ message, pos: [from, to] }) => ({
    message,
    from: Math.min(from, text.length),
    to: Math.min(to, text.length),
  }));
  const strict = format === 'json' ? jsonFaults(text) : [];
  if (faults.length > 0 || strict.length > 0) {
    return { value: undefined, faults: strict.length > 0 ? strict : faults, spotOf };
  }
  return { ...valueOf(document, text, part), spotOf };
}

/** An empty text is an empty document. */
function valueOf(document: Document, text: string, part: Part): Omit<ReadText, 'spotOf'> {
  const { value, message } = converted(document);
  if (message !== undefined) return { value: undefined, faults: [{ message, ...lineAt(text, 0) }] };
  if (part !== WHOLE) return { value: part.around(value), faults: [] };
  if (value === null) return { value: {}, faults: [] };
  if (typeof value === 'object' && !Array.isArray(value)) return { value: value as Settings, faults: [] };
  const other = 'expected a mapping, such as security: …, met something else';
  return { value: undefined, faults: [{ message: other, ...lineAt(text, 0) }] };
}

function converted(document: Document): { readonly value?: unknown; readonly message?: string } {
  try {
    return { value: document.toJS({ maxAliasCount: 0 }) };
  } catch (error) {
    if (error instanceof ReferenceError)
      return { message: 'expected no aliases (*name), met one; write the value out' };
    throw error;
  }
}

function jsonFaults(text: string): readonly TextFault[] {
  try {
    JSON.parse(text === '' ? '{}' : text);
    return [];
  } catch (error) {
    const says = error instanceof Error ? error.message : '';
    const at = Number(/position (\d+)/u.exec(says)?.[1] ?? text.length);
    return [{ message: 'expected JSON, met something else; look for a comma or a quote', ...lineAt(text, at) }];
  }
}

function unreadable(message: string): ReadText {
  const nowhere = { from: 0, to: 0 };
  return { value: undefined, faults: [{ message, ...nowhere }], spotOf: () => nowhere };
}

function spotIn({ contents }: Document, text: string, steps: readonly string[]): Spot {
  let node: unknown = contents;
  let spot = lineAt(text, isScalar(contents) || isMap(contents) || isSeq(contents) ? (contents.range?.[0] ?? 0) : 0);
  for (const step of steps) {
    const next = below(node, step);
    if (next === undefined) return spot;
    spot = rangeOf(next.named, text) ?? spot;
    node = next.node;
  }
  return (isScalar(node) ? rangeOf(node, text) : undefined) ?? spot;
}

/** The node a step further down, and what of the text names it. */
function below(node: unknown, step: string): { readonly named: unknown; readonly node: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { named: isMap(item) ? item.items[0]?.key : item, node: item };
  }
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step) : undefined;
  return pair && { named: pair.key, node: pair.value };
}

function rangeOf(node: unknown, text: string): Spot | undefined {
  const { range } = (node ?? {}) as Partial<Node>;
  if (range === undefined || range === null) return undefined;
  const [from, to] = range;
  const end = text.indexOf('\n', from);
  // Of what has many lines, the first.
  return { from, to: Math.max(from, Math.min(to, end === -1 ? text.length : end)) };
}

/** The line that `at` is in, without its indentation. */
function lineAt(text: string, at: number): Spot {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  const line = text.slice(start, end === -1 ? text.length : end);
  return { from: start + line.length - line.trimStart().length, to: start + line.length };
}
