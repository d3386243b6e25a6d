/** Plots as SVG, drawn without a browser. Their colours are the page's, so that they follow it into the dark. */
import type { Markup } from '@capgate/base/pages';
import { AXIS, drawn, INK, legendOf, lineStyleOf } from '@capgate/base/plots';
import type { Series } from '../hardware/index.ts';
import type { Distribution } from './distributions.ts';
import { valueText } from './numbers.ts';

/** From nothing to all. */
const SHARE_AXIS = {
  ...AXIS,
  type: 'value',
  min: 0,
  max: 1,
  axisLabel: { color: INK, formatter: (share: number) => valueText(share, '%') },
} as const;

/** The distribution of each arm's values, a curve each; `unit` as `valueText` takes it. */
export function distributionPlot(distributions: readonly Distribution[], unit: string, label: string): Markup {
  const values = distributions.flatMap(({ points }) => points.map(([value]) => value));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isLog = least > 0 && most / least > 20;
  return drawn(320, label, {
    grid: { left: 56, right: 32, top: 40, bottom: 48 },
    legend: legendOf(distributions.map(({ name }) => name)),
    xAxis: {
      ...AXIS,
      type: isLog ? 'log' : 'value',
      ...(isLog && { min: 10 ** Math.floor(Math.log10(least)), max: 10 ** Math.ceil(Math.log10(most)) }),
      axisLabel: { color: INK, formatter: (value: number) => valueText(value, unit) },
    },
    yAxis: SHARE_AXIS,
    series: distributions.map(({ name, points }, i) => ({
      type: 'line',
      step: 'end',
      name,
      data: points,
      ...lineStyleOf(i),
    })),
  });
}

/** Shares over time, a curve each; times are milliseconds since 1970 UTC. */
export function coursePlot(
  curves: readonly (Pick<Series, 'course'> & { readonly name: string })[],
  label: string,
): Markup {
  return drawn(220, label, {
    useUTC: true,
    grid: { left: 56, right: 32, top: 40, bottom: 32 },
    legend: legendOf(curves.map(({ name }) => name)),
    xAxis: { ...AXIS, type: 'time', axisLabel: { color: INK, hideOverlap: true } },
    yAxis: SHARE_AXIS,
    series: curves.map(({ name, course }, i) => ({
      type: 'line',
      name,
      data: course.map(({ at, value }) => [at, value]),
      ...lineStyleOf(i),
    })),
  });
}

/** An effect with its interval. */
export interface ForestRow {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Effects on one axis, and where there would be none. */
export function forestPlot(rows: readonly ForestRow[], none: number, unit: string, label: string): Markup {
  const ends = [none, ...rows.flatMap(({ low, high }) => [low, high])];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const margin = 0.05 * (most - least || 1);
  return drawn(70 + 34 * rows.length, label, {
    grid: { left: 200, right: 32, top: 12, bottom: 40 },
    xAxis: {
      ...AXIS,
      type: 'value',
      min: least - margin,
      max: most + margin,
      axisLabel: {
        color: INK,
        hideOverlap: true,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (value: number) => valueText(Number(value.toPrecision(3)), unit),
      },
    },
    yAxis: {
      ...AXIS,
      type: 'category',
      inverse: true,
      data: rows.map(({ name }) => name),
      axisLabel: { color: INK, width: 180, overflow: 'truncate' },
      splitLine: { show: false },
    },
    series: [
      {
        type: 'custom',
        data: rows.map(({ low, high }, i) => [low, high, i]),
        renderItem: intervalLine,
        silent: true,
        encode: { x: [0, 1], y: 2 },
      },
      {
        type: 'scatter',
        data: rows.map(({ value }, i) => [value, i]),
        symbol: 'rect',
        symbolSize: 9,
        silent: true,
        itemStyle: { color: 'var(--arm-0)' },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: INK, type: 'dashed' },
          data: [{ xAxis: none }],
        },
      },
    ],
  });
}

interface CustomApi {
  value(dimension: number): number;
  coord(point: readonly number[]): [number, number];
}

/** From end to end, at the height of its row. */
function intervalLine(_: unknown, api: CustomApi): object {
  const row = api.value(2);
  const [x1, y1] = api.coord([api.value(0), row]);
  const [x2, y2] = api.coord([api.value(1), row]);
  return { type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: 'var(--arm-0)', lineWidth: 2 }, silent: true };
}
