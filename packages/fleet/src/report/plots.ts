/** Curves of the report. */
import type { Markup } from '@capgate/base/pages';
import { AXIS, drawn, INK, legendOf, lineStyleOf } from '@capgate/base/plots';

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface CurveAxis {
  readonly name: string;
  readonly type: 'value' | 'log';
  readonly min?: number;
  readonly max?: number;
  /** Whole numbers alone. */
  readonly minInterval?: number;
}

/** `label` is what the plot is called for who does not see it. */
export function curvePlot(curves: readonly Curve[], x: CurveAxis, y: CurveAxis, label: string): Markup {
  const points = curves.some((curve) => curve.points.length === 1);
  return drawn(360, label, {
    grid: { left: 64, right: 32, top: 84, bottom: 52 },
    legend: legendOf(curves.map(({ name }) => name)),
    xAxis: { ...axisOf(x), nameLocation: 'middle', nameGap: 32 },
    yAxis: { ...axisOf(y), nameLocation: 'end' },
    series: curves.map((curve, i) => ({
      type: 'line',
      name: curve.name,
      data: curve.points,
      ...lineStyleOf(i),
      ...(points && { symbol: 'circle', symbolSize: 7 }),
    })),
  });
}

function axisOf(axis: CurveAxis): object {
  return { ...AXIS, axisLabel: { color: INK }, ...axis };
}
