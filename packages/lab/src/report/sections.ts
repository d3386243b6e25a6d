/** The parts of the page, one after the other. */
import { digits, html, type Markup, NOTHING, table, timeText } from '@capgate/base/pages';
import { exclusionNotes, isSimulated, type ReportRecord } from '../analysis/index.ts';
import { METRICS } from '../experiment/metrics.ts';
import type { Series } from '../hardware/index.ts';
import { valueText } from './numbers.ts';
import { countData, data, measuredData, type MeasuredRecord, pData } from './shown.ts';

export function headOf({ experiment, plan, verdict, asked, completeness }: ReportRecord): Markup {
  const { name, title, type } = experiment;
  return html`<header>
<h1>${title}</h1>
<p class="verdict">${verdict}</p>
<dl>
<dt>Experiment</dt><dd>${name} (${type})</dd>
<dt>Plan</dt><dd><code>${plan}</code></dd>
<dt>Results</dt><dd>${countData(completeness.had, '/completeness/had')} of ${countData(completeness.planned, '/completeness/planned')}</dd>
${asked === undefined ? NOTHING : html`<dt>Asked</dt><dd>${timeText(asked.from)} to ${timeText(asked.to)}</dd>`}
</dl>
</header>`;
}

/** What pages of every kind have. */
export interface CommonRecord {
  readonly facts: Pick<ReportRecord['facts'], 'arms' | 'environment'>;
  readonly outcomes: readonly ReportRecord['outcomes'][number][];
  readonly failures: readonly ReportRecord['failures'][number][];
  readonly limits: readonly string[];
}

/** The name of an arm, and whether it only stands for what it is named after. */
export function armName({ facts }: Pick<CommonRecord, 'facts'>, arm: string): string {
  return isSimulated(facts, arm) ? `${arm} (simulated)` : arm;
}

export function hypothesesOf(report: ReportRecord): Markup {
  const rows = report.hypotheses.map((one, i) => hypothesisRow(report, one, `/hypotheses/${i}`));
  return html`<section><h2>Hypotheses</h2>
${table('What was asked before anything was measured, and what came out', ['Hypothesis', 'Compared', '#Values', '#p', '#Difference', '#Effect', 'Verdict'], rows)}
<p class="quiet">Each p is corrected by Holm among the hypotheses of its role. ${report.looks === undefined ? INTERVALS : REPEATED_INTERVALS}</p></section>`;
}

const INTERVALS = 'Under each figure stands its interval, at 95 %.';
/** Where they end is that of the look: so no confidence of one alone is named. */
const REPEATED_INTERVALS =
  'It is that of the look at which the hypothesis was tested, and is not corrected for there being several looks: what it was compared with stands below. Differences and effects are of all values; under each stands its repeated interval (Jennison and Turnbull, 1989), which holds at 95 % at all looks together.';

type Hypothesis = ReportRecord['hypotheses'][number];

function hypothesisRow(report: ReportRecord, hypothesis: Hypothesis, at: string): Markup {
  const { id, role, statement, values, outcome, difference, effect, verdict, because } = hypothesis;
  const [ofDifference, ofEffect] = [shownOrNot(difference, `${at}/difference`), shownOrNot(effect, `${at}/effect`)];
  return html`<tr><th scope="row" class="long">${id} <span class="quiet">(${role})</span><br><span class="quiet">${statement}</span></th>
<td>${comparedText(report, hypothesis)}</td>
<td class="number">${countData(values.had, `${at}/values/had`)} <span class="interval">of ${countData(values.planned, `${at}/values/planned`)}</span></td>
<td class="number">${outcome === undefined ? 'none' : pData(outcome.adjustedP, `${at}/outcome/adjustedP`)}</td>
<td class="number">${ofDifference}</td><td class="number">${ofEffect}</td>
<td class="long"><span class="${verdict.replace(' ', '-')}">${verdict}</span><br><span class="quiet">${because}</span></td></tr>`;
}

function comparedText(report: ReportRecord, { metric, arms, strata, unit, test, alternative }: Hypothesis): Markup {
  const [first = '', second] = arms.map((arm) => armName(report, arm));
  const where = strata === undefined ? '' : `, ${strata.join(', ')}`;
  const sides = alternative === 'two-sided' ? '' : `, ${alternative}`;
  return html`${metric}<br>${first} and ${second ?? 'the claim'}<br><span class="quiet">${test}${sides}, by ${unit}${where}</span>`;
}

