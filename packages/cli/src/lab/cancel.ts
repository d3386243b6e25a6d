/** `capgate lab cancel`. */
import { visible, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { inLab } from './place.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  return inLab(args, io, async (lab) => {
    const { hash, name } = await lab.find(args.operands[0] ?? '');
    await lab.cancel(hash, 'by a person, through capgate lab cancel');
    const text = `Cancelled ${visible(name)}; what was measured is kept. capgate lab resume ${hash.slice(0, 12)} goes on.`;
    await io.stdout.write(args.has('json') ? `${visibleJson({ hash, state: 'cancelled' })}\n` : `${text}\n`);
    return ExitStatus.OK;
  });
}
