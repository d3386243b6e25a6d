/** Measuring time honestly, and figures that only rows make. */
export { type AloneOptions, type AloneTiming, timeAlone } from './alone.ts';
export { type ClockFacts, clockFacts, type NowNs, nowNs } from './clock.ts';
export { type Environment, environmentNow, type ProcessorTicks, stealBetween, ticksOf } from './environment.ts';
export {
  type ArmTiming,
  BATCH_NS_MIN,
  BATCHES_MIN,
  CLOCK_SHARE_MAX,
  type InterleavedTiming,
  type TimedArm,
  timeInterleaved,
  type TimingOptions,
} from './interleaved.ts';
export { LatencyHistogram } from './latency-histogram.ts';
export {
  COMPARISON_NAMES,
  type ComparisonName,
  FIGURE_NAMES,
  type FigureName,
  Measured,
  type MeasuredRecord,
  type Rows,
  ROWS_MAX,
} from './measured.ts';
export { openLoop, type OpenLoopOptions } from './open-loop.ts';
export { steadyFrom } from './warm-up.ts';
