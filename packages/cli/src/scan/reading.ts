/** What a reader finds in a file: command lines with their places, and things to say that are no command line. */
import type { RiskName, Span, VerdictName } from '@capgate/core';
import type { Spliced } from './splice.ts';

/** What a scan finds by itself, beside the codes of effects and rules. */
export type ScanCode =
  | 'scan.expression-injection'
  | 'scan.install-script'
  | 'scan.other-shell'
  | 'scan.unreadable'
  | 'scan.limit';

export interface ScanText {
  readonly verdict: VerdictName;
  readonly risk: RiskName;
  readonly says: string;
  readonly advice: string;
}

/** An allow is a note: worth a look, and no reason to fail. */
export const SCAN_TEXTS: Readonly<Record<ScanCode, ScanText>> = {
  'scan.expression-injection': {
    verdict: 'deny',
    risk: 'HIGH',
    says: 'splices text that a stranger chose into a script, where it runs',
    advice: 'Hand it over in env: and use the variable, in double quotes.',
  },
  'scan.install-script': {
    verdict: 'allow',
    risk: 'MEDIUM',
    says: 'runs by itself when the package is installed',
    advice: 'Do without it, or install with --ignore-scripts.',
  },
  'scan.other-shell': {
    verdict: 'ask',
    risk: 'HIGH',
    says: 'is written for a shell that is not read',
    advice: 'Read it yourself, or write it for sh or bash.',
  },
  'scan.unreadable': {
    verdict: 'ask',
    risk: 'HIGH',
    says: 'could not be read, so nobody knows what it runs',
    advice: 'Mend it, or read it yourself.',
  },
  'scan.limit': {
    verdict: 'ask',
    risk: 'HIGH',
    says: 'holds more than is read; the rest was not looked at',
    advice: 'Split the file.',
  },
};

export interface FoundLine {
  readonly command: Spliced;
  /** Where it belongs, in the file's own words: `RUN`, `target clean`, `script postinstall`, `job build`. */
  readonly label: string;
}

export interface Noticed {
  readonly code: ScanCode;
  /** What it is about, in the file's words; empty where the code says all. */
  readonly subject: string;
  readonly span: Span;
}

export interface FileReading {
  readonly lines: readonly FoundLine[];
  readonly noticed: readonly Noticed[];
}

/** Reads the text of one file. Never throws: what it cannot read, it says. Spans count UTF-16 code units of `text`. */
export type Reader = (text: string) => FileReading;

/** Command lines of one file that are read; a file written by people has far fewer. */
const LINES_MAX = 2000;
const NOTICED_MAX = 500;

/** Collects what a reader finds, up to the bounds. */
export class Collector {
  readonly #lines: FoundLine[] = [];
  readonly #noticed: Noticed[] = [];

  line(label: string, command: Spliced): void {
    if (command.text.trim() === '') return;
    if (this.#lines.length < LINES_MAX) this.#lines.push({ label, command });
    else if (this.#lines.length === LINES_MAX) this.#full(command.pieces[0]?.from ?? 0);
  }

  notice(code: ScanCode, subject: string, span: Span): void {
    if (this.#noticed.length < NOTICED_MAX) this.#noticed.push({ code, subject, span });
    else this.#full(span.start);
  }

  /** Whether nothing more is taken: going on would only cost time. */
  get isFull(): boolean {
    return this.#noticed.at(-1)?.code === 'scan.limit';
  }

  get reading(): FileReading {
    return { lines: this.#lines, noticed: this.#noticed };
  }

  /** Said once, beyond the bound on what is noticed. */
  #full(start: number): void {
    if (this.isFull) return;
    this.#noticed.push({ code: 'scan.limit', subject: '', span: { start, end: start } });
  }
}

/** Lines of a text, without their line breaks. */
export function* linesOf(text: string): Generator<Span> {
  for (let start = 0; start < text.length; ) {
    const lineBreak = text.indexOf('\n', start);
    const end = lineBreak < 0 ? text.length : lineBreak;
    yield { start, end: text[end - 1] === '\r' && end > start ? end - 1 : end };
    start = end + 1;
  }
}
