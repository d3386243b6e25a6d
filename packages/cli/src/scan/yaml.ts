/** YAML and JSON with their places, within bounds; the values of texts letter by letter. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type Scalar, visit } from 'yaml';
import type { Span } from '@capgate/core';
import type { Collector } from './reading.ts';
import { type Spliced, Splicer } from './splice.ts';

/** A text made to be slow takes seconds for a megabyte; no workflow is nearly as long. */
const LENGTH_MAX = 1 << 18;
/** Deeper ones exhaust the parser: columns of indentation, and brackets within brackets. */
const TOO_DEEP = /^[\t ?:-]{257}|(?:[[{][\s"']*){65}/mu;
/** Aliases of a document: each is looked for from its beginning on, and may stand for most of it. */
const ALIASES_MAX = 100;

/** A document, or what is wrong with it and where. */
type Parsed = { readonly document: Document } | { readonly fault: string; readonly at: number };

/** The document of a file; undefined, with what is wrong noted, where it cannot be read. */
export function documentOf(text: string, found: Collector): Document | undefined {
  const parsed = parsePlaced(text);
  if ('document' in parsed) return parsed.document;
  found.notice('scan.unreadable', parsed.fault, { start: parsed.at, end: parsed.at });
  return undefined;
}

/** Never throws. Tags mean nothing here, and of two equal keys both are read. */
function parsePlaced(text: string): Parsed {
  if (text.length > LENGTH_MAX)
    return { fault: `expected at most ${LENGTH_MAX} characters, met ${text.length}`, at: 0 };
  if (TOO_DEEP.test(text)) return { fault: 'expected less nesting', at: 0 };
  try {
    const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false, uniqueKeys: false });
    const error = document.errors[0];
    if (error !== undefined) return { fault: error.message, at: Math.min(error.pos[0], text.length) };
    if (aliasCount(document) > ALIASES_MAX)
      return { fault: `expected at most ${ALIASES_MAX} aliases, met more`, at: 0 };
    return { document };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error), at: 0 };
  }
}

function aliasCount(document: Document): number {
  let count = 0;
  visit(document, { Alias: () => (++count > ALIASES_MAX ? visit.BREAK : undefined) });
  return count;
}

/** The node itself, where an alias stands for it; undefined where the alias leads nowhere. */
function resolved(node: unknown, document: Document): Node | undefined {
  const at = isAlias(node) ? node.resolve(document) : node;
  return isMap(at) || isSeq(at) || isScalar(at) ? at : undefined;
}

/** Keys and values of a map; of anything else none. */
export function entriesOf(node: unknown, document: Document): { key: string; value: Node | undefined }[] {
  const map = resolved(node, document);
  if (!isMap(map)) return [];
  return map.items.map(({ key, value }) => ({
    key: isScalar(key) ? String(key.value) : '',
    value: resolved(value, document),
  }));
}

export function entry(node: unknown, key: string, document: Document): Node | undefined {
  const map = resolved(node, document);
  if (!isMap(map)) return undefined;
  const found = map.items.findLast((item) => isScalar(item.key) && item.key.value === key);
  return resolved(found?.value, document);
}

export function itemsOf(node: unknown, document: Document): (Node | undefined)[] {
  const list = resolved(node, document);
  return isSeq(list) ? list.items.map((item) => resolved(item, document)) : [];
}

/** The scalar, where the node is a text. */
export function textNode(node: Node | undefined): Scalar<string> | undefined {
  return isScalar(node) && typeof node.value === 'string' ? (node as Scalar<string>) : undefined;
}

/** The range of the node in the file. */
export function rangeOf(node: Node | undefined): Span {
  const [start, end] = node?.range ?? [0, 0];
  return { start, end };
}

/** What of a text is to stand as a value that nobody knows: half-open ranges of it, in order. */
export type Holes = (value: string) => readonly Span[];

const NO_HOLES: Holes = () => [];

/**
 * The value of a text with the place of each of its letters. The file's letters and the value's are walked together:
 * what YAML leaves out is blank space and quotes, and what it writes otherwise are escapes.
 */
export function placed(source: string, node: Scalar<string>, holesOf: Holes = NO_HOLES): Spliced {
  const value = node.value;
  const steps = new Alignment(source, node);
  const splicer = new Splicer(source);
  const holes = holesOf(value).values();
  let hole = holes.next().value;
  for (let index = 0; index < value.length; index++) {
    const place = steps.next(value.charAt(index));
    if (hole === undefined || index < hole.start) {
      if (place.isCopy) splicer.copy(place.start, place.end);
      else splicer.replace(value.charAt(index), place.start, place.end);
      continue;
    }
    let { end } = place;
    while (++index < hole.end) end = steps.next(value.charAt(index)).end;
    index--;
    splicer.unknown(place.start, end);
    hole = holes.next().value;
  }
  return splicer.end();
}

const ESCAPE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^])/uy;
/** A backslash before a line break joins the lines. */
const JOINED = /\\\r?\n[\t ]*/uy;

class Alignment {
  readonly #source: string;
  readonly #end: number;
  readonly #isDouble: boolean;
  readonly #isSingle: boolean;
  #at: number;

  constructor(source: string, node: Scalar<string>) {
    const [start, end] = node.range ?? [0, 0];
    this.#source = source;
    this.#end = end;
    this.#isDouble = node.type === 'QUOTE_DOUBLE';
    this.#isSingle = node.type === 'QUOTE_SINGLE';
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    // The header of a block (`|2-`, a comment) ends with its line.
    const skipped = isBlock ? source.indexOf('\n', start) + 1 - start : Number(this.#isDouble || this.#isSingle);
    this.#at = Math.min(end, start + Math.max(0, skipped));
  }

  /** The range of the file that the next letter of the value comes from. */
  next(unit: string): Span & { readonly isCopy: boolean } {
    if (this.#isDouble) this.#at = matchEnd(JOINED, this.#source, this.#at) ?? this.#at;
    const escapeEnd = this.#isDouble ? matchEnd(ESCAPE, this.#source, this.#at) : undefined;
    if (escapeEnd !== undefined) return this.#take(escapeEnd, false);
    if (this.#source[this.#at] === unit && this.#at < this.#end) return this.#take(this.#at + 1, true);
    // A fold: the value has a blank or a line break where the file has a line break and indentation.
    const blanksEnd = this.#blanksEnd();
    if (this.#source[blanksEnd] === unit && blanksEnd < this.#end) {
      this.#at = blanksEnd;
      return this.#take(blanksEnd + 1, true);
    }
    return this.#take(unit === ' ' || unit === '\n' ? blanksEnd : this.#at, false);
  }

  #blanksEnd(): number {
    let at = this.#at;
    while (at < this.#end && /\s/u.test(this.#source[at] ?? '')) at++;
    return this.#isSingle && this.#source[at] === "'" && this.#source[at + 1] !== "'" ? at + 1 : at;
  }

  #take(end: number, isCopy: boolean): Span & { readonly isCopy: boolean } {
    const start = this.#at;
    this.#at = Math.min(end, this.#end);
    return { start, end: this.#at, isCopy };
  }
}

function matchEnd(pattern: RegExp, source: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : undefined;
}
