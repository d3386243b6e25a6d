/** `capgate lab report`. */
import { visible, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { readBytes } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findLab } from './find.ts';
import { inLab } from './place.ts';
import { report } from './reporting.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { EXCLUSIONS_BYTES_MAX } = await findLab();
  const path = args.value('excluded');
  const exclusions = path === undefined ? undefined : readBytes(io, path, EXCLUSIONS_BYTES_MAX);
  return inLab(args, io, async (lab) => {
    const record = await lab.find(args.operands[0] ?? '');
    const { folder, verdict } = await report(lab, record, args, io, exclusions);
    const text = `${visible(verdict)}\n${visible(`Report  ${folder}/report.html`)}\n`;
    await io.stdout.write(args.has('json') ? `${visibleJson({ plan: record.hash, verdict, folder })}\n` : text);
    return ExitStatus.OK;
  });
}
