/** `capgate lab schema`. */
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findLab } from './find.ts';

export async function run(_args: Arguments, io: Io): Promise<number> {
  const { EXPERIMENT_SCHEMA } = await findLab();
  await io.stdout.write(`${JSON.stringify(EXPERIMENT_SCHEMA, undefined, 2)}\n`);
  return ExitStatus.OK;
}
