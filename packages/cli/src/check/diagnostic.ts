/**
 * A part of a text, shown and underlined as compilers do:
 *
 *       |
 *     1 | sudo rm -rf /var/lib/postgresql
 *       |             ^^^^^^^^^^^^^^^^^^^
 *
 * Characters that act on a terminal or can't be seen are escaped, wide ones get two marks, lines too long are cut
 * around what is marked, and of many lines only the first and the last are shown.
 */
import type { Span } from '@capgate/core';
import type { Paint } from '../style.ts';
import { visibleCharacter, widthOf } from '@capgate/base';

/** Of a span over more lines than this, those in between are left out. */
const MAX_LINES = 4;
const CUT = '…';

interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Half-open range of the text, without the line break. */
  readonly start: number;
  readonly end: number;
}

/** Lines of output, at most `columns` wide as far as the width allows. */
export function diagnostic(text: string, span: Span, columns: number, paint: Paint): string[] {
  const start = Math.min(Math.max(0, span.start), text.length);
  const end = Math.min(Math.max(start, span.end), text.length);
  const lines = linesOf(text, start, end);
  const gutterColumns = String(lines.at(-1)?.number ?? 1).length;
  const edge = paint('blue', `${' '.repeat(gutterColumns)} |`);
  const shown = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES - 1), undefined, ...lines.slice(-1)] : lines;
  const body = shown.flatMap((line) => {
    if (line === undefined) return [paint('blue', '...')];
    const excerpt = excerptOf(text, line, start, end, columns - gutterColumns - 3, paint);
    const number = paint('blue', `${String(line.number).padStart(gutterColumns)} |`);
    return [`${number} ${excerpt.source}`, `${edge} ${excerpt.marks}`];
  });
  return [edge, ...body];
}

/** The lines that the range touches: at least the one it starts in. */
function linesOf(text: string, start: number, end: number): Line[] {
  const lines: Line[] = [];
  let lineStart = 0;
  for (let number = 1; lineStart <= Math.max(start, end - 1); number++) {
    const lineBreak = text.indexOf('\n', lineStart);
    const lineEnd = lineBreak < 0 ? text.length : lineBreak;
    if (lineEnd >= start) lines.push({ number, start: lineStart, end: lineEnd });
    if (lineBreak < 0) break;
    lineStart = lineBreak + 1;
  }
  return lines;
}

/** Characters of one part of a line, as they are shown. */
interface Cells {
  readonly source: string;
  readonly width: number;
  /** Whether all of the part is there. */
  readonly whole: boolean;
}

const NO_CELLS: Cells = { source: '', width: 0, whole: true };

/** The part of a line that fits into `room` columns, and the marks below it. */
function excerptOf(text: string, line: Line, start: number, end: number, room: number, paint: Paint) {
  const from = Math.max(start, line.start);
  const to = Math.max(from, Math.min(end, line.end));
  const marked = cells(text, from, to, Math.max(1, room - 2), paint);
  const spare = Math.max(0, room - marked.width - 2);
  const wholeAfter = marked.whole ? cells(text, to, line.end, spare, paint) : NO_CELLS;
  const before = cellsBefore(text, line.start, from, Math.max(spare - wholeAfter.width, spare >> 1), paint);
  const after = marked.whole ? cells(text, to, line.end, spare - before.width, paint) : NO_CELLS;
  const head = before.whole ? '' : paint('dim', CUT);
  const tail = marked.whole && after.whole ? '' : paint('dim', CUT);
  const indent = ' '.repeat(before.width + (before.whole ? 0 : 1));
  return {
    source: head + before.source + marked.source + after.source + tail,
    marks: indent + paint('red', '^'.repeat(Math.max(1, marked.width))),
  };
}

/** Combining marks take no columns: of all characters, no more than this for each column are shown. */
const MAX_PER_COLUMN = 4;

/** Characters from `from` on, up to `to` or as far as `room` reaches. */
function cells(text: string, from: number, to: number, room: number, paint: Paint): Cells {
  let source = '';
  let width = 0;
  for (let index = from; index < to; ) {
    const character = characterAt(text, index, to);
    const shown = visibleCharacter(character);
    const isFull = width + widthOf(shown) > room || index - from > room * MAX_PER_COLUMN;
    if (isFull) return { source, width, whole: false };
    width += widthOf(shown);
    source += shown === character ? shown : paint('inverse', shown);
    index += character.length;
  }
  return { source, width, whole: true };
}

/** Characters before `to`, back to `from` or as far as `room` reaches. */
function cellsBefore(text: string, from: number, to: number, room: number, paint: Paint): Cells {
  let start = to;
  let width = 0;
  while (start > from) {
    const character = characterBefore(text, from, start);
    const added = widthOf(visibleCharacter(character));
    if (width + added > room || to - start > room * MAX_PER_COLUMN) break;
    width += added;
    start -= character.length;
  }
  return { ...cells(text, start, to, width, paint), whole: start === from };
}

function characterAt(text: string, index: number, to: number): string {
  const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
  return index + character.length > to ? text.charAt(index) : character;
}

function characterBefore(text: string, from: number, to: number): string {
  const pair = text.slice(Math.max(from, to - 2), to);
  return (pair.codePointAt(0) ?? 0) > 0xffff ? pair : text.charAt(to - 1);
}
