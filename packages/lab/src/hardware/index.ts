/** The machine watched while it measures. */
export { INTERVAL_MS, monitorHardware } from './monitor.ts';
export { HARDWARE_VARIABLE, hardwareOf, REGION_VARIABLE, requireMachine } from './requirements.ts';
export { QUANTITIES, type Quantity, type Reading } from './reading.ts';
export { type Series, seriesOf } from './series.ts';
