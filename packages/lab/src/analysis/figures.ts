/** What was measured, arm by arm and stratum by stratum. */
import { LabError } from '../error.ts';
import { METRICS, type MetricName } from '../experiment/metrics.ts';
import type { Experiment } from '../experiment/schema.ts';
import { type FigureName, Measured, type Rows } from '../measure/measured.ts';
import { attempt } from './trials.ts';
import type { Unit, Values } from './values.ts';

/** Figures of the same values. */
export interface FigureGroup {
  readonly arm: string;
  /** Of all strata together where absent. */
  readonly stratum?: string;
  readonly metric: MetricName;
  readonly unit: Unit;
  readonly n: number;
  readonly measured: readonly Measured[];
  /** What could not be computed, and why. */
  readonly withheld: readonly { readonly figure: FigureName; readonly because: string }[];
}

const OF_SHARES = ['share'] as const satisfies readonly FigureName[];
const OF_SCALES = ['mean', 'median', 'p90', 'p99'] as const satisfies readonly FigureName[];

/** Of every metric that any result says something of; a value is what the hypotheses about it take for one, else a task. */
export function figuresOf(experiment: Experiment, values: Values): readonly FigureGroup[] {
  const { arms, strata } = experiment;
  // With one stratum, that and all of them are the same.
  const places = [...(strata.length > 1 ? [undefined] : []), ...strata.map(({ name }) => name)];
  return (Object.keys(METRICS) as MetricName[]).flatMap((metric) =>
    unitsOf(experiment, metric).flatMap((unit) =>
      places.flatMap((stratum) => arms.flatMap(({ name }) => groupOf(values, { arm: name, stratum, metric, unit }))),
    ),
  );
}

interface Place {
  readonly arm: string;
  readonly stratum: string | undefined;
  readonly metric: MetricName;
  readonly unit: Unit;
}

function unitsOf({ hypotheses: { primary, secondary = [] } }: Experiment, metric: MetricName): readonly Unit[] {
  const named = [...primary, ...secondary].filter((one) => one.metric === metric).map(({ unit }) => unit);
  return named.length === 0 ? ['task'] : [...new Set(named)];
}

function groupOf(values: Values, place: Place): readonly FigureGroup[] {
  const rows = rowsAt(values, place);
  if (rows.values.length === 0) return [];
  const figures = METRICS[place.metric].kind === 'share' ? OF_SHARES : OF_SCALES;
  const tried = figures.map((figure) => ({ figure, result: attempt(() => Measured.of(figure, rows)) }));
  const { arm, stratum, metric, unit } = place;
  return [
    {
      arm,
      metric,
      unit,
      ...(stratum !== undefined && { stratum }),
      n: rows.values.length,
      measured: tried.flatMap(({ result }) => (result instanceof Measured ? [result] : [])),
      withheld: tried.flatMap(({ figure, result }) =>
        result instanceof LabError ? [{ figure, because: result.message }] : [],
      ),
    },
  ];
}

/** The rows that the figures of a place are made of. */
export function rowsAt(values: Values, { arm, stratum, metric, unit }: Place): Rows {
  const read = values.of(arm, { metric, unit, ...(stratum !== undefined && { strata: [stratum] }) });
  return { values: [...read.values()], unit: METRICS[metric].unit };
}
