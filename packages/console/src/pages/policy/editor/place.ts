/** Where in a document one writes, by the text before it: while one writes, the text is often no document yet. Pure. */
import type { Format } from './document-text.ts';
import type { Step } from './schema.ts';

export interface WritingPlace {
  readonly steps: readonly Step[];
  /** Whether a key may stand here, a value, or either. */
  readonly wants: 'key' | 'value' | 'either';
  /** Where the word begins that is being written, its quote included. */
  readonly from: number;
  /** The quote that it begins with; empty where there is none. */
  readonly quote: string;
}

/** Undefined within a comment. */
export function writingPlace(text: string, format: Format): WritingPlace | undefined {
  if (format === 'json') return flowPlace(text, 0, []);
  const start = text.lastIndexOf('\n') + 1;
  const line = text.slice(start);
  if (/(?:^|\s)#/u.test(line)) return undefined;
  const { marks, restAt } = marksOf(line);
  const above = text.slice(0, Math.max(0, start - 1)).split('\n');
  const [first] = marks;
  const outer = stepsAbove(above, first?.column ?? restAt, first !== undefined && first.key === undefined);
  const steps = [...outer, ...marks.map(stepOf)];
  const rest = line.slice(restAt);
  if (/^[[{]/u.test(rest)) return flowPlace(text, start + restAt, steps);
  const from = text.length - (/["']?[^\s"']*$/u.exec(rest)?.[0].length ?? 0);
  const wants = marks.at(-1)?.key === undefined ? 'either' : 'value';
  return { steps, wants, from, quote: /^["']/u.exec(text.slice(from))?.[0] ?? '' };
}

/** A dash, or a key with its colon. */
interface Mark {
  readonly column: number;
  /** Undefined for a dash. */
  readonly key: string | undefined;
  /** Whether something follows on the same line. */
  readonly hasValue: boolean;
}

const DASH = /^ *- +/u;
const KEY = /^ *(?:"([^"]*)"|'([^']*)'|([^\s#"'[\]{},&*!|>%@`-][^:#]*?)):(?= |$) */u;

function marksOf(line: string): { readonly marks: readonly Mark[]; readonly restAt: number } {
  const marks: Mark[] = [];
  let at = /^ */u.exec(line)?.[0].length ?? 0;
  for (;;) {
    const rest = line.slice(at);
    const dash = DASH.exec(rest);
    if (dash === null) break;
    marks.push({ column: at, key: undefined, hasValue: rest.length > dash[0].length });
    at += dash[0].length;
  }
  const key = KEY.exec(line.slice(at));
  if (key === null) return { marks, restAt: at };
  const [whole, double, single, plain] = key;
  marks.push({ column: at, key: double ?? single ?? plain ?? '', hasValue: line.length > at + whole.length });
  return { marks, restAt: at + whole.length };
}

function stepOf({ key }: Mark): Step {
  return key ?? 0;
}

/** The steps to what stands at `column`, by the lines above it. Dashes may stand below their key, or at its column. */
function stepsAbove(lines: readonly string[], column: number, isDash: boolean): readonly Step[] {
  const steps: Step[] = [];
  let bound = column;
  let isInList = isDash;
  for (const line of lines.toReversed()) {
    if (bound === 0 && !isInList) break;
    if (/^\s*(?:#|$)/u.test(line)) continue;
    for (const mark of marksOf(line).marks.toReversed()) {
      const isAbove = mark.column < bound || (isInList && mark.column === bound && mark.key !== undefined);
      if (!isAbove || (mark.key !== undefined && isInList && mark.hasValue)) continue;
      steps.unshift(stepOf(mark));
      bound = mark.column;
      isInList = mark.key === undefined;
    }
  }
  return steps;
}

interface Bracket {
  readonly isList: boolean;
  key: string | undefined;
  hasColon: boolean;
}

const TOKEN = /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[[\]{},:]|[^\s[\]{},:"']+/gu;

/** Within brackets that begin at `start` and are not closed. */
function flowPlace(text: string, start: number, outer: readonly Step[]): WritingPlace {
  const open: Bracket[] = [];
  let last = '';
  let lastAt = text.length;
  for (const { 0: token, index } of text.slice(start).matchAll(TOKEN)) {
    const top = open.at(-1);
    if (token === '{' || token === '[') open.push({ isList: token === '[', key: undefined, hasColon: false });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',' && top !== undefined) top.hasColon = false;
    else if (token === ':' && top !== undefined && !top.isList) {
      top.key = unquoted(last);
      top.hasColon = true;
    }
    last = token;
    lastAt = start + index;
  }
  const isWord = /^[^[\]{},:]/u.test(last) && lastAt + last.length === text.length;
  const from = isWord ? lastAt : text.length;
  const steps = open.flatMap(({ isList, key, hasColon }): Step[] => (isList ? [0] : hasColon ? [key ?? ''] : []));
  const top = open.at(-1);
  const wants = top === undefined || top.isList || top.hasColon ? 'value' : 'key';
  return { steps: [...outer, ...steps], wants, from, quote: /^["']/u.exec(text.slice(from))?.[0] ?? '' };
}

function unquoted(token: string): string {
  return token.replace(/^["']|["']$/gu, '');
}
