/**
 * How many agents are kept apart by themselves: where many of a tenant change at once, it is likelier that their work has
 * changed, or a new version of a tool has come, than that all of them were turned. Then a person decides on the rest.
 */

/** Of a tenant's agents, in `SPAN_MS`: a share of those that are watched, and so many in any case. */
const [SHARE_MAX, COUNT_MIN] = [0.01, 5];
/** Of these, one node has as many at most: what it finds must not use up what others may find. */
const NODE_SHARE_MAX = 0.6;
const SPAN_MS = 3_600_000;

export interface Braked {
  readonly tenant: string;
  /** Who has found it. */
  readonly node: string;
  readonly agent: string;
}

type Counted = Omit<Braked, 'node'> & Pick<Passed, 'node'>;

interface Passed {
  /** Undefined where that is not known any more. */
  readonly node: string | undefined;
  readonly atMs: number;
}

export class Brake {
  /** By tenant, and by agent. */
  readonly #passed = new Map<string, Map<string, Passed>>();

  /** Whether one more may be kept apart without a person; then it is counted. One that was counted is none more. */
  mayPass({ tenant, node, agent }: Braked, watched: number, nowMs: number): boolean {
    const passed = this.#passed.get(tenant) ?? new Map<string, Passed>();
    this.#passed.set(tenant, passed);
    for (const [known, { atMs }] of passed) if (nowMs - atMs >= SPAN_MS) passed.delete(known);
    const most = Math.max(COUNT_MIN, Math.floor(SHARE_MAX * watched));
    const ofNode = [...passed.values()].filter((one) => one.node === node).length;
    const isRoom = passed.size < most && ofNode < Math.floor(NODE_SHARE_MAX * most);
    if (!passed.has(agent) && !isRoom) return false;
    passed.set(agent, { node, atMs: nowMs });
    return true;
  }

  /** Counts one that was kept apart before this brake began. */
  count({ tenant, agent, node }: Counted, atMs: number): void {
    const passed = this.#passed.get(tenant) ?? new Map<string, Passed>();
    this.#passed.set(tenant, passed.set(agent, { node, atMs }));
  }
}
