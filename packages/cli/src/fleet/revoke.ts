/** `capgate fleet revoke`. */
import { visible } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { needed } from './needed.ts';
import { inFleet } from './place.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  const [node = ''] = args.operands;
  const why = needed(args, 'why', 'a reason');
  return inFleet(args, io, async (fleet) => {
    await fleet.revoke(node, why);
    const closed = await fleet.closeTokens(node);
    const tokens = closed === 0 ? '' : '; tokens by which it could have enrolled again are closed';
    await io.stdout.write(`${visible(node)} is revoked: nothing of it counts from now on${tokens}.\n`);
    return ExitStatus.OK;
  });
}
