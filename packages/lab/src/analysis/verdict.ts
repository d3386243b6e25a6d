/** What came out, in one sentence. */
import type { AnalysisContent } from './analysis.ts';
import { isSimulated } from './facts.ts';
import { type HypothesisAnalysis, HYPOTHESIS_VERDICTS, type HypothesisVerdict } from './hypotheses.ts';

type Known = Pick<AnalysisContent, 'completeness' | 'looks' | 'hypotheses' | 'experiment' | 'facts'>;

export function verdictOf(known: Known): string {
  const simulated = known.experiment.arms.filter(({ name }) => isSimulated(known.facts, name)).map(({ name }) => name);
  const mark = simulated.length === 0 ? '' : `Simulated answers (${simulated.join(', ')}). `;
  return mark + plainVerdict(known);
}

function plainVerdict({ completeness: { missing, planned, stoppedEarly }, looks = [], hypotheses }: Known): string {
  if (missing > 0) {
    return `Incomplete: ${missing} of ${planned} results are missing, and no hypothesis was tested.`;
  }
  const primary = hypotheses.filter(({ role }) => role === 'primary');
  const said = HYPOTHESIS_VERDICTS.flatMap((verdict) => idsText(verdict, primary));
  const more = secondaryText(hypotheses.filter(({ role }) => role === 'secondary'));
  const early = stoppedEarly === undefined ? '' : `Stopped early, at look ${looks.length}. `;
  return `${early}Of ${primary.length} primary ${primary.length === 1 ? 'hypothesis' : 'hypotheses'}: ${said.join('; ')}.${more}`;
}

function secondaryText(secondary: readonly HypothesisAnalysis[]): string {
  if (secondary.length === 0) return '';
  const countText = (wanted: HypothesisVerdict): string => {
    const { length } = secondary.filter(({ verdict }) => verdict === wanted);
    return `${length} ${length === 1 ? 'is' : 'are'} ${wanted}`;
  };
  const different = secondary.some(({ verdict }) => verdict === 'different') ? `, ${countText('different')}` : '';
  const ones = secondary.length === 1 ? 'one' : 'ones';
  return ` Of ${secondary.length} secondary ${ones}, ${countText('supported')}${different}.`;
}

function idsText(wanted: HypothesisVerdict, hypotheses: readonly HypothesisAnalysis[]): readonly string[] {
  const such = hypotheses.filter(({ verdict }) => verdict === wanted);
  const ids = such.map((one) => (wanted === 'different' ? `${one.id} (${differenceText(one)})` : one.id));
  return ids.length === 0 ? [] : [`${wanted}: ${ids.join(', ')}`];
}

/** What was found where the statement may say it or its opposite. */
function differenceText({ arms, outcome }: HypothesisAnalysis): string {
  const found = outcome === undefined || outcome.direction === 'neither' ? '' : `, being ${outcome.direction}`;
  return `${arms[0]} differs from ${arms[1] ?? 'the claim'}${found}`;
}
