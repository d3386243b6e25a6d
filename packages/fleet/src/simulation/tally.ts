/** What came of a simulated fleet's windows, by what its nodes tell. */
import type { FleetEvent } from '../node/events.ts';

/** What is told of one agent by many counts once, in the window in which it was told first. */
export class Tally {
  readonly found = new Map<string, number>();
  readonly quarantined = new Map<string, number>();
  readonly held = new Map<string, number>();
  readonly #counts = new Map<FleetEvent['kind'], number>();
  #window = 1;

  take(event: FleetEvent): void {
    this.#counts.set(event.kind, this.countOf(event.kind) + 1);
    if (event.kind === 'finding') this.#first(this.found, event.agent);
    else if (event.kind === 'held') this.#first(this.held, event.agent);
    else if (event.kind === 'quarantine') this.#first(this.quarantined, event.value.agent);
  }

  /** How often this was told in the window. */
  countOf(kind: FleetEvent['kind']): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** How many agents of these are in the window for the first time. */
  newIn(agents: ReadonlyMap<string, number>): number {
    let count = 0;
    for (const window of agents.values()) if (window === this.#window) count++;
    return count;
  }

  nextWindow(): void {
    this.#window++;
    this.#counts.clear();
  }

  #first(agents: Map<string, number>, agent: string): void {
    if (!agents.has(agent)) agents.set(agent, this.#window);
  }
}
