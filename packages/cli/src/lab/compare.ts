/** `capgate lab compare`. */
import { resolve } from 'node:path';
import { quoted, visible, visibleJson } from '@capgate/base';
import type { Analysis, ExperimentRecord } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findLab } from './find.ts';
import { inLab, inOtherLab } from './place.ts';
import { analysed } from './reporting.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  return inLab(args, io, async (lab) => {
    const [first = '', second = ''] = args.operands;
    const one = await analysed(lab, await lab.find(first), io);
    return inOtherLab(args, io, lab, async (other) => {
      const record = await other.find(second);
      if (other !== lab) checkJudged(record);
      return tell(one, await analysed(other, record, io), args, io);
    });
  });
}

/** Commands of a lab that somebody else may have made are not run here to find out what they do. */
function checkJudged({ name, experiment, truth }: ExperimentRecord): void {
  if (experiment.groundTruth?.source !== 'effects' || truth !== undefined) return;
  const remedy = 'capgate lab report finds it out there';
  throw new CliError('INPUT', `expected ${quoted(name)} with what its commands do, met none in its lab; ${remedy}`);
}

async function tell(one: Analysis, other: Analysis, args: Arguments, io: Io): Promise<number> {
  const { compare, comparisonText, writeComparison } = await findLab();
  const comparison = compare(one, other);
  const page = args.value('html');
  const path = page === undefined ? undefined : resolve(io.cwd, page);
  if (path !== undefined) await writeComparison(comparison, path);
  const written = path === undefined ? '' : `\n${visible(`Page    ${path}`)}\n`;
  await io.stdout.write(args.has('json') ? `${visibleJson(comparison)}\n` : comparisonText(comparison) + written);
  return ExitStatus.OK;
}
