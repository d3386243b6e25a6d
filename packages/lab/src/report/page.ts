/** The report as one page that needs nothing beside it: no network, no script. */
import { digits, html, type Markup, NOTHING, pageOf } from '@capgate/base/pages';
import { type Analysis, isSimulated, recordOf, type ReportRecord } from '../analysis/index.ts';
import { METRICS } from '../experiment/metrics.ts';
import { type Distribution, distributionOf, POINTS_MAX } from './distributions.ts';
import { looksOf } from './looks-section.ts';
import { shownUnit } from './numbers.ts';
import { coursePlot, distributionPlot, type ForestRow, forestPlot } from './plots.ts';
import {
  armName,
  environmentOf,
  exclusionsOf,
  figuresOf,
  headOf,
  hypothesesOf,
  limitsOf,
  loadOf,
  machineTable,
  outcomesOf,
  plannedOf,
  recomputedBy,
  truthOf,
} from './sections.ts';

/** The whole page. */
export function reportPage(analysis: Analysis): string {
  const report = recordOf(analysis);
  return pageOf(report.experiment.title, [
    headOf(report),
    hypothesesOf(report),
    looksOf(report),
    effectsOf(report),
    distributionsOf(analysis, report),
    loadOf(report),
    figuresOf(report),
    outcomesOf(report),
    limitsOf(report),
    truthOf(report),
    exclusionsOf(report),
    plannedOf(report),
    environmentOf(report),
    machineOf(report),
    recomputedBy(report),
  ]);
}

const SHARES: readonly string[] = ['busy', 'steal'];

/** What the machine did: all quantities in a table, and the processors' course. */
function machineOf(report: ReportRecord): Markup {
  const { machine = [] } = report.facts;
  const shares = machine.filter(({ device, quantity }) => device === 'cpu' && SHARES.includes(quantity));
  const curves = shares.map(({ quantity, course }) => ({ name: quantity, course }));
  const plot = curves.some(({ course }) => course.length > 1)
    ? html`<figure>${coursePlot(curves, 'Shares of the processors over time')}<figcaption>Of all processors, the share that was busy, and the share that another guest of the machine had.</figcaption></figure>`
    : NOTHING;
  return machine.length === 0
    ? NOTHING
    : html`<section><h2>The machine meanwhile</h2>${plot}${machineTable(machine)}</section>`;
}

/** Where an effect would be none, of each kind; those of a kind share an axis. */
const EFFECTS = [
  { names: ['hedges-g', 'paired-d'], none: 0, title: 'Standardised differences (Hedges’ g, d of pairs)' },
  {
    names: ['probability-of-superiority'],
    none: 0.5,
    title: 'How often a value of the first arm lies above one of the second',
  },
  {
    names: ['share-of-discordant-pairs'],
    none: 0.5,
    title: 'Of tasks that one arm alone has right, the first arm’s share',
  },
] as const;

function effectsOf(report: ReportRecord): Markup {
  const plots = EFFECTS.flatMap(({ names, none, title }) => {
    const rows = report.hypotheses.flatMap(({ id, arms, effect }): readonly ForestRow[] => {
      if (effect === undefined || !names.some((name) => name === effect.figure)) return [];
      const stands = arms.some((arm) => isSimulated(report.facts, arm)) ? `${id} (simulated)` : id;
      return [{ ...effect, name: stands }];
    });
    if (rows.length === 0) return [];
    const caption = `${title}, with ${report.looks === undefined ? '' : 'repeated '}intervals at 95 %. Without a difference: ${none}.`;
    const plot = forestPlot(
      rows,
      none,
      shownUnit(names[0], '1'),
      `${caption} The values are in the table of hypotheses.`,
    );
    return html`<figure>${plot}<figcaption>${caption}</figcaption></figure>`;
  });
  return plots.length === 0 ? NOTHING : html`<section><h2>Effect sizes</h2>${plots}</section>`;
}

/** Under load, what answers took from when they were due stands first. */
function distributionsOf(analysis: Analysis, report: ReportRecord): Markup {
  const latency = distributionOfMetric(analysis, report, 'latency');
  if (report.load === undefined) return latency;
  return html`${distributionOfMetric(analysis, report, 'response')}${latency}`;
}

const TIMES = { latency: 'Latency', response: 'Response, from when a question was due' } as const;

function distributionOfMetric(analysis: Analysis, report: ReportRecord, metric: keyof typeof TIMES): Markup {
  const all = report.experiment.arms
    .map(({ name }) =>
      distributionOf(armName(report, name), analysis.values.of(name, { metric, unit: 'replicate' }).values()),
    )
    .filter(({ n }) => n > 0);
  if (all.length === 0)
    return html`<section><h2>${TIMES[metric]}</h2><p>No answer came with its ${metric}.</p></section>`;
  const caption = `The share of answers that took no longer, each replicate by itself: ${all.map(countText).join('; ')}.`;
  const plot = distributionPlot(all, METRICS[metric].unit, `${caption} Quantiles are in the table of figures.`);
  return html`<section><h2>${TIMES[metric]}</h2><figure>${plot}<figcaption>${caption}</figcaption></figure></section>`;
}

function countText({ name, n }: Distribution): string {
  return `${name}, ${digits(n)} values${n > POINTS_MAX ? `, drawn through ${POINTS_MAX} of them` : ''}`;
}
