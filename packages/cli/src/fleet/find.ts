/** The fleet is a package of its own, with a door for each side of it. */
import type * as Enrolment from '@capgate/fleet/enrolment';
import type * as Nats from '@capgate/fleet/nats';
import type * as Run from '@capgate/fleet/run';
import type * as Simulation from '@capgate/fleet/simulation';
import { installed } from '../installed.ts';

interface Doors {
  readonly enrolment: typeof Enrolment;
  readonly nats: typeof Nats;
  readonly run: typeof Run;
  readonly simulation: typeof Simulation;
}

/** Throws `CliError` INPUT where it is not installed. */
export function findFleet<Door extends keyof Doors>(door: Door): Promise<Doors[Door]> {
  return installed('@capgate/fleet', `/${door}`);
}
