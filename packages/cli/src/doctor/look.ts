/** What the doctor sees of hooks without starting anything: for the gate's page. */
import { type AgentName, INSTALL_CLIENTS, LIMITS, type Scope } from '@capgate/agents';
import { placementsOf, type Target } from '../install/targets.ts';
import type { Io } from '../io.ts';
import { SYSTEM_GATE } from '../machine/places.ts';
import { NO_SETTINGS, notConnected } from './examine.ts';
import { hooksOf, targetsOf } from './targets.ts';

/** One agent in one scope; nothing of its settings is quoted. */
export interface InstalledHook {
  readonly agent: AgentName;
  readonly title: string;
  readonly scope: Scope;
  readonly hasHook: boolean;
  /** Why it does not ask the gate as it should; absent where its settings are as they should be. */
  readonly notConnected?: string;
  /** What no hook of it can change. */
  readonly limit: string;
}

export interface InstalledHooks {
  /** The home folder that was looked at, which is that of the gate's own user. */
  readonly home: string;
  /** Whether that is a person's: a gate under a user of its own looks into nobody's home, and at the machine's alone. */
  readonly isPersons: boolean;
  readonly agents: readonly InstalledHook[];
}

export function installedHooks(io: Io): InstalledHooks {
  const isPersons = io.home !== SYSTEM_GATE.state;
  const targets = isPersons ? targetsOf({ named: [] }, io) : managedTargets(io);
  return { home: io.home, isPersons, agents: targets.map((target) => seen(target, io)) };
}

/** Agents whose settings for the whole machine have our hook. */
function managedTargets(io: Io): Target[] {
  return INSTALL_CLIENTS.filter(({ scopes }) => scopes.includes('managed'))
    .map((client): Target => ({ client, scope: 'managed', project: io.home }))
    .filter((target) => hooksOf(target, io).length > 0);
}

function seen(target: Target, io: Io): InstalledHook {
  const { client, scope } = target;
  const placements = placementsOf(target, io);
  const why = placements.length === 0 ? NO_SETTINGS : notConnected(client.name, placements);
  return {
    agent: client.name,
    title: client.title,
    scope,
    hasHook: hooksOf(target, io).length > 0,
    ...(why !== undefined && { notConnected: why }),
    limit: LIMITS[client.name],
  };
}
