/** Answers as JSON. Most are short allows, and there the engine's encoder costs as much as deciding. */
import type { DecideAnswer } from './decide.ts';

/** The same text as `JSON.stringify` gives. Verdict, risk, descriptor and identifier hold nothing to escape. */
export function answerText(answer: DecideAnswer): string {
  const { decision, verdict, risk, descriptor, judged, rule, reasons, approval } = answer;
  const isShort = judged === undefined && rule === undefined && reasons === undefined && approval === undefined;
  if (!isShort || decision === undefined) return JSON.stringify(answer);
  return `{"decision":"${decision}","verdict":"${verdict}","risk":"${risk}","descriptor":"${descriptor}"}`;
}
