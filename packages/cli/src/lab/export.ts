/** `capgate lab export`. */
import { resolve } from 'node:path';
import type { AskedTexts, Lab, Result, ResultFilter } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findLab } from './find.ts';
import { inLab } from './place.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { EXPORT_FORMATS, exportResults, resultLines, resultsAsked } = await findLab();
  const format = EXPORT_FORMATS.find((one) => one === args.value('format')) ?? 'csv';
  const output = args.value('output');
  if (format === 'parquet' && output === undefined) {
    throw args.misuse('expected --output FILE for parquet, which is no text, met none');
  }
  return inLab(args, io, async (lab) => {
    const { filter } = resultsAsked(textsOf(args));
    const results = await resultsOf(lab, args.operands[0] ?? '', filter);
    if (output !== undefined) await exportResults(results, format, resolve(io.cwd, output));
    else for (const line of resultLines(results, format === 'json' ? 'json' : 'csv')) await io.stdout.write(line);
    return ExitStatus.OK;
  });
}

/** As a URL's query names them. */
function textsOf(args: Arguments): AskedTexts {
  return {
    arm: args.value('arm'),
    stratum: args.value('stratum'),
    task: args.value('task'),
    outcome: args.value('outcome'),
    verdict: args.value('verdict'),
    latencyFromNs: args.value('latency-from'),
    latencyToNs: args.value('latency-to'),
  };
}

async function resultsOf(
  lab: Lab,
  named: string,
  filter: Omit<ResultFilter, 'experiment'>,
): Promise<readonly Result[]> {
  const { hash } = await lab.find(named);
  const results: Result[] = [];
  for await (const result of lab.allResults(hash, filter)) results.push(result);
  return results;
}