function shownOrNot(record: MeasuredRecord | undefined, at: string): Markup {
  if (record === undefined) return html`none`;
  return html`${measuredData(record, at)}<span class="interval">${record.figure.replaceAll('-', ' ')}</span>`;
}

/** A table for all shares, and one for each other metric; of each unit. A row is an arm in a stratum. */
export function figuresOf(report: ReportRecord): Markup {
  const placed = report.figures.map((group, i) => ({ group, at: `/figures/${i}` }));
  const tables = [...Map.groupBy(placed, ({ group }) => captionOf(group))];
  return html`<section><h2>Figures</h2>
<p class="quiet">By task: of its replicates the mean, and of shares what most of them say. Under each figure stands its interval, at 95 %. Described, not tested.</p>
${tables.length === 0 ? html`<p>There are none.</p>` : tables.map(([caption, groups]) => figureTable(report, caption, groups))}</section>`;
}

type Group = ReportRecord['figures'][number];

interface PlacedGroup {
  readonly group: Group;
  readonly at: string;
}

function captionOf({ metric, unit }: Group): string {
  return `${METRICS[metric].kind === 'share' ? 'shares' : metric}, by ${unit}`;
}

/** What stands over a figure: shares are known by what they are shares of. */
function columnOf({ metric }: Group, figure: string): string {
  return METRICS[metric].kind === 'share' ? metric : figure;
}

function figureTable(report: ReportRecord, caption: string, placed: readonly PlacedGroup[]): Markup {
  const columns = new Set(placed.flatMap(({ group }) => group.measured.map(({ figure }) => columnOf(group, figure))));
  const rows = Map.groupBy(placed, ({ group: { arm, stratum = '' } }) => `${stratum} ${arm}`);
  const heads = ['Arm', 'Stratum', '#Values', ...[...columns].map((column) => `#${column}`)];
  return table(
    caption,
    heads,
    [...rows.values()].map((groups) => figureRow(report, groups, [...columns])),
  );
}

function figureRow(report: ReportRecord, groups: readonly PlacedGroup[], columns: readonly string[]): Markup {
  const shown = new Map(
    groups.flatMap(({ group, at }) =>
      group.measured.map(
        (record, i) => [columnOf(group, record.figure), measuredData(record, `${at}/measured/${i}`)] as const,
      ),
    ),
  );
  const { group, at } = groups[0] as PlacedGroup;
  const cells = columns.map((column) => html`<td class="number">${shown.get(column) ?? 'none'}</td>`);
  return html`<tr><th scope="row">${armName(report, group.arm)}</th><td>${group.stratum ?? 'all'}</td>
<td class="number">${countData(group.n, `${at}/n`)}</td>${cells}</tr>`;
}

/** What was asked and what came back a second, arm by arm; nothing without load. */
export function loadOf(report: ReportRecord): Markup {
  const { load, experiment } = report;
  if (load === undefined || experiment.load === undefined) return NOTHING;
  const { ratePerSecond, arrivals = 'fixed' } = experiment.load;
  const rows = load.map(({ arm, blocks, offered, achieved, longestWaitNs }, i) => {
    const at = `/load/${i}`;
    return html`<tr><th scope="row">${armName(report, arm)}</th><td class="number">${countData(blocks, `${at}/blocks`)}</td>
<td class="number">${data(offered, `${at}/offered`, valueText(offered, '1/s'))}</td><td class="number">${achieved === undefined ? 'none' : measuredData(achieved, `${at}/achieved`)}</td>
<td class="number">${data(longestWaitNs, `${at}/longestWaitNs`, valueText(longestWaitNs, 'ns'))}</td></tr>`;
  });
  return html`<section><h2>Load</h2>
<p class="quiet">Planned: ${digits(ratePerSecond)} questions a second, with ${arrivals} arrivals, in a block for each arm and replicate. A question that was due while the arm was at another waited; its response counts from when it was due, its latency from when it was asked.</p>
${table('How the arms kept up', ['Arm', '#Blocks', '#Offered', '#Achieved', '#Longest wait'], rows)}</section>`;
}

