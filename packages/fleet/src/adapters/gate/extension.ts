/** How the fleet joins a gate: whom it keeps apart, what it raises, and what it sees. */
import { BoundedMap, type Clock } from '@capgate/base';
import type { Extension } from '@capgate/gate';
import type { Received } from '../../down/received.ts';
import type { Observed } from '../../behaviour/windows.ts';
import { isName } from '../../evidence/point.ts';
import { ObservedDecision } from './observed.ts';
import { quarantined, raised } from './said.ts';

export interface FleetExtensionParts {
  /** This gate's node. */
  readonly node: string;
  /**
   * Whether an agent's name says who it is at this gate alone, or at every gate of its tenant, as tokens of one issuer do.
   * `here` where absent.
   */
  readonly names?: 'here' | 'everywhere';
  readonly received: Received;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Told of every decision, by the agent's name in the fleet. `observed` is filled anew for the next one. */
  readonly observe: (tenant: string, agent: string, observed: Observed) => void;
}

export type FleetExtension = Required<Pick<Extension, 'name' | 'refuses' | 'raises' | 'onDecision'>>;

export function fleetExtension({ node, names, received, clock, observe }: FleetExtensionParts): FleetExtension {
  const { quarantines, shelf } = received;
  const nameOf = fleetNames(node, names ?? 'here');
  const observed = new ObservedDecision();
  return {
    name: 'fleet',
    refuses(tenant, agent) {
      if (quarantines.isEmpty) return undefined;
      const certificate = quarantines.certificateOf(tenant, nameOf(agent), clock.nowMs());
      return certificate && quarantined(certificate);
    },
    raises(action) {
      const sets = shelf.of('indicators', action.tenant);
      return sets.length === 0 ? undefined : raised(sets.flatMap((set) => set.met(action) ?? []));
    },
    onDecision(made) {
      observe(made.tenant, nameOf(made.agent), observed.fill(made));
    },
  };
}

/** Names that are kept, as every decision asks for one. */
const NAMES_MAX = 10_000;
/** A node's name has 63 characters at most, and an agent's in the fleet 200. */
const AGENT_LENGTH_MAX = 130;

/**
 * What the fleet calls an agent of this gate. A name that has an `@` would be another node's, and is this node's own
 * wherever names hold. One that the fleet has no form for is cut, with `?` for what is invisible: agents that look alike
 * then are one, so that none is without a name by which it could be kept apart.
 */
function fleetNames(node: string, names: 'here' | 'everywhere'): (agent: string) => string {
  const known = new BoundedMap<string, string>(NAMES_MAX);
  return (agent) => {
    const seen = known.get(agent);
    if (seen !== undefined) return seen;
    const shown = isName(agent) && agent.length <= AGENT_LENGTH_MAX ? agent : shownOf(agent);
    const name = names === 'everywhere' && !shown.includes('@') ? shown : `${shown}@${node}`;
    known.set(agent, name);
    return name;
  };
}

function shownOf(agent: string): string {
  return agent
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?')
    .slice(0, AGENT_LENGTH_MAX)
    .toWellFormed();
}
