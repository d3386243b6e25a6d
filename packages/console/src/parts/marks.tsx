/** Verdicts and risks as they look everywhere: a word first, a colour beside. */
import type { Risk, Verdict } from '../gate/queries.ts';

export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  return <span className={`mark verdict-${verdict}`}>{verdict}</span>;
}

export function RiskMark({ risk }: { readonly risk: Risk }) {
  return <span className={`mark-risk risk-${risk.toLowerCase()}`}>{risk}</span>;
}
