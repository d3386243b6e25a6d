/** The fleet that a gate is a local node of, where its configuration names one. */
import type { Clock, Disk, Random } from '@capgate/base';
import type { JoinedGate } from '@capgate/fleet/run';
import type { FleetSettled } from '@capgate/gate';
import type { Primitives } from '@capgate/keys';
import type { Passphrase } from '@capgate/keys/node';
import type { Logger } from 'pino';
import { findFleet } from '../fleet/find.ts';
import type { Io } from '../io.ts';
import { failureFields } from './journal.ts';

/** What the surroundings of the gate have of it. */
interface Around {
  /** Of the key by which the gate speaks in its fleet. */
  readonly passphrase: Passphrase;
  readonly env: Io['env'];
}

interface Machine {
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  readonly disk: Disk;
}

const LEVELS = { info: 'info', warning: 'warn', critical: 'error' } as const;

/**
 * Resolves also where no server of the fleet is there: what came down before is in force. Throws `CliError` INPUT where the
 * package is not installed, what keeps the node in the folder from being one, and for an address of alerts that is none.
 */
export async function joinedFleet(
  { folder, servers, names, agents }: FleetSettled,
  machine: Machine,
  { passphrase, env }: Around,
  journal: Logger,
): Promise<JoinedGate> {
  const { alertWebhookIn, joinFleet } = await findFleet('run');
  const webhook = alertWebhookIn(env);
  return joinFleet({
    ...machine,
    folder,
    servers,
    names,
    agentsMax: agents,
    passphrase,
    ...(webhook && { webhook }),
    onAlert: ({ kind, severity, about, text, count }) =>
      journal[LEVELS[severity]](
        { 'event.dataset': 'fleet', 'fleet.alert': kind, 'fleet.about': about, 'fleet.count': count },
        text,
      ),
    onFault: (error) => journal.error({ ...failureFields(error), 'event.dataset': 'fleet' }, 'a fault of the fleet'),
  });
}
