/** Dockerfiles: what RUN runs, in its shell form, its exec form, and as documents (`RUN <<EOF`). */
import type { Span } from '@capgate/core';
import { Collector, type FileReading, linesOf } from '../reading.ts';
import { type Spliced, Splicer } from '../splice.ts';

const INSTRUCTION = /^\s*(?:ONBUILD\s+)?([A-Za-z]+)\s+/u;
/** Options before the command: `--mount=type=cache,target=/x`, and what joins lines between them. */
const OPTIONS = /^(?:--[a-z][\w-]*(?:=\S*)?(?:\s|\\\r?\n)+)+/u;
const DOCUMENT = /<<-?\s*(["']?)([A-Za-z_]\w*)\1/gu;
const ESCAPE_DIRECTIVE = /^(?:#[^\n]*=[^\n]*\n)*?#\s*escape\s*=\s*`/iu;
const READ_SHELL = /(?:^|["'/\s])(?:ba|da|a|z|k)?sh["'\s,\]]/u;

export function readDockerfile(text: string): FileReading {
  const found = new Collector();
  const escape = ESCAPE_DIRECTIVE.test(text) ? '`' : '\\';
  let isRead = true;
  for (const { whole, header } of instructions(text, escape)) {
    const [prefix = '', name = ''] = INSTRUCTION.exec(text.slice(header.start, header.end)) ?? [];
    const body = { start: whole.start + prefix.length, end: whole.end };
    const keyword = name.toUpperCase();
    if (keyword === 'FROM') isRead = true;
    if (keyword === 'SHELL') isRead = READ_SHELL.test(text.slice(body.start, body.end));
    if (keyword !== 'RUN') continue;
    if (isRead || isExecForm(text, body)) found.line('RUN', runLine(text, body, header.end, escape));
    else found.notice('scan.other-shell', 'RUN', body);
  }
  return found.reading;
}

interface Instruction {
  /** From its word to the end of its last document. */
  readonly whole: Span;
  /** As far as continued lines reach. */
  readonly header: Span;
}

function* instructions(text: string, escape: string): Generator<Instruction> {
  const lines = [...linesOf(text)];
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index]!;
    if (/^\s*(?:#|$)/u.test(text.slice(first.start, first.end))) continue;
    index = lastContinued(text, lines, index, escape);
    const header = { start: first.start, end: lines[index]!.end };
    const words = documentsOf(text.slice(header.start, header.end));
    for (const word of words) index = documentEnd(text, lines, index, word);
    yield { header, whole: { start: header.start, end: lines[index]!.end } };
  }
}

/** The last line that belongs to the one at `index`; comments and empty lines between continue it. */
function lastContinued(text: string, lines: readonly Span[], index: number, escape: string): number {
  let at = index;
  while (at + 1 < lines.length) {
    const line = text.slice(lines[at]!.start, lines[at]!.end);
    const isComment = at > index && /^\s*(?:#|$)/u.test(line);
    if (!isComment && !line.trimEnd().endsWith(escape)) break;
    at++;
  }
  return at;
}

/** Only COPY, ADD and RUN have documents. */
function documentsOf(header: string): string[] {
  if (!/^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/iu.test(header)) return [];
  return [...header.matchAll(DOCUMENT)].map(([, , word = '']) => word);
}

function documentEnd(text: string, lines: readonly Span[], index: number, word: string): number {
  for (let at = index + 1; at < lines.length; at++) {
    if (text.slice(lines[at]!.start, lines[at]!.end).replace(/^\t+/u, '') === word) return at;
  }
  return lines.length - 1;
}

function isExecForm(text: string, body: Span): boolean {
  return execWords(bodyText(text, body)) !== undefined;
}

function bodyText(text: string, { start, end }: Span): string {
  const written = text.slice(start, end);
  return written.slice(OPTIONS.exec(written)?.[0].length ?? 0);
}

/** The words of `["a", "b"]`; anything else is the shell form, as Docker has it. */
function execWords(written: string): string[] | undefined {
  if (!written.trimStart().startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(written.replaceAll(/\\\r?\n/gu, ''));
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

function runLine(text: string, body: Span, headerEnd: number, escape: string): Spliced {
  const start = body.end - bodyText(text, body).length;
  const words = execWords(text.slice(start, body.end));
  const splicer = new Splicer(text);
  if (words !== undefined) splicer.replace(words.map(shellWord).join(' '), start, body.end);
  else shellForm(text, { start, end: body.end }, headerEnd, escape, splicer);
  return splicer.end();
}

/** A word that a shell reads as just this text. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Continued lines become one; a document that nothing is told to read is the script itself. */
function shellForm(text: string, { start, end }: Span, headerEnd: number, escape: string, splicer: Splicer): void {
  const header = text.slice(start, headerEnd);
  const isScript = /^\s*<<-?\s*(["']?)[A-Za-z_]\w*\1\s*$/u.test(header);
  if (isScript) {
    const bodyEnd = text.lastIndexOf('\n', end - 1);
    splicer.copy(headerEnd + (text[headerEnd] === '\r' ? 2 : 1), Math.max(headerEnd, bodyEnd));
    return;
  }
  for (const line of linesOf(text.slice(start, headerEnd))) {
    const written = header.slice(line.start, line.end);
    if (line.start > 0 && /^\s*(?:#|$)/u.test(written)) continue;
    const isContinued = written.trimEnd().endsWith(escape);
    const length = isContinued ? written.trimEnd().length - 1 : written.length;
    splicer.copy(start + line.start, start + line.start + length);
    if (isContinued) splicer.replace(' ', start + line.start + length, start + line.end);
  }
  splicer.copy(headerEnd, end);
}
