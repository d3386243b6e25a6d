/** The machine watched while it measures. */
export { INTERVAL_MS, monitorHardware } from './monitor.ts';
export { QUANTITIES, type Reading } from './reading.ts';
