/** `capgate kernel detach`. */
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { kernelHere, NOT_ENFORCED } from './kernel.ts';

export async function run(_args: Arguments, io: Io): Promise<number> {
  const kernel = await kernelHere(io);
  if (kernel === undefined) throw new CliError('INPUT', NOT_ENFORCED);
  if (process.geteuid?.() !== 0)
    throw new CliError(
      'INPUT',
      'expected root, who alone takes programs out of the kernel: sudo capgate kernel detach',
    );
  const ended = kernel.detachAll();
  await io.stdout.write(ended.length === 0 ? 'nothing was attached\n' : `detached ${ended.join(', ')}\n`);
  return ExitStatus.OK;
}
