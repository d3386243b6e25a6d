/** `capgate lab report`. */
import { visible, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { inLab } from './place.ts';
import { report } from './reporting.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  return inLab(args, io, async (lab) => {
    const record = await lab.find(args.operands[0] ?? '');
    const { folder, verdict } = await report(lab, record, args, io);
    const text = `${visible(verdict)}\n${visible(`Report  ${folder}/report.html`)}\n`;
    await io.stdout.write(args.has('json') ? `${visibleJson({ plan: record.hash, verdict, folder })}\n` : text);
    return ExitStatus.OK;
  });
}
