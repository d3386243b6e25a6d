/** How many commands were bound, and what the kernel told. Read at a scrape. */
import type { Metric } from '@capgate/gate';
import { BINDING_WAYS, type BindingWay, KERNEL_ACTS, type KernelAct } from '@capgate/store';

/** `refused`: whoever asked may not; `failed`: nobody put the mask on. Nothing ran either way. */
const BINDING_RESULTS = ['bound', 'refused', 'failed'] as const;
type BindingResult = (typeof BINDING_RESULTS)[number];

/** `unrecorded`: denied, and more than the log takes of one session. */
const EVENT_RESULTS = ['allowed', 'denied', 'unrecorded'] as const;
type EventResult = (typeof EVENT_RESULTS)[number];

export class KernelCounts {
  readonly #bindings = new Float64Array(BINDING_WAYS.length * BINDING_RESULTS.length);
  readonly #events = new Float64Array(KERNEL_ACTS.length * EVENT_RESULTS.length);
  #lostCount = 0;

  addBinding(way: BindingWay, result: BindingResult): void {
    const at = BINDING_WAYS.indexOf(way) * BINDING_RESULTS.length + BINDING_RESULTS.indexOf(result);
    this.#bindings[at] = (this.#bindings[at] ?? 0) + 1;
  }

  addEvent(act: KernelAct, result: EventResult): void {
    const at = KERNEL_ACTS.indexOf(act) * EVENT_RESULTS.length + EVENT_RESULTS.indexOf(result);
    this.#events[at] = (this.#events[at] ?? 0) + 1;
  }

  addLost(count: number): void {
    this.#lostCount += count;
  }

  /** All samples are there from the start: what is missing would alert nobody. */
  metrics(sessionCount: number): readonly Metric[] {
    const bindings = BINDING_WAYS.flatMap((way, row) =>
      BINDING_RESULTS.map((result, at) => ({
        labels: { way, result },
        value: this.#bindings[row * BINDING_RESULTS.length + at] ?? 0,
      })),
    );
    const events = KERNEL_ACTS.flatMap((act, row) =>
      EVENT_RESULTS.map((result, at) => ({
        labels: { act, result },
        value: this.#events[row * EVENT_RESULTS.length + at] ?? 0,
      })),
    );
    return [
      gauge('tcp_kernel_sessions', 'Sessions that the kernel holds.', sessionCount),
      {
        name: 'tcp_kernel_bindings_total',
        type: 'counter',
        help: 'Commands held to their decision.',
        samples: bindings,
      },
      { name: 'tcp_kernel_events_total', type: 'counter', help: 'Acts that the kernel told.', samples: events },
      {
        name: 'tcp_kernel_events_lost_total',
        type: 'counter',
        help: 'Acts that the kernel decided and nobody could be told of.',
        samples: [{ value: this.#lostCount }],
      },
    ];
  }
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, type: 'gauge', help, samples: [{ value }] };
}
