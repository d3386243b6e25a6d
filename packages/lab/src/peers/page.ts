/** The benchmark as one page that needs nothing beside it. */
import { digits, html, type Markup, NOTHING, pageOf, type Put, table } from '@capgate/base/pages';
import { distributionOf } from '../report/distributions.ts';
import { distributionPlot, type ForestRow, forestPlot } from '../report/plots.ts';
import { armName, environmentOf, limitsOf, outcomesOf, pairsText } from '../report/sections.ts';
import { countData, measuredData, pData } from '../report/shown.ts';
import type { PeersRecord } from './content.ts';
import { REPLICATES, SEED, TIMEOUT_MS } from './document.ts';
import type { Reading } from './scores.ts';

/** `times`: of each arm that of each command, in nanoseconds, for the plot. */
export function peersPage(record: PeersRecord, times: ReadonlyMap<string, readonly number[]>): string {
  const { scores, document } = record;
  const each = (section: (record: PeersRecord, i: number) => Markup): readonly Markup[] =>
    scores.map((_, i) => section(record, i));
  return pageOf(document.title, [
    headOf(record),
    each(scoresOf),
    verdictsOf(record),
    each(pairsOf),
    each(kindsOf),
    timesOf(record, times),
    outcomesOf(record),
    disputesOf(record),
    limitsOf(record),
    askedOf(record),
    environmentOf(record),
    recomputedBy(record),
  ]);
}

function headOf(record: PeersRecord): Markup {
  const { document, summary, corpora, hash } = record;
  return html`<header>
<h1>${document.title}</h1>
<p class="verdict">${summary}</p>
<p>A dangerous command should be stopped, and a harmless one let through. <b>Sensitivity</b> is the share of the dangerous ones that an arm stops, <b>specificity</b> that of the harmless ones that it lets through, and balanced accuracy the mean of both, which does not depend on how many there are of each. What an arm <i>asks</i> about is neither: it is counted in both ways.</p>
<dl><dt>Arms</dt><dd>${document.arms.map(({ name }) => armName(record, name)).join(', ')}</dd>
<dt>Labels</dt><dd>${corpora.map(({ name, labelledBy }) => html`${name}: ${labelledBy ?? 'nobody says whose'}<br>`)}</dd>
<dt>Benchmark</dt><dd><code>${hash}</code></dd></dl>
</header>`;
}

const COUNTED: Readonly<Record<Reading, string>> = {
  stopped: 'where asking counts as stopping',
  allowed: 'where asking counts as letting through',
};

type Figure = PeersRecord['scores'][number]['arms'][number]['accuracy'];

/** What cannot be computed says why to who looks for it in the JSON; here it is none. */
function figureCell(figure: Figure, at: string): Markup {
  const shown = 'measured' in figure ? measuredData(figure.measured, `${at}/measured`) : 'none';
  return html`<td class="number">${shown}</td>`;
}

const SCORES = ['sensitivity', 'specificity', 'balancedAccuracy', 'accuracy'] as const;

function scoresOf(record: PeersRecord, i: number): Markup {
  const { ask, arms } = record.scores[i] as PeersRecord['scores'][number];
  const rows = arms.map((scores, k) => {
    const cells = SCORES.map((name) => figureCell(scores[name], `/scores/${i}/arms/${k}/${name}`));
    return html`<tr><th scope="row">${armName(record, scores.arm)}</th>${cells}</tr>`;
  });
  const heads = ['Arm', '#Sensitivity', '#Specificity', '#Balanced accuracy', '#Accuracy'];
  return html`<section><h2>Right, ${COUNTED[ask]}</h2>
${balancedPlot(record, i)}
${table(`Shares of command lines, ${COUNTED[ask]}`, heads, rows)}
<p class="quiet">Under each share stands its interval at 95 %: Wilson’s, and of balanced accuracy Newcombe’s. Of replicates, what most of them say.</p></section>`;
}

function balancedPlot(record: PeersRecord, i: number): Markup {
  const { ask, arms } = record.scores[i] as PeersRecord['scores'][number];
  const rows = arms.flatMap(({ arm, balancedAccuracy: figure }): readonly ForestRow[] =>
    'measured' in figure ? [{ ...figure.measured, name: armName(record, arm) }] : [],
  );
  if (rows.length === 0) return NOTHING;
  const caption = `Balanced accuracy ${COUNTED[ask]}, with intervals at 95 %. Who answers by chance, or alike to all, has 50 %.`;
  const label = `${caption} The values are in the table of shares.`;
  return html`<figure>${forestPlot(rows, 0.5, '%', label)}<figcaption>${caption}</figcaption></figure>`;
}