export function outcomesOf(report: Omit<CommonRecord, 'limits'>): Markup {
  const hasStopped = report.outcomes.some(({ stoppedEarly }) => stoppedEarly !== undefined);
  const rows = report.outcomes.map(
    ({ arm, stratum, planned, missing, stoppedEarly = 0, counts, retries, cached }, i) => {
      const at = `/outcomes/${i}`;
      const ofOutcomes = Object.entries(counts).map(([outcome, count]) => [count, `counts/${outcome}`] as const);
      const ofStopping = hasStopped ? [[stoppedEarly, 'stoppedEarly'] as const] : [];
      const all = [
        [planned, 'planned'] as const,
        ...ofOutcomes,
        [missing, 'missing'] as const,
        ...ofStopping,
        [retries, 'retries'] as const,
        [cached, 'cached'] as const,
      ];
      const cells = all.map(([count, key]) => html`<td class="number">${countData(count, `${at}/${key}`)}</td>`);
      return html`<tr><th scope="row">${armName(report, arm)}</th><td>${stratum}</td>${cells}</tr>`;
    },
  );
  const columns = [
    'Arm',
    'Stratum',
    '#Planned',
    '#Answered',
    '#Unanswered',
    '#Failed',
    '#Timeout',
    '#Missing',
    ...(hasStopped ? ['#Stopped early'] : []),
    '#Asked again',
    '#From a cache',
  ];
  return html`<section><h2>Outcomes</h2>
${table('What became of each question', columns, rows)}
${report.failures.length === 0 ? NOTHING : failuresTable(report)}</section>`;
}

function failuresTable(report: Pick<CommonRecord, 'facts' | 'failures'>): Markup {
  const rows = report.failures.map(
    ({ arm, failure, count }, i) =>
      html`<tr><th scope="row">${armName(report, arm)}</th><td class="number">${countData(count, `/failures/${i}/count`)}</td><td class="long"><code>${failure}</code></td></tr>`,
  );
  return table('What failed, the most frequent first', ['Arm', '#Times', 'Said'], rows);
}

/** So many are named; all are in the JSON. */
const EXCLUDED_MAX = 50;

export function exclusionsOf({ exclusions, facts, asked }: ReportRecord): Markup {
  const items = exclusions.map(({ text, tasks }, i) => {
    const excluded = (facts.excluded ?? []).filter(({ exclusion }) => exclusion === i);
    const named = excluded
      .slice(0, EXCLUDED_MAX)
      .map(
        ({ stratum, task, reason }) =>
          html`<br><code>${stratum}/${task}</code>${reason === undefined ? '' : `: ${reason}`}`,
      );
    const more = excluded.length > EXCLUDED_MAX ? html`<br>and ${excluded.length - EXCLUDED_MAX} more` : NOTHING;
    return html`<li>${text} <span class="quiet">(${countData(tasks, `/exclusions/${i}/tasks`)} tasks)</span>${named}${more}</li>`;
  });
  return html`<section><h2>Exclusions</h2>
${items.length === 0 ? html`<p>None was planned, and nothing is left out.</p>` : html`<ul>${items}</ul>`}
${exclusionNotes(facts.exclusionFiles, asked).map((note) => html`<p>${note}</p>`)}${filesOf(facts)}</section>`;
}

/** All files that were ever given, so that nobody has to take our word for which was the first. */
function filesOf({ exclusionFiles }: ReportRecord['facts']): Markup {
  const { taken, given = [] } = exclusionFiles ?? {};
  const items = given.map(
    ({ sha256, at }) =>
      html`<dt>${sha256 === taken ? 'Taken' : 'Not taken'}</dt><dd><code>${sha256}</code>, given ${timeText(at)}</dd>`,
  );
  return items.length === 0 ? NOTHING : html`<dl>${items}</dl>`;
}

export function truthOf({ truth }: ReportRecord): Markup {
  if (truth === undefined) {
    return html`<section><h2>What is right</h2><p>There is no ground truth: no accuracy is stated.</p></section>`;
  }
  const { source, agreement, notes, tasks, sha256 } = truth;
  const counts = Object.entries(tasks).map(
    ([told, count]) => html`${countData(count, `/truth/tasks/${told}`)} ${told} `,
  );
  const kappa =
    agreement === undefined
      ? NOTHING
      : html`<dt>Agreement (κ)</dt><dd>${data(agreement.value, '/truth/agreement/value', digits(agreement.value))}, ${data(agreement.interval.low, '/truth/agreement/interval/low', digits(agreement.interval.low))} to ${data(agreement.interval.high, '/truth/agreement/interval/high', digits(agreement.interval.high))}</dd>`;
  return html`<section><h2>What is right</h2><dl><dt>By</dt><dd>${source === 'effects' ? 'effects, observed in a sandbox' : 'labels of people'}</dd>
<dt>Tasks</dt><dd>${counts}</dd>${kappa}<dt>SHA-256</dt><dd><code>${sha256}</code></dd></dl>
<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></section>`;
}

