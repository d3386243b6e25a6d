/** Areas on top of each other over time, by uPlot. What it draws is said in words beside it as well. */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { axisTexts } from './times.ts';

interface ChartSeries {
  readonly name: string;
  /** The name of a colour of `tokens.css`, such as `--allow`. */
  readonly colour: string;
  readonly values: readonly number[];
}

interface ChartProps {
  /** Seconds since 1970 UTC. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  /** What is seen, for who does not see it. */
  readonly label: string;
  /** Steps stand for counts, each of which holds until the next time. */
  readonly shape?: 'line' | 'steps';
  /** What stands at a time on the axis; the time where absent. Always the same function. */
  readonly timeText?: (seconds: number) => string;
}

const HEIGHT = 190;
/** Before there is more: so many seconds are shown. */
const SPAN_SECONDS = 60;
/** Between two times on the axis, in pixels. */
const TIME_SPACE = 110;

/** Between two counts on the axis: no half of one. */
const WHOLE: number[] = Array.from({ length: 9 }, (_, i) => 10 ** i).flatMap((one) => [one, 2 * one, 5 * one]);

export function Chart({ times, series, label, shape = 'line', timeText }: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const key = series.map(({ name }) => name).join();
  const data = stacked(times, series);
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(element, series, shape, timeText), latest.current, element);
    };
    draw();
    const resizing = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resizing.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    addEventListener('themechange', draw);
    return () => {
      resizing.disconnect();
      scheme.removeEventListener('change', draw);
      removeEventListener('themechange', draw);
      plot.current?.destroy();
      plot.current = undefined;
    };
    // Drawn anew for other series alone; new values are handed over below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key]);
  useEffect(() => plot.current?.setData(data), [data]);
  return <div ref={holder} className="chart" role="img" aria-label={label} />;
}

/** Each series with all that are below it; the highest is drawn first, and the others in front of it. */
function stacked(times: readonly number[], series: readonly ChartSeries[]): uPlot.AlignedData {
  const sums = times.map(() => 0);
  const rows = series.map(({ values }) => values.map((value, i) => (sums[i] = (sums[i] as number) + value)));
  return [[...times], ...rows.toReversed()];
}

function optionsOf(
  element: HTMLElement,
  series: readonly ChartSeries[],
  shape: 'line' | 'steps',
  timeText: ChartProps['timeText'],
): uPlot.Options {
  const paths = shape === 'steps' ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  const colour = (name: string): string => colourIn(element, name);
  const axis = { stroke: colour('--quiet'), font: '12px system-ui, sans-serif' };
  const grid = { stroke: colour('--line'), width: 1 };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: (_, min, max) => [Math.min(min ?? 0, (max ?? 0) - (paths ? 0 : SPAN_SECONDS)), max ?? 1] },
      y: { range: (_, __, max) => [0, Math.max(1, (max ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        ticks: { show: false },
        size: 26,
        space: TIME_SPACE,
        values: (_, ticks, __, ___, stepSeconds) =>
          timeText === undefined ? axisTexts(ticks, stepSeconds) : ticks.map(timeText),
      },
      { ...axis, grid, ticks: { show: false }, size: 48, ...(paths && { incrs: WHOLE }) },
    ],
    series: [
      {},
      ...series.toReversed().map(({ name, colour: token }) => ({
        label: name,
        stroke: colour(token),
        fill: colour(token),
        width: 1,
        points: { show: false },
        ...(paths && { paths }),
      })),
    ],
  };
}

/** A canvas knows no custom properties: the browser is asked what one comes to here. */
function colourIn(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = '';
  return color;
}
