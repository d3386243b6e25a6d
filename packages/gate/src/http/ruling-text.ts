/** Answers as JSON. Most are short allows, and there the engine's encoder costs as much as deciding. */
import type { DecideAnswer } from '../api/decide.ts';
import type { Ruling } from '../decisions/decider.ts';
import { GateError } from '../error.ts';
import { problemOf } from './problem.ts';

/** The same text as `JSON.stringify` gives. Verdict, risk, descriptor and identifier hold nothing to escape. */
export function answerText(answer: DecideAnswer): string {
  const { decision, verdict, risk, descriptor, judged, rule, reasons, approval } = answer;
  const isShort = judged === undefined && rule === undefined && reasons === undefined && approval === undefined;
  if (!isShort || decision === undefined) return JSON.stringify(answer);
  return `{"decision":"${decision}","verdict":"${verdict}","risk":"${risk}","descriptor":"${descriptor}"}`;
}

/** What one of many came to, where it erred. */
export function errorText(error: unknown): string {
  const { code, detail: message } = problemOf(error);
  return JSON.stringify({ error: { code, message } });
}

/** Resolves once the answer may leave. Throws `GateError` UNAVAILABLE where its record did not reach the disk. */
export async function whenLogged({ before }: Ruling): Promise<void> {
  try {
    await before;
  } catch {
    throw new GateError('UNAVAILABLE', 'expected a log that takes records, met one that does not work; ask again');
  }
}
