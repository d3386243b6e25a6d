/** A simulation as one page that needs nothing beside it. */
import { digits, html, type Markup, NOTHING, pageOf, table } from '@capgate/base/pages';
import { STATED, STATED_PACE } from '../simulation/detection.ts';
import type { LieRecord, Moved } from '../simulation/lying.ts';
import type { SimulationRecord, WindowRecord } from '../simulation/record.ts';
import { type Curve, curvePlot } from './plots.ts';
import { counted, sum, summaryOf } from './summary.ts';

const MEBIBYTE = 2 ** 20;

export function simulationPage(record: SimulationRecord): string {
  return pageOf(titleOf(record), [
    headOf(record),
    turnedOf(record),
    detectionOf(record),
    lyingOf(record),
    wholeOf(record),
    timesOf(record),
    limitsOf(record),
    askedOf(record),
  ]);
}

function titleOf({ agents }: SimulationRecord): string {
  return `A simulated fleet of ${counted(agents)} agents`;
}

function headOf(record: SimulationRecord): Markup {
  const { shape, windows } = record;
  const seconds = windows.map(({ ms }) => ms / 1_000);
  return html`<header>
<h1>${titleOf(record)}</h1>
<p class="verdict">${summaryOf(record)}</p>
<p>Agents are <b>simulated</b>; all else is what a real fleet runs: windows, changes, evidence with its signatures, summaries with their proofs, openings, and certificates, in one process.</p>
<dl><dt>Tiers</dt><dd>${counted(shape.locals)} local nodes of ${counted(shape.agents)} simulated agents, ${counted(shape.regionals)} regional aggregators, ${counted(shape.hubs)} hubs, of which ${counted(shape.threshold)} have to sign a quarantine</dd>
<dt>A window</dt><dd>${digits(Math.min(...seconds))} to ${digits(Math.max(...seconds))} s of work for ten seconds of all agents</dd></dl>
</header>`;
}

const STEPS: Readonly<Record<keyof WindowRecord['steps'], string>> = {
  acting: 'agents act',
  sealing: 'watch and sign',
  taking: 'check and sum up',
  summing: 'aggregators',
  sharing: 'hubs',
  opening: 'open',
};

function timesOf({ windows }: SimulationRecord): Markup {
  const steps = Object.entries(STEPS) as [keyof WindowRecord['steps'], string][];
  const rows = windows.map((window, i) => {
    const { ms, agentsPerSecond, memoryBytes, signing, checking, hashing } = window;
    const figures = [
      ms / 1_000,
      ...steps.map(([step]) => window.steps[step] / 1_000),
      ...[signing, checking, hashing].map((work) => work.ms / 1_000),
      agentsPerSecond,
      memoryBytes / MEBIBYTE,
    ];
    return html`<tr><th scope="row" class="number">${i + 1}</th>${figures.map(numberCell)}</tr>`;
  });
  const heads = [
    '#Window',
    '#All (s)',
    ...steps.map(([, name]) => `#${name} (s)`),
    '#signing (s)',
    '#checking (s)',
    '#hashing (s)',
    '#Agents a second',
    '#Memory (MiB)',
  ];
  return html`<section><h2>Time of a window</h2>
${table('Work of each simulated window, in seconds, and where it goes', heads, rows)}
<p class="quiet">Signing, checking and hashing are within the steps beside them. There were ${worksText(windows)}.</p>
${eventsTable(windows)}</section>`;
}

function worksText(windows: readonly WindowRecord[]): string {
  const countOf = (of: 'signing' | 'checking' | 'hashing'): string => counted(sum(windows.map((one) => one[of].count)));
  return `${countOf('signing')} signatures, ${countOf('checking')} checks of signatures and ${countOf('hashing')} hashes in all`;
}

function eventsTable(windows: readonly WindowRecord[]): Markup {
  const rows = windows.map(({ findings, quarantines, held, refused, opened, broken }, i) => {
    const cells = [findings, quarantines, held, refused, opened, broken].map(numberCell);
    return html`<tr><th scope="row" class="number">${i + 1}</th>${cells}</tr>`;
  });
  const heads = ['#Window', '#Findings', '#Quarantines', '#Held for a person', '#Refused', '#Opened', '#Broken proofs'];
  return table('What nodes told: agents by the window in which it was said of them first', heads, rows);
}

function turnedOf({ turned }: SimulationRecord): Markup {
  if (turned.count === 0) return html`<section><h2>Turned agents</h2><p>None was turned.</p></section>`;
  const curves = turned.attacks.map(({ attack, agents, found }): Curve => {
    return { name: attack, points: found.map((count, window) => [window + 1, (100 * count) / agents]) };
  });
  const rows = turned.attacks.map(({ attack, agents, found, quarantined }) => {
    const half = found.findIndex((count) => 2 * count >= agents);
    const cells = [agents, found.at(-1) ?? 0, quarantined.at(-1) ?? 0].map(numberCell);
    return html`<tr><th scope="row">${attack}</th>${cells}<td class="number">${half < 0 ? 'not yet' : half + 1}</td></tr>`;
  });
  const caption = `The share of turned simulated agents that were found by the end of each window, in per cent; each does ${digits(turned.pace)} actions of its attack a window beside its work.`;
  const plot = curvePlot(
    curves,
    { name: 'window', type: 'value', min: 1, minInterval: 1, max: Math.max(2, turned.attacks[0]?.found.length ?? 2) },
    { name: '% found', type: 'value', min: 0, max: 100 },
    `${caption} The last values are in the table of turned agents.`,
  );
  return html`<section><h2>Turned agents</h2><figure>${plot}<figcaption>${caption}</figcaption></figure>
${table('Turned simulated agents', ['Attack', '#Agents', '#Found', '#In quarantine', '#Half found in window'], rows)}</section>`;
}

