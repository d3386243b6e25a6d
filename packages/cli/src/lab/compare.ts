/** `capgate lab compare`. */
import { visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findLab } from './find.ts';
import { inLab } from './place.ts';
import { analysed } from './reporting.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { compare, comparisonText } = await findLab();
  return inLab(args, io, async (lab) => {
    const [first = '', second = ''] = args.operands;
    const one = await analysed(lab, await lab.find(first), io);
    const other = await analysed(lab, await lab.find(second), io);
    const comparison = compare(one, other);
    await io.stdout.write(args.has('json') ? `${visibleJson(comparison)}\n` : comparisonText(comparison));
    return ExitStatus.OK;
  });
}
