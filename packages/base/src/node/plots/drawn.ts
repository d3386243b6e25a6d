/** Plots as SVG, drawn without a browser. Their colours are the page's, so that they follow it into the dark. */
import { createHash } from 'node:crypto';
import { escaped, Markup } from '../pages/html.ts';
import { chartOf } from './echarts.js';

const WIDTH = 760;
export const INK = 'var(--ink)';
const FAINT = 'var(--line)';
/** Distinct also without colours, on paper. */
const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]] as const;
/** As many as the page's style has. */
const COLOURS = 8;

/** As the library takes an axis, in the colours of the page. */
export const AXIS = {
  axisLine: { lineStyle: { color: INK }, onZero: false },
  axisTick: { lineStyle: { color: INK } },
  axisLabel: { color: INK },
  nameTextStyle: { color: INK },
  splitLine: { lineStyle: { color: FAINT } },
  minorSplitLine: { show: false },
} as const;

/** Names of curves, above them, each beside a piece of its line. */
export function legendOf(names: readonly string[]): object {
  return { data: names, textStyle: { color: INK }, itemWidth: 48, itemStyle: { opacity: 0 }, itemGap: 24, top: 0 };
}

/** A curve that answers to no pointer, distinct from those before it. */
export function lineStyleOf(i: number): object {
  return {
    symbol: 'none',
    silent: true,
    emphasis: { disabled: true },
    lineStyle: { color: `var(--arm-${i % COLOURS})`, width: 2, type: DASHES[i % DASHES.length] },
    itemStyle: { color: `var(--arm-${i % COLOURS})` },
  };
}

/** `option` as the library takes it; `label` is what the plot is called for who does not see it. `height` in pixels. */
export function drawn(height: number, label: string, option: object): Markup {
  const chart = chartOf(WIDTH, height);
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option });
    return Markup.drawing(named(chart.renderToSVGString(), label));
  } finally {
    chart.dispose();
  }
}

/** Classes and styles that draw nothing: the cursor over what could be clicked. */
const IDLE = / class="zr\d+-cls-\d+"|<style[^>]*>[^<]*(?:<!\[CDATA\[[^<]*\]\]>)?[^<]*<\/style>/gu;
/** Of an identifier, the running number of all drawings so far. */
const RUNNING = /(?<=url\(#|id=")zr\d+-/gu;

/**
 * With a name for who does not see it, as wide as the page lets it be, and with names of its own where the library counts
 * on: the same data make the same drawing.
 */
function named(svg: string, label: string): string {
  const [head = ''] = /^<svg [^>]*>/u.exec(svg) ?? [];
  const [viewBox = ''] = /viewBox="[^"]*"/u.exec(head) ?? [];
  const own = `plot-${createHash('sha256').update(label).digest('hex').slice(0, 8)}-`;
  const inner = svg.slice(head.length).replaceAll(IDLE, '').replaceAll(RUNNING, own);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(label)}" ${viewBox}>${inner}`;
}
