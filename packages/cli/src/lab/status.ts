/** `capgate lab status`. */
import { visible, visibleJson } from '@capgate/base';
import type { ExperimentRecord, Lab } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { inLab } from './place.ts';
import { experimentJson, experimentText, type Shown, stateText } from './shown.ts';

/** So many are listed; an older one is asked for by its hash. */
const LISTED_MAX = 100;

export function run(args: Arguments, io: Io): Promise<number> {
  return inLab(args, io, async (lab) => {
    const [named] = args.operands;
    const text = named === undefined ? await listed(lab, args.has('json')) : await one(lab, named, args.has('json'));
    await io.stdout.write(text);
    return ExitStatus.OK;
  });
}

async function one(lab: Lab, named: string, isJson: boolean): Promise<string> {
  const record = await lab.find(named);
  const shown = { ...(await shownOf(lab, record, await lab.running())), looks: await lab.looks(record.hash) };
  return isJson ? `${visibleJson(experimentJson(shown))}\n` : experimentText(shown);
}

async function listed(lab: Lab, isJson: boolean): Promise<string> {
  const running = await lab.running();
  const all: Shown[] = [];
  for (const record of (await lab.experiments({ limit: LISTED_MAX })).items)
    all.push(await shownOf(lab, record, running));
  if (isJson) return `${visibleJson({ experiments: all.map(experimentJson) })}\n`;
  if (all.length === 0) return 'No experiment was run here; capgate lab run FILE runs one.\n';
  return all.map((shown) => `${shown.hash.slice(0, 12)}  ${visible(shown.name)}  ${stateText(shown)}\n`).join('');
}

/** One that is said to run, and is not the one that somebody runs, was broken off. */
async function shownOf(lab: Lab, record: ExperimentRecord, running: string | undefined): Promise<Shown> {
  const isInterrupted = record.state === 'running' && record.hash !== running;
  return { ...record, counts: await lab.counts(record.hash), isInterrupted };
}
