/** The machine watched while it measures. */
export { INTERVAL_MS, monitorHardware } from './monitor.ts';
export { QUANTITIES, type Quantity, type Reading } from './reading.ts';
export { type Series, seriesOf } from './series.ts';
