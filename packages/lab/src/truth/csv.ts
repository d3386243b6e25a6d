/** Lines of comma-separated fields (RFC 4180), of which none holds a line break. Pure. */
import { clipped, quoted } from '@capgate/base';

/** What the lines of a file are to be. */
export interface LineForm<Row> {
  /** What the first line says. */
  readonly header: readonly string[];
  /** Of a line, in UTF-16 code units. */
  readonly lengthMax: number;
  /** The row, or what is wrong with it; of as many fields as the header has, line by line. */
  readonly rowOf: (fields: readonly string[]) => Row | string;
  /** The error that tells of the lines that are wrong. */
  readonly errorOf: (message: string) => Error;
}

/** Faults that are told at once. */
const FAULTS_MAX = 10;

/** A field in quotes, in which a quote is doubled, or one without any. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/uy;

/** The fields of one line; undefined where its quotes do not pair. */
export function fieldsOf(line: string): readonly string[] | undefined {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const [, inQuotes, plain = '', end] = FIELD.exec(line) ?? [];
    if (end === undefined) return undefined;
    fields.push(inQuotes?.replaceAll('""', '"') ?? plain);
    if (end === '') return fields;
  }
}

/**
 * The rows of all lines behind the first. Throws the form's error with the lines that are wrong, by their numbers: it reads
 * no further than to the fault after the last that is told, so that a file of nothing but faults costs no more.
 */
export function rowsOf<Row extends object>(text: string, form: LineForm<Row>): readonly Row[] {
  const faults: string[] = [];
  const rows: Row[] = [];
  for (const { line, number } of linesOf(text)) {
    const row = number === 1 ? headerFault(line, form) : rowIn(line, form);
    if (typeof row === 'string') faults.push(`line ${number}: ${row}`);
    else if (row !== undefined) rows.push(row);
    if (faults.length > FAULTS_MAX || (number === 1 && faults.length > 0)) break;
  }
  if (faults.length === 0) return rows;
  const more = faults.length > FAULTS_MAX ? '; and more' : '';
  throw form.errorOf(clipped(faults.slice(0, FAULTS_MAX).join('; '), 4_000) + more);
}

/** The lines, counted from one, one at a time; what follows the last line feed is one unless it is empty. */
function* linesOf(text: string): Generator<{ readonly line: string; readonly number: number }> {
  for (let start = 0, number = 1; number === 1 || start < text.length; number++) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    yield { line: text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end), number };
    start = end + 1;
  }
}

function headerFault(line: string, { header, lengthMax }: LineForm<object>): string | undefined {
  if (line.length <= lengthMax && fieldsOf(line)?.join() === header.join()) return undefined;
  return `expected ${header.join()}, met ${quoted(line)}`;
}

function rowIn<Row>(line: string, { header, lengthMax, rowOf }: LineForm<Row>): Row | string {
  if (line.length > lengthMax) return `expected at most ${lengthMax} characters, met ${line.length}`;
  const fields = fieldsOf(line);
  return fields?.length === header.length ? rowOf(fields) : `expected ${header.join()}, met ${quoted(line)}`;
}
