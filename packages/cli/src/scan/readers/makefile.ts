/** Makefiles: the lines of recipes, each of which make hands to a shell of its own. */
import { Collector, type FileReading, linesOf } from '../reading.ts';
import { type Spliced, Splicer } from '../splice.ts';
import type { Span } from '@capgate/core';

/** `target: needs`, with `;` and a recipe behind it or not; `=` behind the colon makes it an assignment. */
const RULE = /^([^\t#=:][^#=:]*)::?(?![:=])([^;=]*(?:=[^;]*)?)(;)?/u;
const OTHER_PREFIX = /^\.RECIPEPREFIX\s*[:?]?=/u;
const SHELL_CALL = /\$(?:\(shell\s|\{shell\s)/gu;

export function readMakefile(text: string): FileReading {
  const found = new Collector();
  let target = '';
  for (const line of continuedLines(text)) {
    const written = text.slice(line.start, line.end);
    if (OTHER_PREFIX.test(written)) found.notice('scan.unreadable', 'a recipe prefix other than the tab', line);
    if (written.startsWith('\t') && target !== '') {
      found.line(`target ${target}`, recipe(text, { start: line.start + 1, end: line.end }));
      continue;
    }
    shellCalls(text, line, found);
    const rule = RULE.exec(written);
    if (rule !== null) target = (rule[1] ?? '').trim();
    else if (/^[^\s#]/u.test(written)) target = '';
    if (rule?.[3] !== undefined) {
      found.line(`target ${target}`, recipe(text, { start: line.start + rule[0].length, end: line.end }));
    }
  }
  return found.reading;
}

/** Lines with those that a backslash joins to them. */
function* continuedLines(text: string): Generator<Span> {
  let start: number | undefined;
  let end = 0;
  for (const line of linesOf(text)) {
    start ??= line.start;
    end = line.end;
    if (/(?:^|[^\\])(?:\\\\)*\\$/u.test(text.slice(line.start, line.end))) continue;
    yield { start, end };
    start = undefined;
  }
  if (start !== undefined) yield { start, end };
}

/** What make runs itself, while it reads the file. */
function shellCalls(text: string, line: Span, found: Collector): void {
  const written = text.slice(line.start, line.end);
  if (written.startsWith('#')) return;
  for (const { 0: call, index } of written.matchAll(SHELL_CALL)) {
    const start = line.start + index + call.length;
    const end = closingOf(text, line.start + index + 1, line.end) - 1;
    if (end > start) found.line('$(shell)', expanded(text, { start, end }));
  }
}

/** A recipe's line without the marks for make (`@`, `-`, `+`). */
function recipe(text: string, { start, end }: Span): Spliced {
  const marks = /^[\s@+-]*/u.exec(text.slice(start, end))?.[0].length ?? 0;
  return expanded(text, { start: start + marks, end });
}

/** The line as its shell gets it: variables of make are unknown, `$$` is `$`, a tab behind a continuation is gone. */
function expanded(text: string, { start, end }: Span): Spliced {
  const splicer = new Splicer(text);
  let at = start;
  while (at < end) {
    if (text[at] === '$' && at + 1 < end) at = dollar(text, at, end, splicer);
    else if (text[at - 1] === '\n' && text[at] === '\t') at++;
    else splicer.copy(at, ++at);
  }
  return splicer.end();
}

/** Takes what begins with `$` at `at`, and returns where it ends. */
function dollar(text: string, at: number, end: number, splicer: Splicer): number {
  const next = text[at + 1] ?? '';
  if (next === '$') {
    splicer.replace('$', at, at + 2);
    return at + 2;
  }
  const after = next === '(' || next === '{' ? closingOf(text, at + 1, end) : at + 2;
  if (/^\$[({]MAKE[)}]$/u.test(text.slice(at, after))) splicer.replace('make', at, after);
  else splicer.unknown(at, after);
  return after;
}

/** Where the bracket that opens at `open` has been closed; `end` where it never is. */
function closingOf(text: string, open: number, end: number): number {
  const opening = text[open] ?? '';
  const closing = opening === '(' ? ')' : '}';
  let depth = 0;
  for (let at = open; at < end; at++) {
    if (text[at] === opening) depth++;
    else if (text[at] === closing && --depth === 0) return at + 1;
  }
  return end;
}
