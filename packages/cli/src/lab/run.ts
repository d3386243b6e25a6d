/** `capgate lab run`. */
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { planAt } from './documents.ts';
import { inRunningLab } from './place.ts';
import { runShown, runWaitingShown } from './running.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const [path] = args.operands;
  if (path === undefined) return runWaiting(args, io);
  const { plan, folder } = await planAt(io, path);
  return inRunningLab(args, io, (lab) => runShown(args, io, lab, (options) => lab.run(plan, folder, options)));
}

function runWaiting(args: Arguments, io: Io): Promise<number> {
  if (args.has('output')) throw args.misuse('expected --output with a FILE alone: what waits is several experiments');
  return inRunningLab(args, io, (lab) => runWaitingShown(args, io, lab), { mustExist: true });
}
