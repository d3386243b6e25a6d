/** What was decided at each look before the end. */
import { digits, html, type Markup, NOTHING, table } from '@capgate/base/pages';
import type { ReportRecord } from '../analysis/index.ts';
import { countData, data, pData } from './shown.ts';

type Look = NonNullable<ReportRecord['looks']>[number];

const COLUMNS = ['Look', '#Values', '#Information', 'Hypothesis', '#p', '#Level', 'Decision'];

/** Nothing where the plan looks at the end alone. */
export function looksOf({ looks, completeness }: ReportRecord): Markup {
  if (looks === undefined) return NOTHING;
  const { stoppedEarly } = completeness;
  const rest =
    stoppedEarly === undefined
      ? NOTHING
      : html` It ended before the last one: ${countData(stoppedEarly, '/completeness/stoppedEarly')} values were not measured, and are not missing.`;
  return html`<section><h2>Looks before the end</h2>
${table('What was decided at each look, and written into the lab’s log before measuring went on', COLUMNS, looks.map(lookRows))}
<p class="quiet">Hypotheses that have not crossed share α evenly, and each is tested at what its look leaves of that (Maurer and Bretz, 2013; boundaries of Lan and DeMets, 1983). One whose p is below the level is rejected for good, and leaves its share to the others. Measuring ends when all have crossed, or with the last look.${rest}</p></section>`;
}

function lookRows({ look, count, information, hypotheses, decision }: Look, i: number): readonly Markup[] {
  const at = `/looks/${i}`;
  return hypotheses.map(({ id, p, level, hasCrossed }, j) => {
    const one = `${at}/hypotheses/${j}`;
    const isLast = j === hypotheses.length - 1;
    const then = isLast ? html`<br><span class="quiet">${DECIDED[decision]}</span>` : NOTHING;
    return html`<tr><th scope="row">${digits(look)}</th>
<td class="number">${countData(count, `${at}/count`)}</td>
<td class="number">${data(information, `${at}/information`, `${digits(100 * information)} %`)}</td>
<td>${id}</td><td class="number">${p === null ? 'none' : pData(p, `${one}/p`)}</td>
<td class="number">${pData(level, `${one}/level`)}</td>
<td>${hasCrossed ? 'crossed' : 'not crossed'}${then}</td></tr>`;
  });
}

const DECIDED: Readonly<Record<Look['decision'], string>> = {
  'goes on': 'measuring went on',
  ends: 'measuring ended',
};
