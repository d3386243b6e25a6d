/** `capgate lab submit`. */
import { visible, visibleJson } from '@capgate/base';
import type { ExperimentRecord, Lab } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { planAt, type PlanAt } from './documents.ts';
import { findLab } from './find.ts';
import { inMadeLab } from './place.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  // All documents are read before any is entered.
  const plans: PlanAt[] = [];
  for (const path of args.operands) plans.push(await planAt(io, path));
  return inMadeLab(args, io, async (lab) => {
    for (const { plan, folder } of plans) {
      const text = await entered(lab, await lab.submit(plan, folder), args.has('json'));
      await io.stdout.write(text);
    }
    return ExitStatus.OK;
  });
}

async function entered(
  lab: Lab,
  { hash, name, state, experiment }: ExperimentRecord,
  isJson: boolean,
): Promise<string> {
  const { urgencyOf } = await findLab();
  const before = state === 'finished' ? undefined : await countBefore(lab, hash);
  if (isJson) return `${visibleJson({ hash, name, state, before: before ?? null })}\n`;
  const says =
    before === undefined
      ? 'was measured before, and is not measured again'
      : `${urgencyOf(experiment.priority)} (${experiment.priority}), ${before} before it`;
  return `${hash.slice(0, 12)}  ${visible(name)}  ${says}\n`;
}

/** Beyond, it is said that there are so many. */
const COUNTED_MAX = 1_000;

async function countBefore(lab: Lab, hash: string): Promise<number> {
  const waiting = await lab.waiting(COUNTED_MAX);
  const place = waiting.findIndex((one) => one.hash === hash);
  return place < 0 ? waiting.length : place;
}
