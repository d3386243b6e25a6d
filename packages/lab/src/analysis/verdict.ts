/** What came out, in one sentence. */
import type { AnalysisContent } from './analysis.ts';
import { isSimulated } from './facts.ts';
import { type HypothesisAnalysis, HYPOTHESIS_VERDICTS, type HypothesisVerdict } from './hypotheses.ts';

type Known = Pick<AnalysisContent, 'completeness' | 'hypotheses' | 'experiment' | 'facts'>;

export function verdictOf(known: Known): string {
  const simulated = known.experiment.arms.filter(({ name }) => isSimulated(known.facts, name)).map(({ name }) => name);
  const mark = simulated.length === 0 ? '' : `Simulated answers (${simulated.join(', ')}). `;
  return mark + plainVerdict(known);
}

function plainVerdict({ completeness: { missing, planned }, hypotheses }: Known): string {
  if (missing > 0) {
    return `Incomplete: ${missing} of ${planned} results are missing, and no hypothesis was tested.`;
  }
  const primary = hypotheses.filter(({ role }) => role === 'primary');
  const said = HYPOTHESIS_VERDICTS.flatMap((verdict) => idsText(verdict, primary));
  const secondary = hypotheses.filter(({ role, verdict }) => role === 'secondary' && verdict === 'supported').length;
  const others = hypotheses.length - primary.length;
  const more =
    others === 0
      ? ''
      : ` Of ${others} secondary ${others === 1 ? 'one' : 'ones'}, ${secondary} ${secondary === 1 ? 'is' : 'are'} supported.`;
  return `Of ${primary.length} primary ${primary.length === 1 ? 'hypothesis' : 'hypotheses'}: ${said.join('; ')}.${more}`;
}

function idsText(wanted: HypothesisVerdict, hypotheses: readonly HypothesisAnalysis[]): readonly string[] {
  const ids = hypotheses.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
  return ids.length === 0 ? [] : [`${wanted}: ${ids.join(', ')}`];
}
