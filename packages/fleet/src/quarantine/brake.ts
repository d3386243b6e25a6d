/**
 * How many agents are kept apart by themselves: where many of a tenant change at once, it is likelier that their work has
 * changed, or a new version of a tool has come, than that all of them were turned. Then a person decides on the rest.
 */

/** Of a tenant's agents, in `SPAN_MS`: a share of those that are watched, and so many in any case. */
const [SHARE_MAX, COUNT_MIN] = [0.01, 5];
const SPAN_MS = 3_600_000;

export class Brake {
  /** By tenant: when agents were kept apart, by agent. */
  readonly #times = new Map<string, Map<string, number>>();

  /** Whether one more may be kept apart without a person; then it is counted. One that was counted is none more. */
  mayPass(tenant: string, agent: string, watched: number, nowMs: number): boolean {
    const times = this.#times.get(tenant) ?? new Map<string, number>();
    this.#times.set(tenant, times);
    for (const [known, atMs] of times) if (nowMs - atMs >= SPAN_MS) times.delete(known);
    if (!times.has(agent) && times.size >= Math.max(COUNT_MIN, Math.floor(SHARE_MAX * watched))) return false;
    times.set(agent, nowMs);
    return true;
  }
}