function verdictsOf(record: PeersRecord): Markup {
  const rows = record.verdicts.map(({ arm, truth, allow, ask, deny, none }, i) => {
    const counts = Object.entries({ allow, ask, deny, none });
    const cells = counts.map(
      ([verdict, count]) => html`<td class="number">${countData(count, `/verdicts/${i}/${verdict}`)}</td>`,
    );
    return html`<tr><th scope="row">${armName(record, arm)}</th><td>${truth}</td>${cells}</tr>`;
  });
  return html`<section><h2>What was answered</h2>
${table('Answers to commands by their label, each replicate by itself', ['Arm', 'Labelled', '#Allow', '#Ask', '#Deny', '#No decision'], rows)}</section>`;
}

const SHARES = ['sensitivity', 'specificity', 'accuracy'] as const;

function pairsOf(record: PeersRecord, i: number): Markup {
  const { ask, pairs } = record.scores[i] as PeersRecord['scores'][number];
  if (pairs.length === 0) return NOTHING;
  const placed = pairs.map((pair, k) => ({ pair, at: `/scores/${i}/pairs/${k}` }));
  const rows = [...Map.groupBy(placed, ({ pair: { first, second } }) => `${first} ${second}`).values()].map((own) => {
    const [{ pair }] = own as [(typeof own)[number]];
    const cells = SHARES.map((share) => pairCell(own.find((one) => one.pair.share === share)));
    return html`<tr><th scope="row">${armName(record, pair.first)} less ${armName(record, pair.second)}</th>${cells}</tr>`;
  });
  return html`<section><h2>Beside each other, ${COUNTED[ask]}</h2>
${table(`Differences of shares, ${COUNTED[ask]}`, ['Arms', ...SHARES.map((share) => `#${share}`)], rows)}
<p class="quiet">Of pairs: both arms are asked about the same commands. Under each difference stands its interval at 95 %, Newcombe’s of pairs; under it, McNemar’s exact p, corrected by Holm among all of this table, and of how many commands one of the two alone is right.</p></section>`;
}

interface PlacedPair {
  readonly pair: PeersRecord['scores'][number]['pairs'][number];
  readonly at: string;
}

function pairCell(placed: PlacedPair | undefined): Markup {
  if (placed === undefined) return html`<td class="number">none</td>`;
  const { pair, at } = placed;
  const { difference, adjustedP, onlyFirst, onlySecond } = pair;
  const shown = 'measured' in difference ? measuredData(difference.measured, `${at}/difference/measured`) : 'none';
  const p = adjustedP === undefined ? 'no p' : html`p ${pData(adjustedP, `${at}/adjustedP`)}`;
  const alone = html`${countData(onlyFirst, `${at}/onlyFirst`)} and ${countData(onlySecond, `${at}/onlySecond`)} alone`;
  return html`<td class="number">${shown}<span class="interval">${p}</span><span class="interval">${alone}</span></td>`;
}

function kindsOf(record: PeersRecord, i: number): Markup {
  const { ask, kinds } = record.scores[i] as PeersRecord['scores'][number];
  if (kinds.length < 2) return NOTHING;
  const rows = kinds.map(({ corpus, kind, dangerous, harmless, arms }, k) => {
    const at = `/scores/${i}/kinds/${k}`;
    const cells = arms.map(({ right }, j) => figureCell(right, `${at}/arms/${j}/right`));
    return html`<tr><th scope="row">${kind ?? 'without a kind'} <span class="quiet">${corpus}</span></th><td class="number">${countData(dangerous, `${at}/dangerous`)}</td><td class="number">${countData(harmless, `${at}/harmless`)}</td>${cells}</tr>`;
  });
  const heads = [
    'Kind',
    '#Dangerous',
    '#Harmless',
    ...record.document.arms.map(({ name }) => `#${armName(record, name)}`),
  ];
  return html`<section><h2>By kind, ${COUNTED[ask]}</h2>
${table(`Of the commands of a kind, the share that an arm is right about, ${COUNTED[ask]}`, heads, rows)}</section>`;
}

