/** A comparison as lines for a terminal. */
import { visible } from '@capgate/base';
import type { ComparedFigures, ComparedHypotheses, Comparison } from '../analysis/index.ts';
import type { Measured } from '../measure/measured.ts';
import { endsText, pText, shownUnit, valueText } from './numbers.ts';

export function comparisonText({ experiments: [first, second], hypotheses, figures, notes }: Comparison): string {
  const lines = [
    `First   ${first.plan}, results ${first.results}`,
    `Second  ${second.plan}, results ${second.results}`,
    ...section('Hypotheses', hypotheses.map(hypothesisText)),
    ...section('Figures: first, second, difference', figures.flatMap(figureLines)),
    ...section('Beside this', notes),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function hypothesisText({ first, second }: ComparedHypotheses): string {
  const sides = [first, second].map(({ verdict, outcome }) =>
    outcome === undefined ? verdict : `${verdict} (p ${pText(outcome.adjustedP)})`,
  );
  return `${first.id}: ${sides.join(', ')}`;
}

/** A line for each figure that both have; the difference stands with the one that it is of. */
function figureLines({ first, second, difference }: ComparedFigures): readonly string[] {
  const place = `${first.metric} of ${first.arm}, ${first.stratum ?? 'all'}`;
  return first.measured.flatMap((one) => {
    const { figure } = one.toJSON();
    const other = second.measured.find((measured) => measured.toJSON().figure === figure);
    if (other === undefined) return [];
    const isOf = difference !== undefined && (figure === 'mean' || figure === 'share');
    return [`${place}, ${figure}: ${[one, other, ...(isOf ? [difference] : [])].map(measuredText).join(', ')}`];
  });
}

function measuredText(measured: Measured): string {
  const { figure, value, low, high, unit } = measured.toJSON();
  const shown = shownUnit(figure, unit);
  return `${valueText(value, shown)} [${endsText(low, high, shown).join(' to ')}]`;
}