export function limitsOf({ limits }: Pick<CommonRecord, 'limits'>): Markup {
  return html`<section><h2>What this does not show</h2><ul>${limits.map((limit) => html`<li>${limit}</li>`)}</ul></section>`;
}

export function plannedOf(report: ReportRecord): Markup {
  const { experiment, facts } = report;
  const { arms, strata, replicates, seed, blinding, stopping, alpha, power, resources } = experiment;
  const armRows = arms.map(
    ({ name, kind, settings = {} }) =>
      html`<tr><th scope="row">${armName(report, name)}</th><td>${kind}</td><td class="long">${pairsText(settings)}</td><td class="long">${pairsText(facts.arms?.[name] ?? {})}</td></tr>`,
  );
  const stratumRows = strata.map(
    ({ name, tasks }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${digits(tasks.count)}</td><td class="long">${tasks.path}</td><td class="long"><code>${tasks.sha256}</code></td></tr>`,
  );
  return html`<section><h2>What was planned</h2>
${table('Arms', ['Arm', 'Kind', 'Settings', 'Says of itself'], armRows)}
${table('Strata', ['Stratum', '#Tasks', 'File', 'SHA-256'], stratumRows)}
<dl><dt>Replicates</dt><dd>${digits(replicates)}, seed ${String(seed)}</dd><dt>Blinding</dt><dd>${blinding}</dd>
<dt>Stops</dt><dd>${stoppingText(stopping)}</dd><dt>Errors</dt><dd>α ${digits(alpha)}, power ${digits(power)}</dd>
<dt>Time limit</dt><dd>${digits(resources.timeoutMs)} ms a task</dd></dl></section>`;
}

function stoppingText({
  rule,
  information,
  spending = 'obrien-fleming',
}: ReportRecord['experiment']['stopping']): string {
  return information === undefined ? rule : `${rule}, looks at ${information.map(digits).join(', ')}, ${spending}`;
}

export function pairsText(pairs: Readonly<Record<string, string | number | boolean | readonly string[]>>): string {
  return Object.entries(pairs)
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? value.join(' ') : value}`)
    .join(', ');
}

export function environmentOf({ facts: { environment } }: Pick<CommonRecord, 'facts'>): Markup {
  if (environment === undefined) return html`<section><h2>Environment</h2><p>It was not recorded.</p></section>`;
  const { cpu, cores, memoryMb, platform, kernel, governor, versions } = environment;
  const rows: [string, string][] = [
    ['Processor', `${cpu}, ${cores} cores${governor === undefined ? '' : `, governor ${governor}`}`],
    ['Memory', `${memoryMb} MiB`],
    ['System', `${platform}, ${kernel}`],
    ['Versions', pairsText(versions)],
  ];
  return html`<section><h2>Environment</h2><dl>${rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl></section>`;
}

export function machineTable(machine: readonly Series[]): Markup {
  const rows = machine.map(({ device, quantity, unit, n, mean, least, most }) => {
    const cells = [mean, least, most].map((value) => {
      return html`<td class="number">${valueText(value, unit === '1' ? '%' : unit)}</td>`;
    });
    return html`<tr><th scope="row">${device}</th><td>${quantity}</td><td class="number">${n}</td>${cells}</tr>`;
  });
  return table('What was read once a second', ['Part', 'Quantity', '#Readings', '#Mean', '#Least', '#Most'], rows);
}

export function recomputedBy({ plan, results, facts: { exclusionFiles } }: ReportRecord): Markup {
  const exclusions = exclusionFiles?.taken;
  const rows = exclusions === undefined ? 'results, truth' : 'results, truth, exclusions';
  return html`<section><h2>How to compute it again</h2>
<p>Beside this page lie <code>report.json</code>, which has every figure in full with the SHA-256 of the rows that it was made of, and the rows themselves as <code>results.csv</code> and <code>results.parquet</code>. <code>verifyReport(report, { ${rows} })</code> of <code>@capgate/lab</code> makes all of it anew from the rows, and names the first place that they do not come to.</p>
<dl><dt>Plan</dt><dd><code>${plan}</code></dd><dt>Results</dt><dd><code>${results}</code></dd>${exclusions === undefined ? NOTHING : html`<dt>Exclusions</dt><dd><code>${exclusions}</code></dd>`}</dl></section>`;
}
