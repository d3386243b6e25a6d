/** How a simulated fleet of so many agents is made up. */
import { FleetError } from '../error.ts';
import type { FleetShape } from './fleet.ts';

export const SIMULATED_AGENTS_MAX = 1_000_000;
const AGENTS_A_NODE = 2_000;
const NODES_ABOVE = 10;

/**
 * As many local nodes as have 2,000 agents each at most, an aggregator for ten of them, a hub for ten of those; more than half
 * of the hubs have to sign. All local nodes have as many agents, so there may be a few more of these than were asked for.
 * Throws `FleetError` VALUE.
 */
export function shapeOf(agents: number): FleetShape {
  if (!Number.isInteger(agents) || agents < 1 || agents > SIMULATED_AGENTS_MAX)
    throw new FleetError('VALUE', `expected from 1 to ${SIMULATED_AGENTS_MAX} agents, met ${agents}`);
  const locals = Math.ceil(agents / AGENTS_A_NODE);
  const regionals = Math.ceil(locals / NODES_ABOVE);
  const hubs = Math.ceil(regionals / NODES_ABOVE);
  return { locals, regionals, hubs, agents: Math.ceil(agents / locals), threshold: Math.floor(hubs / 2) + 1 };
}
