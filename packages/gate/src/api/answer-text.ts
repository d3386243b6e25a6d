/** Answers as JSON. Most are short allows, and there the engine's encoder costs as much as deciding. */
import type { DecideAnswer } from './decide.ts';

/** The same text as `JSON.stringify` gives. Verdict, risk, descriptor and identifier hold nothing to escape. */
export function answerText(answer: DecideAnswer): string {
  const { decision, verdict, risk, descriptor } = answer;
  if (decision === undefined || !isShort(answer)) return JSON.stringify(answer);
  return `{"decision":"${decision}","verdict":"${verdict}","risk":"${risk}","descriptor":"${descriptor}"}`;
}

function isShort({ judged, rule, reasons, alternative, approval }: DecideAnswer): boolean {
  if (judged !== undefined || rule !== undefined || reasons !== undefined) return false;
  return alternative === undefined && approval === undefined;
}
