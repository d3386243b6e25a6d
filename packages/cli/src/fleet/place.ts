/** Where a fleet, or a node of one, is kept, and by which secret. */
import type { EnrolmentParts, Fleet } from '@capgate/fleet/enrolment';
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { unattendedPassphrase } from '../keys/secrets.ts';
import { machineOf } from '../machine/machine.ts';
import { fleetFolder } from '../machine/places.ts';
import { told } from '../machine/told.ts';
import { findFleet } from './find.ts';

/** The parts forget the secret once `work` has ended. Throws `CliError`. */
export async function withParts<Value>(
  args: Arguments,
  io: Io,
  work: (folder: string, parts: EnrolmentParts) => Promise<Value>,
): Promise<Value> {
  const secret = unattendedPassphrase(args, io);
  const parts = { ...machineOf(io), passphrase: secret.give };
  try {
    return await told(() => work(fleetFolder(io, args.value('folder')), parts));
  } finally {
    secret.erase();
  }
}

/** Works with the fleet that this machine enrols nodes of. Throws `CliError`. */
export async function inFleet<Value>(args: Arguments, io: Io, work: (fleet: Fleet) => Promise<Value>): Promise<Value> {
  const { Fleet } = await findFleet('enrolment');
  return withParts(args, io, async (folder, parts) => {
    const fleet = await Fleet.open(folder, parts);
    try {
      return await work(fleet);
    } finally {
      fleet.close();
    }
  });
}
