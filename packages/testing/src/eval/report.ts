/** The evaluation as text: every metric beside its bar and the last recorded figure, then the worst tools. */
import { BARS } from './bars.ts';
import { gotWorse, type Measurement, wholeMetrics } from './history.ts';
import type { Metric } from './score.ts';
import type { ToolCount } from './worst.ts';

export interface Evaluation {
  readonly metrics: Readonly<Record<string, Metric>>;
  /** By metric; those without a failure are left out. */
  readonly worst: Readonly<Record<string, readonly ToolCount[]>>;
  /** The last recorded one, where there is one. */
  readonly before: Measurement | undefined;
}

/** Whether a metric keeps within its bar; undefined where it has none. */
export function meetsBar(name: string, { pct, bad }: Metric): boolean | undefined {
  const bar = BARS[name];
  // Of no rows no part is bad, yet a bar of 0 means that there is none.
  return bar === undefined ? undefined : bar === 0 ? bad === 0 : pct <= bar;
}

export function evaluationText(evaluation: Evaluation): string {
  const { metrics, before } = evaluation;
  const lines = Object.entries(wholeMetrics(metrics)).map(([name, metric]) =>
    metricLine(name, metric, before?.metrics[name]),
  );
  const header = `${'metric'.padEnd(12)}${'bad'.padStart(6)} / ${'of'.padStart(5)}${'percent'.padStart(10)}${'bar'.padStart(8)}`;
  return [header, ...lines, '', ...worstLines(evaluation.worst), '', ...sinceLines(evaluation), ''].join('\n');
}

function metricLine(name: string, metric: Metric, before: Metric | undefined): string {
  const bar = BARS[name];
  const figures = `${String(metric.bad).padStart(6)} / ${String(metric.of).padStart(5)}${metric.pct.toFixed(2).padStart(10)}`;
  const judged = { true: 'met', false: 'MISSED', undefined: '' }[`${meetsBar(name, metric)}`];
  const last = before === undefined ? '' : `was ${before.pct.toFixed(2)}`;
  return `${name.padEnd(12)}${figures}${String(bar ?? '').padStart(8)}  ${judged.padEnd(6)}  ${last}`.trimEnd();
}

function worstLines(worst: Evaluation['worst']): string[] {
  const lines = Object.entries(worst).map(
    ([name, tools]) => `  ${name.padEnd(12)}${tools.map(({ tool, count }) => `${tool} ${count}`).join(', ')}`,
  );
  return ['worst tools, with the number of their command lines that fail', ...lines];
}

function sinceLines({ before, metrics }: Evaluation): string[] {
  if (before === undefined) return ['nothing is recorded yet: -- --record'];
  const since = `since ${before.commit} (${before.date.slice(0, 10)})`;
  const worse = gotWorse(before, metrics);
  if (worse.length === 0) return [`nothing got worse ${since}`];
  return worse.map(
    (change) => `WORSE ${since}: ${change.metric} ${change.before.pct.toFixed(2)} → ${change.now.pct.toFixed(2)}`,
  );
}
