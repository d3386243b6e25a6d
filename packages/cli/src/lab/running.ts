/** An experiment that runs, as a terminal shows it, and what came of it. */
import { visible, visibleJson } from '@capgate/base';
import type { Progress as LabProgress, RunOptions, RunReport } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { labFolder } from '../machine/places.ts';
import { durationText } from '../machine/times.ts';
import { Progress } from '../progress.ts';
import { experimentJson, experimentText } from './shown.ts';

const WORKERS_MAX = 256;
/** A terminal is not to cost what is measured. */
const SHOW_EVERY_MS = 250;

/** Runs with progress until it ends or somebody interrupts it, and tells what came of it. */
export async function runShown(
  args: Arguments,
  io: Io,
  start: (options: RunOptions) => Promise<RunReport>,
): Promise<number> {
  let bar: Progress | undefined;
  let shownMs = Number.NEGATIVE_INFINITY;
  const onProgress = (now: LabProgress): void => {
    bar ??= new Progress(io.stderr, now.total);
    if (performance.now() - shownMs < SHOW_EVERY_MS) return;
    shownMs = performance.now();
    void bar.show(now.done, noteOf(now));
  };
  const workers = workersOf(args);
  const report = await untilInterrupted((signal) =>
    start({ variables: io.env, signal, onProgress, ...(workers !== undefined && { workers }) }),
  );
  await bar?.end();
  await io.stdout.write(args.has('json') ? jsonOf(report) : textOf(report, labFolder(io, args.value('lab'))));
  return report.ending === 'done' || report.ending === 'already' ? ExitStatus.OK : ExitStatus.PROBLEM;
}

/** How many threads were asked for. */
export function workersOf(args: Arguments): number | undefined {
  return args.has('workers') ? Math.max(args.integer('workers', WORKERS_MAX), 1) : undefined;
}

/** Runs with a signal that comes where somebody interrupts the program. */
export async function untilInterrupted<Value>(run: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    return await run(stop.signal);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
}

function noteOf({ failed, perSecond, remainingMs }: LabProgress): string {
  const left = remainingMs === undefined ? '' : `, ${durationText(remainingMs)} left`;
  const wrong = failed === 0 ? '' : `, ${failed} failed`;
  return `${Number(perSecond.toPrecision(3))} a second${left}${wrong}`;
}

const SAYS: Readonly<Record<RunReport['ending'], (id: string) => string>> = {
  done: () => 'All was measured.',
  already: () => 'All of it had been measured before; nothing was measured again.',
  stopped: (id) => `Interrupted; capgate lab resume ${id} goes on.`,
  cancelled: (id) => `Cancelled; capgate lab resume ${id} goes on.`,
  failed: (id) => `It could not go on; capgate lab resume ${id} tries again.`,
};

function textOf({ ending, record, counts }: RunReport, folder: string): string {
  const id = record.hash.slice(0, 12);
  return `${SAYS[ending](id)}\n\n${experimentText({ ...record, counts })}${visible(`Results     ${folder}`)}\n`;
}

function jsonOf({ ending, record, counts }: RunReport): string {
  return `${visibleJson({ ending, ...experimentJson({ ...record, counts }) })}\n`;
}
