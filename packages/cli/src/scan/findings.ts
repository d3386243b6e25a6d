/** What the core says about the command lines of a file, as findings with their places. */
import {
  type Context,
  type Demand,
  decide,
  explain,
  explainDemands,
  type RiskName,
  type Span,
  type VerdictName,
  VERDICTS,
} from '@capgate/core';
import { redact } from '@capgate/audit';
import { LineIndex, type Region } from './places.ts';
import { type FileReading, type FoundLine, type Noticed, SCAN_TEXTS } from './reading.ts';
import { placeOf } from './splice.ts';

/** What is shown of the lines around a finding, in code units. */
const SHOWN_MAX = 2000;
/** Findings of one file; beyond them the file is known to need a look. */
const FINDINGS_MAX = 1000;

export interface Finding extends Region {
  /** An effect, `policy.RULE-ID`, or a code of the scan itself. */
  readonly code: string;
  readonly verdict: VerdictName;
  readonly risk: RiskName;
  /** Where it belongs: `RUN`, `target clean`, `job build`. */
  readonly label: string;
  readonly message: string;
  /** The lines of the command that it is about; secrets are marked, not shown. */
  readonly command: string;
  readonly advice: string | null;
  readonly alternative: string | null;
}

/** Findings in the order of their places. `text` is the file's. */
export function findingsOf(text: string, { lines, noticed }: FileReading, context: Context): Finding[] {
  const index = new LineIndex(text);
  const findings = [
    ...noticed.map((notice) => noticedFinding(text, notice, index)),
    ...lines.flatMap((line) => lineFindings(line, index, context)),
  ];
  const placed = findings.sort((one, other) => one.line - other.line || one.column - other.column);
  const left = placed.length - FINDINGS_MAX;
  if (left <= 0) return placed;
  const end = { start: text.length, end: text.length };
  return [
    ...placed.slice(0, FINDINGS_MAX),
    {
      ...noticedFinding(text, { code: 'scan.limit', subject: `${left} more findings`, span: end }, index),
      verdict: worstOf(placed),
    },
  ];
}

/** The severest verdict; allow where there is none. */
export function worstOf(findings: readonly { readonly verdict: VerdictName }[]): VerdictName {
  return findings.reduce<VerdictName>(
    (worst, { verdict }) => (VERDICTS.indexOf(verdict) > VERDICTS.indexOf(worst) ? verdict : worst),
    'allow',
  );
}

function noticedFinding(text: string, { code, subject, span }: Noticed, index: LineIndex): Finding {
  const { verdict, risk, says, advice } = SCAN_TEXTS[code];
  const command = text.slice(span.start, Math.min(span.end, span.start + SHOWN_MAX));
  const message = subject === '' ? says : `${subject}: ${says}`;
  return withoutSecrets({
    ...index.region(span),
    code,
    verdict,
    risk,
    label: '',
    message,
    command,
    advice,
    alternative: null,
  });
}

function lineFindings({ label, command }: FoundLine, index: LineIndex, context: Context): Finding[] {
  const action = { kind: 'command', command: command.text } as const;
  if (decide(action, context).judged === 0) return [];
  const isObserved = context.bound.mode === 'observe';
  const seen = new Set<string>();
  return explainDemands(action, context).flatMap((demand) => {
    const { code, message, span, advice = null, risk, verdict } = demand;
    const key = `${code} ${message} ${span.start}`;
    if (seen.has(key) || seen.size >= FINDINGS_MAX) return [];
    seen.add(key);
    const shown = linesAround(command.text, span);
    return withoutSecrets({
      ...index.region(placeOf(command, span)),
      code,
      verdict: isObserved ? 'allow' : verdict,
      risk,
      label,
      message,
      command: shown,
      advice,
      alternative: alternativeTo(shown, demand, context),
    });
  });
}

/** The whole lines that the span touches. */
function linesAround(text: string, { start, end }: Span): string {
  const from = text.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
  const lineBreak = text.indexOf('\n', Math.max(start, end - 1));
  return text
    .slice(from, lineBreak < 0 ? undefined : lineBreak)
    .trim()
    .slice(0, SHOWN_MAX);
}

/** What would be safer than these lines, where they alone get the same verdict. */
function alternativeTo(command: string, demand: Demand, context: Context): string | null {
  if (command.length >= SHOWN_MAX) return null;
  const { judged, reasons, alternative } = explain({ kind: 'command', command }, context);
  const isSame = judged === demand.verdict && reasons.some(({ code }) => code === demand.code);
  return isSame ? (alternative ?? null) : null;
}

/** Files of a repository hold secrets that they should not; a report is read by more people than they are. */
function withoutSecrets(finding: Finding): Finding {
  const { command, message, alternative } = finding;
  const clean = redact({ command, message, alternative }).body;
  return { ...finding, ...(clean as Pick<Finding, 'command' | 'message' | 'alternative'>) };
}
