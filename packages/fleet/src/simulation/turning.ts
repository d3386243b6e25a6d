/** Which simulated agents are turned, and what becomes of each. */
import { Draws } from './draws.ts';
import { type FleetShape, localName } from './fleet.ts';
import { type Attack, ATTACK_KINDS } from './lines.ts';

export interface TurnedAgent {
  readonly local: number;
  readonly row: number;
  readonly attack: Attack;
}

/** So many different agents, drawn among all: each kind of attack in turn. At most as many as there are. */
export function turnedAgents(shape: FleetShape, count: number, seed: number): readonly TurnedAgent[] {
  const draws = new Draws(seed);
  const taken = new Map<string, TurnedAgent>();
  while (taken.size < Math.min(count, shape.locals * shape.agents)) {
    const [local, row] = [draws.below(shape.locals), draws.below(shape.agents)];
    const name = `${row} ${localName(local)}`;
    const attack = ATTACK_KINDS[taken.size % ATTACK_KINDS.length] as Attack;
    if (!taken.has(name)) taken.set(name, { local, row, attack });
  }
  return [...taken.values()];
}
