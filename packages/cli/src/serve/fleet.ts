/** The fleet that a gate is a local node of, where its configuration names one. */
import type { Clock, Disk, Random } from '@capgate/base';
import type { JoinedGate } from '@capgate/fleet/run';
import type { FleetSettled } from '@capgate/gate';
import type { Primitives } from '@capgate/keys';
import type { Passphrase } from '@capgate/keys/node';
import type { Logger } from 'pino';
import { findFleet } from '../fleet/find.ts';
import { failureFields } from './journal.ts';

interface Machine {
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  readonly disk: Disk;
}

const LEVELS = { info: 'info', warning: 'warn', critical: 'error' } as const;

/**
 * Resolves also where no server of the fleet is there: what came down before is in force. Throws `CliError` INPUT where the
 * package is not installed, and what keeps the node in the folder from being one.
 */
export async function joinedFleet(
  { folder, servers, names, agents }: FleetSettled,
  machine: Machine,
  passphrase: Passphrase,
  journal: Logger,
): Promise<JoinedGate> {
  const { joinFleet } = await findFleet('run');
  return joinFleet({
    ...machine,
    folder,
    servers,
    names,
    agentsMax: agents,
    passphrase,
    onAlert: ({ kind, severity, about, text, count }) =>
      journal[LEVELS[severity]](
        { 'event.dataset': 'fleet', 'fleet.alert': kind, 'fleet.about': about, 'fleet.count': count },
        text,
      ),
    onFault: (error) => journal.error({ ...failureFields(error), 'event.dataset': 'fleet' }, 'a fault of the fleet'),
  });
}
