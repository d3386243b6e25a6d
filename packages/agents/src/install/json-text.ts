/**
 * Small changes of a text of JSON, with comments or without, in which everything else stays as it is: order, blanks, line
 * ends, comments. Paths lead from the root by the keys of objects.
 */
import { quoted } from '@capgate/base';
import { createScanner, type Node, parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { InstallError } from './error.ts';
import type { Json } from './placement.ts';

/** Of jsonc-parser's `SyntaxKind`, which has no values at run time. */
const COMMA: number = 5;
const COMMENTS: readonly number[] = [12, 13];
const TRIVIA: readonly number[] = [12, 13, 14, 15];
const EOF: number = 17;

/** The root of a text, an object. Throws `InstallError` PARSE, TYPE. */
export function rootOf(text: string): Node {
  const errors: ParseError[] = [];
  const root = parsedTree(text, errors);
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const line = text.slice(0, error?.offset ?? 0).split('\n').length;
    const what = error === undefined ? 'nothing' : printParseErrorCode(error.error);
    throw new InstallError('PARSE', `expected JSON, met what is none in line ${line} (${what}); mend it first`);
  }
  if (root.type === 'object') return root;
  throw new InstallError('TYPE', `expected an object, met ${kindOf(root)}; mend it first`);
}

function parsedTree(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InstallError('PARSE', 'expected JSON, met what is nested too deep; mend it first');
  }
}

/** The value of a key; undefined where there is none. Throws `InstallError` DUPLICATE, as readers differ on which counts. */
export function member(object: Node, key: string): Node | undefined {
  const found = propertiesNamed(object, key);
  if (found.length < 2) return found[0]?.children?.[1];
  throw new InstallError(
    'DUPLICATE',
    `expected the key ${quoted(key)} once, met it ${found.length} times; mend it first`,
  );
}

/** The list that the keys lead to, undefined where one of them is absent. Throws `InstallError` TYPE, DUPLICATE. */
export function listAt(root: Node, keys: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const [index, key] of keys.entries()) {
    node = node && member(node, key);
    const wanted = index === keys.length - 1 ? 'array' : 'object';
    if (node === undefined || node.type === wanted) continue;
    const place = quoted(keys.slice(0, index + 1).join('.'));
    throw new InstallError('TYPE', `expected ${place} to be ${NAMES[wanted]}, met ${kindOf(node)}; mend it first`);
  }
  return node;
}

/** The text with an item more at the end of a list, which is made where it is absent. */
export function withItem(text: string, keys: readonly string[], item: Json): string {
  const root = rootOf(text);
  const list = listAt(root, keys);
  if (list !== undefined) return inserted(text, list, undefined, item);
  let around = root;
  for (const [index, key] of keys.entries()) {
    const inside = member(around, key);
    if (inside === undefined) {
      const value = keys.slice(index + 1).reduceRight<Json>((below, name) => ({ [name]: below }), [item]);
      return inserted(text, around, key, value);
    }
    around = inside;
  }
  return text;
}

/** The text with a key more at the end of its root. */
export function withMember(text: string, key: string, value: Json): string {
  return inserted(text, rootOf(text), key, value);
}

/** The text with another value in the place of a node. */
export function withValue(text: string, node: Node, value: Json): string {
  const old = textOf(text, node);
  const next = old.includes('\n') ? pretty(text, value, indentAt(text, node.offset)) : JSON.stringify(value);
  return text.slice(0, node.offset) + next + text.slice(node.offset + node.length);
}

/** The text without one child of an object or a list, and the comma that it no longer needs. */
export function withoutChild(text: string, container: Node, index: number): string {
  const children = container.children ?? [];
  const node = children[index] as Node;
  const end = node.offset + node.length;
  const before = index === 0 ? container.offset + 1 : endOf(children[index - 1] as Node);
  const comma = commaFrom(text, end) ?? commaBetween(text, before, node.offset);
  const [start, stop] = lineAround(text, node.offset, end, comma);
  const whole = text.slice(0, start) + text.slice(stop);
  if (comma === undefined || (comma >= start && comma < stop)) return whole;
  const at = comma < start ? comma : comma - (stop - start);
  return whole.slice(0, at) + whole.slice(at + 1);
}

/** Without a key of an object. */
export function withoutMember(text: string, object: Node, key: string): string {
  const index = (object.children ?? []).findIndex((property) => property.children?.[0]?.value === key);
  return index < 0 ? text : withoutChild(text, object, index);
}

/** What stands in a text, comments and blanks apart: equal for texts of equal content, keys in order and twice included. */
export type Plain = string | readonly Plain[] | { readonly members: readonly (readonly [string, Plain])[] };