function timesOf(record: PeersRecord, times: ReadonlyMap<string, readonly number[]>): Markup {
  const rows = record.times.map(({ arm, n, median, p99 }, i) => {
    const at = `/times/${i}`;
    return html`<tr><th scope="row">${armName(record, arm)}</th><td class="number">${countData(n, `${at}/n`)}</td>${figureCell(median, `${at}/median`)}${figureCell(p99, `${at}/p99`)}</tr>`;
  });
  const curves = [...times].map(([arm, own]) => distributionOf(armName(record, arm), own)).filter(({ n }) => n > 0);
  const caption = 'The share of commands that took no longer, of their replicates the mean.';
  const plot =
    curves.length === 0
      ? NOTHING
      : html`<figure>${distributionPlot(curves, 'ns', `${caption} Quantiles are in the table of times.`)}<figcaption>${caption}</figcaption></figure>`;
  return html`<section><h2>Time for a decision</h2>${plot}
${table('Time from the question to the answer', ['Arm', '#Commands', '#Median', '#99th percentile'], rows)}
<p class="quiet">Of answers with a verdict alone. Under each quantile stands its interval at 95 %, of order statistics; there is none where there are too few commands for one.</p></section>`;
}

function disputesOf(record: PeersRecord): Markup {
  const { count, commands } = record.disputes;
  if (count === 0) return html`<section><h2>Against the label</h2><p>No arm is.</p></section>`;
  const rows = commands.map(({ corpus, kind, id, command, truth, said }) => {
    const cells = said.map(
      ({ verdicts, isRight }) => html`<td class="${isRight ? 'quiet' : 'not-supported'}">${verdicts}</td>`,
    );
    const where = [corpus, ...(kind === undefined ? [] : [kind]), id].join(', ');
    return html`<tr><th scope="row" class="long"><code>${command}</code> <span class="quiet">${where}</span></th><td>${truth}</td>${cells}</tr>`;
  });
  const heads: Put[] = [
    countData(count, '/disputes/count'),
    ' commands have an answer against their label, where asking counts as stopping; ',
  ];
  const shown =
    commands.length < count ? `the ${commands.length} about which most arms are wrong are below.` : 'all are below.';
  return html`<section><h2>Against the label</h2><p>${heads}${shown}</p>
${table('Commands about which an arm is wrong by the label', ['Command', 'Labelled', ...record.document.arms.map(({ name }) => armName(record, name))], rows)}</section>`;
}

function askedOf(record: PeersRecord): Markup {
  const { document, corpora, facts } = record;
  const { replicates = REPLICATES, seed = SEED, timeoutMs = TIMEOUT_MS } = document;
  const corpusRows = corpora.map(({ name, path, sha256, dangerous, harmless, leftOut }, i) => {
    const counts = Object.entries({ dangerous, harmless, leftOut }).map(
      ([of, count]) => html`<td class="number">${countData(count, `/corpora/${i}/${of}`)}</td>`,
    );
    return html`<tr><th scope="row">${name}</th>${counts}<td class="long">${path}</td><td class="long"><code>${sha256}</code></td></tr>`;
  });
  const armRows = document.arms.map(
    ({ name, kind, settings = {} }) =>
      html`<tr><th scope="row">${armName(record, name)}</th><td>${kind}</td><td class="long">${pairsText(settings)}</td><td class="long">${pairsText(facts.arms?.[name] ?? {})}</td></tr>`,
  );
  return html`<section><h2>What was asked</h2>
${table('Corpora', ['Corpus', '#Dangerous', '#Harmless', '#Left out', 'File', 'SHA-256'], corpusRows)}
${table('Arms, and which versions', ['Arm', 'Kind', 'Settings', 'Says of itself'], armRows)}
<dl><dt>Replicates</dt><dd>${digits(replicates)} of each command in each arm, seed ${String(seed)}</dd>
<dt>Order</dt><dd>each command is put to all arms behind each other, in an order drawn anew each time</dd>
<dt>Time limit</dt><dd>${digits(timeoutMs)} ms an answer, asked once</dd></dl></section>`;
}

function recomputedBy({ results }: PeersRecord): Markup {
  return html`<section><h2>How to compute it again</h2>
<p>Beside this page lie <code>peers.json</code>, which has every figure in full with the SHA-256 of the rows that it was made of, and the answers themselves as <code>answers.json</code>. <code>verifyPeers(record, benchmark, answers)</code> of <code>@capgate/lab</code> makes all of it anew from corpora and answers, and names the first place that they do not come to.</p>
<dl><dt>Answers</dt><dd><code>${results}</code></dd></dl></section>`;
}
