/** What a scan found, for people and as JSON. */
import type { VerdictName } from '@capgate/core';
import { clipped, visible, visibleJson } from '@capgate/base';
import { hanging } from '../layout.ts';
import type { Colour, Paint } from '../style.ts';
import type { Finding } from './findings.ts';
import type { Failure } from './walk.ts';

export interface ScannedFile {
  readonly path: string;
  readonly kind: string;
  readonly findings: readonly Finding[];
}

export interface Scan {
  readonly files: readonly ScannedFile[];
  /** Files below the named folders that are of no kind that is read. */
  readonly skipped: number;
  readonly failures: readonly Failure[];
  readonly verdict: VerdictName;
}

const COLOURS: Readonly<Record<VerdictName, Colour>> = { allow: 'cyan', ask: 'yellow', deny: 'red' };
/** An allow among the findings is something worth a look. */
const WORDS: Readonly<Record<VerdictName, string>> = { allow: 'note', ask: 'ask', deny: 'deny' };

/** Version of the form that `scanJson` prints: changes where a reader of it would break. */
const FORM_VERSION = 1;

export function scanJson(scan: Scan): string {
  return `${visibleJson({ version: FORM_VERSION, ...scan })}\n`;
}

export function scanText(scan: Scan, columns: number, paint: Paint): string {
  const sections = scan.files
    .filter(({ findings }) => findings.length > 0)
    .map((file) => fileText(file, columns, paint));
  const failures = scan.failures.map(({ path, why }) => `${paint('red', clipped(path))}: ${visible(why)}`);
  return `${[...sections, ...(failures.length === 0 ? [] : [failures.join('\n')]), summary(scan)].join('\n\n')}\n`;
}

function fileText({ path, findings }: ScannedFile, columns: number, paint: Paint): string {
  return [paint('bold', clipped(path)), ...findings.flatMap((finding) => findingLines(finding, columns, paint))].join(
    '\n',
  );
}

function findingLines(finding: Finding, columns: number, paint: Paint): string[] {
  const { verdict, risk, line, column, label, code, message, command, advice, alternative } = finding;
  const word = WORDS[verdict];
  const head = `  ${word.padEnd(4)}  ${risk.padEnd(8)}  ${line}:${column}  `;
  const where = label === '' ? '' : ` [${clipped(label, 60)}]`;
  const [first = '', ...rest] = hanging(head, `${clipped(code)}: ${clipped(message)}${where}`, columns);
  return [
    first.replace(word, paint(COLOURS[verdict], word)),
    ...rest,
    ...(command === '' ? [] : [`      ${paint('dim', '|')} ${clipped(command, 200)}`]),
    ...(advice === null ? [] : hanging('      = help: ', visible(advice), columns)),
    ...(alternative === null ? [] : [`      = safer: ${clipped(alternative)}`]),
  ];
}

function summary({ files, skipped, failures }: Scan): string {
  const count = (verdict: VerdictName) =>
    files.reduce((sum, file) => sum + file.findings.filter((finding) => finding.verdict === verdict).length, 0);
  const found = `${count('deny')} deny, ${count('ask')} ask, ${count('allow')} note`;
  const others = skipped === 0 ? '' : `; ${skipped} others are of no kind that is read`;
  const unread = failures.length === 0 ? '' : `; ${failures.length} could not be read`;
  return `Files ${files.length}: ${found}${others}${unread}`;
}
