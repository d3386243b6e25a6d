/** `capgate fleet deciders`. */
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { inFleet } from './place.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  const hubs = args.operands;
  const threshold = args.positive('threshold', hubs.length) ?? majorityOf(hubs.length);
  return inFleet(args, io, async (fleet) => {
    await fleet.decideBy(hubs, threshold);
    const who = `${threshold} of ${hubs.join(', ')}`;
    await io.stdout.write(
      `${who} have to sign from now on. Nodes learn of it when they enrol or renew: capgate fleet renew, and start them again. Gates that come later take what these have signed alone: issue again what is to come down.\n`,
    );
    return ExitStatus.OK;
  });
}

function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}
