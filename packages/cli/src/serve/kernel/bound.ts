/** What processes were bound to, so that what the kernel tells of them is known to be of a decision. */
import { BoundedMap } from '@capgate/base';

export interface Bound {
  readonly decision: string;
  readonly agent: string;
  readonly session: string;
}

/** Older ones are forgotten: what is stopped of them is known by its session alone. */
const BOUND_MAX = 16_384;

export class BoundCommands {
  readonly #bound = new BoundedMap<string, Bound & { readonly held: string }>(BOUND_MAX);

  add(binding: string, held: string, { decision, agent, session }: Bound): void {
    this.#bound.set(binding, { held, decision, agent, session });
  }

  /** Undefined also for what was bound in another session. */
  of(binding: string | undefined, held: string): Bound | undefined {
    const found = binding === undefined ? undefined : this.#bound.get(binding);
    if (found?.held !== held) return undefined;
    const { decision, agent, session } = found;
    return { decision, agent, session };
  }

  forget(held: string): void {
    for (const [binding, bound] of this.#bound) if (bound.held === held) this.#bound.delete(binding);
  }
}
