/** A comparison as one page, whose numbers are those of its JSON and of its text. */
import { html, type Markup, NOTHING, pageOf, type Put, table, timeText } from '@capgate/base/pages';
import {
  type ComparedExperiment,
  type ComparedFigures,
  type ComparedHypotheses,
  type Comparison,
  isShown,
} from '../analysis/index.ts';
import type { Measured } from '../measure/measured.ts';
import { measuredData, pData } from './shown.ts';

/** The whole page. */
export function comparisonPage(comparison: Comparison): string {
  const { experiments, hypotheses, figures, notes } = comparison;
  const [first, second] = experiments;
  const title = first.title === second.title ? first.title : `${first.title} / ${second.title}`;
  return pageOf(title, [
    headOf(comparison, title),
    hypothesesOf(hypotheses),
    figuresOf(figures),
    html`<section><h2>Beside this</h2><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></section>`,
  ]);
}

function headOf({ experiments: [first, second], isReproduction }: Comparison, title: string): Markup {
  const what = isReproduction ? 'One plan, measured twice' : 'Two experiments side by side';
  return html`<header><h1>${title}</h1>
<p class="verdict">${what}</p>
<dl>${sideOf('First', first)}${sideOf('Second', second)}</dl></header>`;
}

function sideOf(which: string, { name, plan, results, asked }: ComparedExperiment): Markup {
  const when = asked === undefined ? NOTHING : html`<br>asked ${timeText(asked.from)} to ${timeText(asked.to)}`;
  return html`<dt>${which}</dt><dd>${name}<br>plan <code>${plan}</code><br>results <code>${results}</code>${when}</dd>`;
}

function hypothesesOf(hypotheses: readonly ComparedHypotheses[]): Markup {
  if (hypotheses.length === 0) return NOTHING;
  const rows = hypotheses.map(({ first, second, isAlike }, i) => {
    const sides = [first, second].map((side, k) =>
      verdictCell(side, `/hypotheses/${i}/${k === 0 ? 'first' : 'second'}`),
    );
    return html`<tr><th scope="row" class="long">${first.id}<br><span class="quiet">${first.statement}</span></th>${sides}<td>${isAlike ? 'alike' : 'not alike'}</td></tr>`;
  });
  return html`<section><h2>Hypotheses</h2>
${table('What both asked, and what came out', ['Hypothesis', 'First', 'Second', 'Verdict and direction'], rows)}
<p class="quiet">Each p is corrected by Holm among the hypotheses of its role, within its own experiment.</p></section>`;
}

function verdictCell({ verdict, outcome }: ComparedHypotheses['first'], at: string): Markup {
  const p = outcome === undefined ? NOTHING : html`<br>p ${pData(outcome.adjustedP, `${at}/outcome/adjustedP`)}`;
  const way =
    isShown(verdict) && outcome !== undefined && outcome.direction !== 'neither' ? `, ${outcome.direction}` : '';
  return html`<td><span class="${verdict.replace(' ', '-')}">${verdict}</span>${way}${p}</td>`;
}

/** A table for each metric, a row for each figure that both have. */
function figuresOf(figures: readonly ComparedFigures[]): Markup {
  const placed = figures.map((group, i) => ({ group, at: `/figures/${i}` }));
  const tables = [...Map.groupBy(placed, ({ group: { first } }) => `${first.metric}, by ${first.unit}`)].map(
    ([caption, own]) =>
      table(
        caption,
        ['Arm', 'Stratum', 'Figure', '#First', '#Second', '#First less second'],
        own.flatMap(({ group, at }) => figureRows(group, at)),
      ),
  );
  const said = tables.length === 0 ? html`<p>Both have none in common.</p>` : tables;
  return html`<section><h2>Figures</h2>
<p class="quiet">Under each figure stands its interval, at 95 %. Described, not tested.</p>${said}</section>`;
}

/** The difference stands with the figure that it is of. */
function figureRows({ first, second, difference }: ComparedFigures, at: string): readonly Put[] {
  return first.measured.flatMap((one, i) => {
    const { figure } = one.toJSON();
    const j = second.measured.findIndex((measured) => measured.toJSON().figure === figure);
    const other = second.measured[j];
    if (other === undefined) return [];
    const isOf = figure === 'mean' || figure === 'share';
    const cells = [
      cellOf(one, `${at}/first/measured/${i}`),
      cellOf(other, `${at}/second/measured/${j}`),
      cellOf(isOf ? difference : undefined, `${at}/difference`),
    ];
    return [
      html`<tr><th scope="row">${first.arm}</th><td>${first.stratum ?? 'all'}</td><td>${figure}</td>${cells}</tr>`,
    ];
  });
}

function cellOf(measured: Measured | undefined, at: string): Markup {
  return html`<td class="number">${measured === undefined ? 'none' : measuredData(measured.toJSON(), at)}</td>`;
}
