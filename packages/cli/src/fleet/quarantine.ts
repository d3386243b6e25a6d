/** `capgate fleet quarantine`. */
import { visible } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { fleetFolder, nodeSocket } from '../machine/places.ts';
import { told } from '../machine/told.ts';
import { findFleet } from './find.ts';
import { needed } from './needed.ts';

const OUTCOMES = {
  'kept-apart': 'is kept apart: enough hubs have said so',
  said: 'is not kept apart yet: this hub has said so, and others have to',
} as const;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { askQuarantine } = await findFleet('run');
  const [agent = ''] = args.operands;
  const tenant = needed(args, 'tenant', 'whose agent it is');
  const socket = nodeSocket(fleetFolder(io, args.value('folder')));
  const outcome = await told(() => askQuarantine(socket, { tenant, agent }));
  await io.stdout.write(`${visible(agent)} ${OUTCOMES[outcome]}.\n`);
  return ExitStatus.OK;
}