export function plainOf(text: string, node: Node): Plain {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map((child) => plainOf(text, child));
  if (node.type !== 'object') return textOf(text, node);
  const members = children.map(({ children: [key, value] = [] }) => {
    return [String(key?.value), plainOf(text, value as Node)] as const;
  });
  return { members };
}

/** The value of a node as a reader of JSON has it. */
export function valueOf(node: Node): Json {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map(valueOf);
  if (node.type !== 'object') return node.value as Json;
  return Object.fromEntries(children.map(({ children: [key, value] = [] }) => [key?.value, valueOf(value as Node)]));
}

/** Every comment of a text, in order. */
export function commentsOf(text: string): string[] {
  const scanner = createScanner(text, false);
  const comments: string[] = [];
  for (let kind: number = scanner.scan(); kind !== EOF; kind = scanner.scan()) {
    if (COMMENTS.includes(kind)) comments.push(scanner.getTokenValue());
  }
  return comments;
}

const NAMES = { array: 'a list', object: 'an object' } as const;

function kindOf(node: Node): string {
  return node.type === 'array' || node.type === 'object' ? NAMES[node.type] : `a ${node.type}`;
}

function propertiesNamed(object: Node, key: string): Node[] {
  return (object.children ?? []).filter((property) => property.children?.[0]?.value === key);
}

function textOf(text: string, node: Node): string {
  return text.slice(node.offset, endOf(node));
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

/** Behind the last child and its comments, in the style of the text around it. */
function inserted(text: string, container: Node, key: string | undefined, value: Json): string {
  const close = endOf(container) - 1;
  const last = container.children?.at(-1);
  const end = text.slice(0, close).trimEnd().length;
  const comma = last === undefined || commaFrom(text, endOf(last)) !== undefined ? '' : ',';
  const commaAt = last === undefined ? end : endOf(last);
  const isInline = !text.slice(container.offset, close).includes('\n');
  const name = key === undefined ? '' : `${JSON.stringify(key)}: `;
  const head = text.slice(0, commaAt) + comma + text.slice(commaAt, end);
  if (isInline && (last !== undefined || !isSpread(text))) {
    const gap = last === undefined ? '' : ' ';
    return `${head}${gap}${name}${JSON.stringify(value)}${text.slice(end)}`;
  }
  const outer = indentAt(text, container.offset);
  const indent = last === undefined ? outer + unitOf(text) : indentAt(text, last.offset);
  const eol = eolOf(text);
  const tail = isInline ? eol + outer + text.slice(close) : text.slice(end);
  return `${head}${eol}${indent}${name}${pretty(text, value, indent)}${tail}`;
}

/** Whether a text is written over several lines; one that holds nothing yet will be. */
function isSpread(text: string): boolean {
  return text.trimEnd().includes('\n') || /^\s*\{\s*\}\s*$/u.test(text);
}

function pretty(text: string, value: Json, indent: string): string {
  return JSON.stringify(value, null, unitOf(text)).replaceAll('\n', eolOf(text) + indent);
}

function eolOf(text: string): string {
  return /\r?\n/u.exec(text)?.[0] ?? '\n';
}

/** What one level of the text is indented by. */
function unitOf(text: string): string {
  return /\n([ \t]+)["/]/u.exec(text)?.[1] ?? '  ';
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/u.exec(line)?.[0] ?? '';
}

/** Where a comma is the next token that is no comment. */
function commaFrom(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, false);
  scanner.setPosition(offset);
  let kind: number = scanner.scan();
  while (TRIVIA.includes(kind)) kind = scanner.scan();
  return kind === COMMA ? scanner.getTokenOffset() : undefined;
}

function commaBetween(text: string, from: number, to: number): number | undefined {
  const comma = commaFrom(text, from);
  return comma === undefined || comma >= to ? undefined : comma;
}

/** From the blanks before a node to what follows it; its line too where nothing else is in it. */
function lineAround(text: string, offset: number, end: number, comma: number | undefined): [number, number] {
  const blanks = /[ \t]*$/u.exec(text.slice(0, offset))?.[0].length ?? 0;
  const stop = comma !== undefined && comma >= end && text.slice(end, comma).trim() === '' ? comma + 1 : end;
  const start = offset - blanks;
  if (!/^[ \t]*\r?\n/u.test(text.slice(stop))) return [start, stop];
  const lineEnd = /\r?\n$/u.exec(text.slice(0, start))?.[0].length ?? 0;
  return [start - lineEnd, stop];
}
