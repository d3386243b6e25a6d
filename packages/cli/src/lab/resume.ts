/** `capgate lab resume`. */
import type { Lab } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { inRunningLab } from './place.ts';
import { runShown } from './running.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  const resumed = async (lab: Lab): Promise<number> => {
    const { hash } = await lab.find(args.operands[0] ?? '');
    return runShown(args, io, lab, (options) => lab.resume(hash, options));
  };
  return inRunningLab(args, io, resumed, { mustExist: true });
}
