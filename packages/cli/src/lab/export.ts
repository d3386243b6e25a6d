/** `capgate lab export`. */
import { resolve } from 'node:path';
import type { Lab, Result } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findLab } from './find.ts';
import { inLab } from './place.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { EXPORT_FORMATS, exportResults, resultLines } = await findLab();
  const format = EXPORT_FORMATS.find((one) => one === args.value('format')) ?? 'csv';
  const output = args.value('output');
  if (format === 'parquet' && output === undefined) {
    throw args.misuse('expected --output FILE for parquet, which is no text, met none');
  }
  return inLab(args, io, async (lab) => {
    const results = await resultsOf(lab, args.operands[0] ?? '');
    if (output !== undefined) await exportResults(results, format, resolve(io.cwd, output));
    else for (const line of resultLines(results, format === 'json' ? 'json' : 'csv')) await io.stdout.write(line);
    return ExitStatus.OK;
  });
}

async function resultsOf(lab: Lab, named: string): Promise<readonly Result[]> {
  const { hash } = await lab.find(named);
  const results: Result[] = [];
  for await (const result of lab.allResults(hash)) results.push(result);
  return results;
}