function detectionOf({ detection }: SimulationRecord): Markup {
  const { agents, windows, curves } = detection;
  const drawnCurves = curves.flatMap(({ attack, points }): Curve[] => {
    const known = points.flatMap(({ pace, half }): [number, number][] => (half === null ? [] : [[pace, half]]));
    return known.length === 0 ? [] : [{ name: attack, points: known }];
  });
  const paces = curves[0]?.points.map(({ pace }) => pace) ?? [];
  const rows = curves.map(({ attack, points }) => {
    const cells = points.map(({ found, half, nearlyAll }) => {
      const late = nearlyAll === null ? `${digits((100 * found) / agents)} % found` : `99 % in ${nearlyAll}`;
      return html`<td class="number">${half ?? 'not half'}<span class="interval">${late}</span></td>`;
    });
    return html`<tr><th scope="row">${attack}</th>${cells}<td class="number">${STATED[attack as keyof typeof STATED]}</td></tr>`;
  });
  const caption =
    'Windows until half of the simulated agents were found, by how many actions of its attack each does a window.';
  const plot = curvePlot(
    drawnCurves,
    { name: 'actions more a window', type: 'log', min: Math.min(...paces), max: Math.max(...paces) },
    { name: 'windows', type: 'log', min: 1 },
    `${caption} The values are in the table of delays.`,
  );
  const heads = ['Attack', ...paces.map((pace) => `#${pace} a window`), `#Stated for ${STATED_PACE}`];
  return html`<section><h2>How soon, by how much</h2><figure>${plot}<figcaption>${caption}</figcaption></figure>
${table(`Delays in windows: ${agents} simulated agents of each, watched for ${windows}`, heads, rows)}
<p class="quiet">Under each delay of half of them stands that of 99 in 100, or how many were found at all; beside it, within how many windows 99 in 100 are stated to be found. Of these agents no more is known than what is usual of their cohort.</p></section>`;
}

function lyingOf({ lying }: SimulationRecord): Markup {
  const rows = lying.lies.map(
    ({ lie, trimmed, plain }: LieRecord) =>
      html`<tr><th scope="row">${lie}</th>${movedCells(trimmed)}${movedCells(plain)}</tr>`,
  );
  const heads = ['Lie', '#Trimmed mean', '#at most', '#Plain mean', '#at most'];
  return html`<section><h2>When nodes lie</h2>
<p>${lying.lying} of ${lying.nodes} nodes lie about their ${lying.agents} simulated agents, and know what the honest ones say. How far that moves what is said of all of them, in standard deviations of honest agents: of all kinds of count the greatest.</p>
${table(`Distance from what honest agents do, of ${lying.draws} draws`, heads, rows)}
<p class="quiet">Under each mean stands its interval at 95 %. The plain mean is the control: it is not used.</p></section>`;
}

function movedCells({ mean, low, high, most }: Moved): readonly Markup[] {
  return [
    html`<td class="number">${digits(mean)}<span class="interval">${digits(low)} to ${digits(high)}</span></td>`,
    html`<td class="number">${digits(most)}</td>`,
  ];
}

function wholeOf({ whole }: SimulationRecord): Markup {
  const names = [...new Set(whole.flatMap(({ places }) => places.map(({ name }) => name)))];
  const rows = names.map((name) => {
    const cells = whole.map(({ places }) => {
      const place = places.find((one) => one.name === name);
      if (place === undefined) return html`<td class="number">0</td>`;
      return html`<td class="number">${digits(place.location)}<span class="interval">± ${digits(place.scatter)}</span></td>`;
    });
    return html`<tr><th scope="row">${name}</th>${cells}</tr>`;
  });
  if (rows.length === 0) return NOTHING;
  const heads = ['Count', ...whole.map(({ cohort, agents }) => `#${cohort} (${counted(agents)})`)];
  return html`<section><h2>The whole</h2>
<p>What the first hub works out of what all nodes have said of the last window: the trimmed mean over nodes, and the standard deviation of agents, for each kind of simulated agents.</p>
${table('Events a window of ten seconds', heads, rows)}</section>`;
}

function limitsOf({ limits }: SimulationRecord): Markup {
  return html`<section><h2>What this does not show</h2><ul>${limits.map((limit) => html`<li>${limit}</li>`)}</ul></section>`;
}

function askedOf({ asked, learned }: SimulationRecord): Markup {
  return html`<section><h2>How to run it again</h2>
<p><code>capgate fleet simulate --agents ${asked.agents} --windows ${asked.windows} --seed ${asked.seed} --turned ${asked.turned}</code>: the same seed makes the same agents; which summaries are opened is drawn anew. Beside this page lies <code>report.json</code>, which has every figure in full.</p>
<dl><dt>Learned from</dt><dd>${counted(learned.agents)} simulated agents of each kind, ${counted(learned.windows)} windows, in ${digits(learned.ms / 1_000)} s</dd></dl></section>`;
}

function numberCell(value: number): Markup {
  return html`<td class="number">${Math.abs(value) >= 1_000 ? counted(Math.round(value)) : digits(value)}</td>`;
}
