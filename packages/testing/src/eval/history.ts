/** What evaluations found, one JSON object a line, so that each run can say what got worse since the last one. */
import type { Metric } from './score.ts';

export interface Measurement {
  /** Day and time in UTC, as ISO 8601 writes it. */
  readonly date: string;
  /** The commit that was measured; `+` behind it: with changes that were not committed. */
  readonly commit: string;
  /** Rows of the corpora. */
  readonly rows: number;
  /** Metrics as a whole; those of single sources are left out. */
  readonly metrics: Readonly<Record<string, Metric>>;
}

export interface Change {
  readonly metric: string;
  readonly before: Metric;
  readonly now: Metric;
}

/** The metrics over all sources: the others are named `METRIC/SOURCE`. */
export function wholeMetrics(metrics: Readonly<Record<string, Metric>>): Record<string, Metric> {
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.includes('/')));
}

export function toHistoryLine(measurement: Measurement): string {
  return `${JSON.stringify(measurement)}\n`;
}

/** The last measurement of a history; undefined of an empty one. Throws `SyntaxError` where its last line is no JSON. */
export function lastMeasurement(history: string): Measurement | undefined {
  const line = history.trimEnd().split('\n').at(-1);
  return line ? (JSON.parse(line) as Measurement) : undefined;
}

/** The metrics of which a greater part is bad than before. */
export function gotWorse(before: Measurement, metrics: Readonly<Record<string, Metric>>): Change[] {
  return Object.entries(wholeMetrics(metrics)).flatMap(([metric, now]) => {
    const earlier = before.metrics[metric];
    return earlier !== undefined && now.pct > earlier.pct ? [{ metric, before: earlier, now }] : [];
  });
}
