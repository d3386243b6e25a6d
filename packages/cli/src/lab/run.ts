/** `capgate lab run`. */
import { dirname, resolve } from 'node:path';
import type { Arguments } from '../arguments.ts';
import { parseDocument } from '../documents.ts';
import { readText } from '../files.ts';
import type { Io } from '../io.ts';
import { told } from '../machine/told.ts';
import { findLab } from './find.ts';
import { inRunningLab } from './place.ts';
import { MAX_FILE_BYTES } from './plan.ts';
import { runShown } from './running.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { planOf } = await findLab();
  const path = args.operands[0] ?? '';
  const document = await parseDocument(readText(io, path, MAX_FILE_BYTES), path);
  const plan = await told(async () => planOf(document));
  const folder = dirname(resolve(io.cwd, path));
  return inRunningLab(args, io, (lab) => runShown(args, io, lab, (options) => lab.run(plan, folder, options)));
}
