/** An experiment that runs, as a terminal shows it, and what came of it. */
import { visible, visibleJson } from '@capgate/base';
import type { Lab, Progress as LabProgress, RunOptions, RunReport } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { labFolder } from '../machine/places.ts';
import { told } from '../machine/told.ts';
import { durationText } from '../machine/times.ts';
import { Progress } from '../progress.ts';
import { CliError } from '../error.ts';
import { untilInterrupted } from '../interrupted.ts';
import { report, type Reported } from './reporting.ts';
import { experimentJson, experimentText } from './shown.ts';

const WORKERS_MAX = 256;
/** A terminal is not to cost what is measured. */
const SHOW_EVERY_MS = 250;

/** Runs with progress until it ends or somebody interrupts it, reports it then, and tells what came of it. */
export async function runShown(
  args: Arguments,
  io: Io,
  lab: Lab,
  start: (options: RunOptions) => Promise<RunReport>,
): Promise<number> {
  const bar = new Bar(io);
  const options = optionsOf(args, io, bar);
  const ran = await untilInterrupted((signal) => start({ ...options, signal }));
  await bar.end();
  return tell(args, io, lab, ran);
}

/** Runs what waits, and tells of each experiment as it ends. */
export async function runWaitingShown(args: Arguments, io: Io, lab: Lab): Promise<number> {
  const bar = new Bar(io);
  const options = optionsOf(args, io, bar);
  const statuses: number[] = [];
  const isInterrupted = await untilInterrupted(async (signal) => {
    for await (const ran of lab.runWaiting({ ...options, signal, onBegin: ({ name }) => bar.begin(name) })) {
      await bar.end();
      if (statuses.length > 0 && !args.has('json')) await io.stdout.write('\n');
      const status = await tell(args, io, lab, ran);
      // What was displaced goes on, and is told of again.
      statuses.push(ran.ending === 'displaced' ? ExitStatus.OK : status);
    }
    return signal.aborted;
  });
  if (statuses.length === 0 && !args.has('json')) await io.stdout.write(NOTHING_WAITS);
  return isInterrupted ? ExitStatus.PROBLEM : Math.max(ExitStatus.OK, ...statuses);
}

const NOTHING_WAITS = 'Nothing waits here; capgate lab submit FILE enters an experiment.\n';

/** How far the experiment is that is measured now. */
class Bar {
  readonly #io: Io;
  #name = '';
  #bar: Progress | undefined;
  #shownMs = Number.NEGATIVE_INFINITY;

  constructor(io: Io) {
    this.#io = io;
  }

  /** One of several, which is to be named. */
  begin(name: string): void {
    this.#name = `${visible(name)}, `;
  }

  show(now: LabProgress): void {
    this.#bar ??= new Progress(this.#io.stderr, now.total);
    if (performance.now() - this.#shownMs < SHOW_EVERY_MS) return;
    this.#shownMs = performance.now();
    void this.#bar.show(now.done, `${this.#name}${noteOf(now)}`);
  }

  async end(): Promise<void> {
    await this.#bar?.end();
    this.#bar = undefined;
  }
}

function optionsOf(args: Arguments, io: Io, bar: Bar): RunOptions {
  const workers = workersOf(args);
  return {
    variables: io.env,
    onProgress: (now) => bar.show(now),
    ...(workers !== undefined && { workers }),
  };
}

/** Reports what was measured whole, and says what came of a run. */
async function tell(args: Arguments, io: Io, lab: Lab, ran: RunReport): Promise<number> {
  const isWhole = ran.ending === 'done' || ran.ending === 'already';
  const reported = isWhole ? await reportedOf(lab, ran, args, io) : undefined;
  const folder = labFolder(io, args.value('lab'));
  await io.stdout.write(args.has('json') ? jsonOf(ran, reported) : textOf(ran, reported, folder));
  return reported !== undefined && 'verdict' in reported ? ExitStatus.OK : ExitStatus.PROBLEM;
}

/** Why there is no report; what was measured is kept. */
interface Unreported {
  readonly noReport: string;
}

async function reportedOf(lab: Lab, { record }: RunReport, args: Arguments, io: Io): Promise<Reported | Unreported> {
  try {
    return await told(() => report(lab, record, args, io));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { noReport: error.message };
  }
}

/** How many threads were asked for. Throws `CliError`. */
export function workersOf(args: Arguments): number | undefined {
  return args.positive('workers', WORKERS_MAX);
}

function noteOf({ failed, perSecond, remainingMs }: LabProgress): string {
  const left = remainingMs === undefined ? '' : `, ${durationText(remainingMs)} left`;
  const wrong = failed === 0 ? '' : `, ${failed} failed`;
  return `${Number(perSecond.toPrecision(3))} a second${left}${wrong}`;
}

const SAYS: Readonly<Record<RunReport['ending'], (id: string, looks: RunReport['looks']) => string>> = {
  done: (_id, looks) =>
    (looks.at(-1)?.information ?? 1) < 1 ? `It stopped early, at look ${looks.length}.` : 'All was measured.',
  already: () => 'All of it had been measured before; nothing was measured again.',
  stopped: (id) => `Interrupted; capgate lab resume ${id} goes on.`,
  cancelled: (id) => `Cancelled; capgate lab resume ${id} goes on.`,
  failed: (id) => `It could not go on; capgate lab resume ${id} tries again.`,
  displaced: () => 'Displaced by something critical; it goes on after that.',
  refused: () => 'It cannot be measured here as it is, and waits on; capgate lab run tries again.',
};

function textOf(
  { ending, record, counts, looks, untold, moved }: RunReport,
  reported: Reported | Unreported | undefined,
  folder: string,
): string {
  const id = record.hash.slice(0, 12);
  const lines = [
    ...(untold === undefined ? [] : [`Notice      ${untold}`]),
    ...(moved === undefined ? [] : [`Machine     ${moved}`]),
    `Results     ${folder}`,
    ...(reported === undefined ? [] : reportLines(id, reported)),
  ];
  const facts = experimentText({ ...record, counts, looks, isInterrupted: ending === 'stopped' });
  return `${SAYS[ending](id, looks)}\n\n${facts}${lines.map((line) => `${visible(line)}\n`).join('')}`;
}

function reportLines(id: string, reported: Reported | Unreported): readonly string[] {
  return 'verdict' in reported
    ? [`Report      ${reported.folder}/report.html`, '', reported.verdict]
    : [`Report      none: ${reported.noReport}; capgate lab report ${id} tries again`];
}

function jsonOf(
  { ending, record, counts, looks, moved }: RunReport,
  reported: Reported | Unreported | undefined,
): string {
  const shown = experimentJson({ ...record, counts, looks, isInterrupted: ending === 'stopped' });
  return `${visibleJson({ ending, ...shown, ...(moved !== undefined && { moved }), report: reported ?? null })}\n`;
}
