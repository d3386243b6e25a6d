/** The gate's answers to the corpora, in the form that the scorer reads. */
import { Capability, type Context, decide, type VerdictName, VERDICTS } from '@capgate/core';
import type { CorpusRow } from '../corpora.ts';

export interface Answer {
  readonly id: string;
  readonly verdict: VerdictName;
  /** Whether it runs a tool that the gate does not know. */
  readonly unknown: boolean;
}

/** One answer a row, in their order. */
export function answersTo(rows: readonly CorpusRow[], context: Context): Answer[] {
  return rows.map(({ id, command }) => {
    const { verdict, flags } = decide({ kind: 'command', command }, context);
    return { id, verdict: VERDICTS[verdict], unknown: (flags & Capability.UNKNOWN_TOOL) !== 0 };
  });
}

/** One JSON object a line. */
export function toLines(answers: readonly Answer[]): string {
  return answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
}
