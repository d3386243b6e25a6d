/** What the gate said about everything that one hook announced, and how it is told to an agent. */
import { clipped } from '@capgate/base';
import type { VerdictName } from '@capgate/core';

export interface GateAnswer {
  readonly verdict: VerdictName;
  /** Why, the gravest first; none for an allow. */
  readonly reasons: readonly string[];
  /** A safer command line. */
  readonly alternative?: string;
  /** The approval that waits for a person. */
  readonly approval?: string;
  /** The approval by which a person allowed it. */
  readonly allowedBy?: string;
  /** The id of the decision and its descriptor in hexadecimal digits; of several decisions those of the strictest. */
  readonly decision?: string;
  readonly descriptor?: string;
}

const STRICTNESS: Readonly<Record<VerdictName, number>> = { allow: 0, ask: 1, deny: 2 };

/** The strictest of at least one answer; of several as strict, the first. */
export function strictest(answers: readonly [GateAnswer, ...GateAnswer[]]): GateAnswer {
  return answers.reduce((worst, one) => (STRICTNESS[one.verdict] > STRICTNESS[worst.verdict] ? one : worst));
}

/** An agent's context is not filled with reasons, and hosts cut long ones anyway. */
const REASONS_MAX = 5;
const TEXT_LENGTH_MAX = 500;

/** One line for an agent and for the person beside it; never empty, as an empty reason lets actions run. */
export function reasonText({ verdict, reasons, alternative }: GateAnswer): string {
  const shown = reasons.slice(0, REASONS_MAX).map((reason) => clipped(reason, TEXT_LENGTH_MAX));
  const why = shown.length === 0 ? 'no reason was given' : shown.join('; ');
  const safer = alternative === undefined ? '' : ` Safer: ${clipped(alternative, TEXT_LENGTH_MAX)}`;
  return `Capgate ${verdict === 'deny' ? 'denies' : 'asks about'} this: ${why}.${safer}`;
}

/** The same where the client can ask nobody: an ask is a deny that says how a person allows it. */
export function denialText(answer: GateAnswer): string {
  if (answer.verdict !== 'ask') return reasonText(answer);
  const way =
    answer.approval === undefined
      ? 'A person must run it'
      : `A person can allow it in a terminal with: capgate approvals allow ${clipped(answer.approval, TEXT_LENGTH_MAX)}`;
  return `${reasonText(answer)} ${way}; nothing was run.`;
}
