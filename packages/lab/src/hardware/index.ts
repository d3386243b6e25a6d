/** The machine watched while it measures. */
export { INTERVAL_MS, monitorHardware, type MonitorOptions } from './monitor.ts';
export { QUANTITIES, type Quantity, type Reading } from './reading.ts';
