/** What a machine's parts were doing while something was measured. */

/** One quantity of one part at one moment. */
export interface Reading {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** `cpu`, `memory`, `network`, `disk`, or `gpu0`, `gpu1`, …, `fpga0`, … */
  readonly device: string;
  readonly quantity: Quantity;
  readonly value: number;
}

/** Rates are means since the reading before. */
export const QUANTITIES = {
  /** Of all cores, the share of time in which they did not idle. */
  busy: '1',
  /** Of all cores, the share that another guest of the machine had while this one wanted to run. */
  steal: '1',
  frequency: 'Hz',
  used: 'B',
  received: 'B/s',
  sent: 'B/s',
  read: 'B/s',
  written: 'B/s',
  temperature: '°C',
  power: 'W',
} as const satisfies Record<string, string>;

export type Quantity = keyof typeof QUANTITIES;
