/** How hooks were answered, by agent. */
import { AGENT_NAMES } from '@capgate/agents';
import type { Metric } from '@capgate/gate';

/** `passed`: what does nothing to judge; `refused`: what was sent could not be read; `failed`: the gate gave no answer. */
const RESULTS = ['allow', 'ask', 'deny', 'passed', 'refused', 'failed'] as const;
export type HookResult = (typeof RESULTS)[number];

/** The first is who is none of the others. */
const AGENTS: readonly string[] = ['unknown', ...AGENT_NAMES];

export class HookCounts {
  readonly #counts = new Float64Array(AGENTS.length * RESULTS.length);

  add(agent: string, result: HookResult): void {
    const at = Math.max(0, AGENTS.indexOf(agent)) * RESULTS.length + RESULTS.indexOf(result);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** Agents that sent nothing yet have no samples. */
  metric(): Metric {
    const samples = AGENTS.flatMap((agent, row) =>
      RESULTS.map((result, at) => ({
        labels: { agent, result },
        value: this.#counts[row * RESULTS.length + at] ?? 0,
      })).filter(({ value }) => value > 0),
    );
    return { name: 'tcp_hooks_total', type: 'counter', help: "Agents' hooks that were answered.", samples };
  }
}
