/** The report of an experiment, written where the lab keeps it or where somebody wants it. */
import { join, resolve } from 'node:path';
import type { Analysis, ExperimentRecord, Lab } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { labFolder } from '../machine/places.ts';
import { Progress } from '../progress.ts';
import { findLab } from './find.ts';
import { untilInterrupted } from '../interrupted.ts';

const HASH_DIGITS = 12;

export interface Reported {
  /** With report.html, report.json, results.csv and results.parquet. */
  readonly folder: string;
  /** What came out, in a sentence. */
  readonly verdict: string;
}

/** `exclusions` are the bytes of a file. Rejects with `LabError` where the results do not come to one. */
export async function report(
  lab: Lab,
  record: ExperimentRecord,
  args: Arguments,
  io: Io,
  exclusions?: Uint8Array,
): Promise<Reported> {
  const { writeReport } = await findLab();
  const analysis = await analysed(lab, record, io, exclusions);
  const output = args.value('output');
  const folder =
    output === undefined
      ? join(labFolder(io, args.value('lab')), 'reports', record.hash.slice(0, HASH_DIGITS))
      : resolve(io.cwd, output);
  await writeReport(analysis, folder);
  return { folder, verdict: analysis.content.verdict };
}

/** Shows how many commands were run where these say what is right. */
export async function analysed(
  lab: Lab,
  { hash, experiment }: ExperimentRecord,
  io: Io,
  exclusions?: Uint8Array,
): Promise<Analysis> {
  const count = experiment.strata.reduce((sum, { tasks }) => sum + tasks.count, 0);
  const progress = new Progress(io.stderr, count);
  const onJudged = (judged: number): void => void progress.show(judged);
  const analysis = await untilInterrupted((signal) =>
    lab.analysis(hash, { onJudged, signal, ...(exclusions !== undefined && { exclusions }) }),
  );
  await progress.end();
  return analysis;
}
