/** `capgate lab resume`. */
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { inLab } from './place.ts';
import { runShown } from './running.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  return inLab(args, io, async (lab) => {
    const { hash } = await lab.find(args.operands[0] ?? '');
    return runShown(args, io, (options) => lab.resume(hash, options));
  });
}
