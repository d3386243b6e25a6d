/** `capgate lab status`. */
import { visible, visibleJson } from '@capgate/base';
import type { ExperimentRecord, Lab, PageRequest } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findLab } from './find.ts';
import { inLab } from './place.ts';
import { experimentJson, experimentText, type Shown, stateText } from './shown.ts';

/** Of what waits, so many are shown. */
const WAITING_MAX = 100;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { pageAsked } = await findLab();
  return inLab(args, io, async (lab) => {
    const [named] = args.operands;
    const page = pageAsked({ limit: args.value('limit'), cursor: args.value('cursor') });
    const text =
      named === undefined ? await listed(lab, page, args.has('json')) : await one(lab, named, args.has('json'));
    await io.stdout.write(text);
    return ExitStatus.OK;
  });
}

async function one(lab: Lab, named: string, isJson: boolean): Promise<string> {
  const record = await lab.find(named);
  const shown = { ...(await shownOf(lab, record, await lab.running())), looks: await lab.looks(record.hash) };
  return isJson ? `${visibleJson(experimentJson(shown))}\n` : experimentText(shown);
}

async function listed(lab: Lab, page: PageRequest, isJson: boolean): Promise<string> {
  const running = await lab.running();
  const { items, next } = await lab.experiments(page);
  const all: Shown[] = [];
  for (const record of items) all.push(await shownOf(lab, record, running));
  const waiting: Shown[] = [];
  for (const record of await lab.waiting(WAITING_MAX))
    if (record.hash !== running) waiting.push(await shownOf(lab, record, running));
  if (isJson) {
    const hashes = waiting.map(({ hash }) => hash);
    const more = next !== undefined && { next };
    return `${visibleJson({ experiments: all.map(experimentJson), waiting: hashes, ...more })}\n`;
  }
  if (all.length === 0) return 'No experiment was run here; capgate lab run FILE runs one.\n';
  const others = all.filter(({ hash, state }) => hash === running || !['queued', 'running'].includes(state));
  const older = next === undefined ? '' : `Older ones follow: capgate lab status --cursor ${next}\n`;
  return [...others.map(lineOf), ...(await waitingLines(waiting)), older].join('');
}

function lineOf(shown: Shown): string {
  return `${shown.hash.slice(0, 12)}  ${visible(shown.name)}  ${stateText(shown)}\n`;
}

/** In the order in which they will be measured. */
async function waitingLines(waiting: readonly Shown[]): Promise<readonly string[]> {
  if (waiting.length === 0) return [];
  const { urgencyOf } = await findLab();
  const lines = waiting.map((shown) => {
    const { priority } = shown.experiment;
    const why = shown.why === undefined ? '' : `  ${visible(shown.why)}\n`;
    return `${lineOf(shown).trimEnd()}, ${urgencyOf(priority)} (${priority})\n${why}`;
  });
  return ['Waiting, the next first; capgate lab run measures them:\n', ...lines];
}

/** One that is said to run, and is not the one that somebody runs, was broken off. */
async function shownOf(lab: Lab, record: ExperimentRecord, running: string | undefined): Promise<Shown> {
  const isInterrupted = record.state === 'running' && record.hash !== running;
  return { ...record, counts: await lab.counts(record.hash), isInterrupted };
}
