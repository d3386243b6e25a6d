/** What a gate says of its part in the fleet: a local node runs in it, and has no socket of its own. */
import type { SocketClient } from '@capgate/client';
import type { FleetStatus } from '@capgate/fleet/run';
import { CliError } from '../error.ts';

/** Throws `CliError` INPUT where the gate is of no fleet, or of another tenant's. */
export async function gateStatus(client: SocketClient): Promise<FleetStatus> {
  const { isMember, heardAgeMs, ...status } = await client.call('GET', '/v1/fleet');
  if (!isMember) throw new CliError('INPUT', 'expected a gate of a fleet of this tenant, met one of another');
  const { quarantines } = await client.call('GET', '/v1/fleet/quarantines');
  const { alerts } = await client.call('GET', '/v1/fleet/alerts');
  // All of it is there where the gate is a member.
  const own = { ...status, wholeAgeMs: heardAgeMs } as Pick<
    FleetStatus,
    Exclude<keyof FleetStatus, 'cohorts' | 'held' | 'quarantines' | 'alerts'>
  >;
  return { ...own, cohorts: [], held: [], quarantines, alerts: alerts as FleetStatus['alerts'] };
}
