/** The lab on one machine: a folder with the experiments that were run there, their results and their log. */
import { setTimeout as later } from 'node:timers/promises';
import { DiskError, fromUtf8, type Lock, readWhole, replaceWhole, utf8 } from '@capgate/base';
import type { Webhook } from '@capgate/base/node';
import type { Page, PageRequest, StoreOptions } from '@capgate/store/database';
import type { Analysis } from '../analysis/index.ts';
import { LabError } from '../error.ts';
import { type Plan, planOf } from '../experiment/plan.ts';
import type { Reading } from '../hardware/index.ts';
import type { ExperimentRecord } from '../results/experiments.ts';
import { LabStore } from '../results/lab-store.ts';
import { FolderObjects, type ObjectStore } from '../results/objects.ts';
import type { ResultCounts, ResultFilter } from '../results/queries.ts';
import type { ReadingFilter } from '../results/readings.ts';
import type { Result } from '../results/result.ts';
import { type BucketOptions, openBucket } from '../results/s3-objects.ts';
import { WAITING } from '../results/waiting.ts';
import { checkTruth } from '../truth/index.ts';
import type { Executor, ExecutorParts, Job } from './executor.ts';
import { type AnalysisOptions, Kept } from './kept.ts';
import type { LookDecision } from './looks.ts';
import { Measuring, type RunOptions, type RunReport } from './measuring.ts';
import { Notices } from './notices.ts';
import { chunksOf, orderOf } from './order.ts';
import { OWN_THREAD } from './own-thread.ts';
import { pages } from './pages.ts';
import { readTasks } from './task-files.ts';
import { machine } from './this-machine.ts';
import { ThreadExecutor } from './thread-executor.ts';
import { measureWaiting, type WaitingOptions } from './waiting-line.ts';

export interface LabOptions {
  /** An absolute path; made where it is absent, for its owner alone. */
  readonly folder: string;
  /** Whether a lab has to be in the folder already; not looked at where a database elsewhere keeps its results. */
  readonly mustExist?: boolean;
  /** SQLite in the folder where absent. */
  readonly database?: StoreOptions;
  /** A bucket for what comes back from arms; a folder in the lab's where absent. */
  readonly bucket?: BucketOptions;
  /** Who is told what becomes of experiments; nobody where absent. */
  readonly webhook?: Webhook;
  /** Who has the arms asked; worker threads of this process where absent. */
  readonly executorOf?: (parts: ExecutorParts) => Executor;
}

/** An experiment of this lab whose document, tasks and labels are those that it states. */
interface Checked {
  readonly record: ExperimentRecord;
  readonly job: Omit<Job, 'environment'>;
}

const DATABASE_FILE = 'lab.db';
const LOCK_TRIES = 5;
const LOCK_DELAY_MS = 50;
/** Its program lies beside the bundle, or among the sources. */
function inThreads(parts: ExecutorParts): Executor {
  return new ThreadExecutor({ ...parts, thread: OWN_THREAD });
}

export class Lab {
  readonly #folder: string;
  readonly #store: LabStore;
  readonly #kept: Kept;
  readonly #measuring: Measuring;

  private constructor({ folder, webhook, executorOf = inThreads }: LabOptions, store: LabStore, objects: ObjectStore) {
    this.#folder = folder;
    this.#store = store;
    this.#kept = new Kept({ folder, store, objects });
    const notices = new Notices(webhook, machine, (hash) => store.counts(hash));
    this.#measuring = new Measuring({ folder, store, objects, kept: this.#kept, notices, executorOf });
  }

  /** Rejects with `LabError` STORE; RUN for a folder that others may write to, or that has to have a lab and has none. */
  static async open(options: LabOptions): Promise<Lab> {
    const { folder, database = { kind: 'sqlite', path: `${folder}/${DATABASE_FILE}` } } = options;
    if (options.mustExist === true && options.database === undefined) await checkThere(folder);
    await machine.disk.makeFolder(folder);
    if (await machine.disk.othersMayWrite(folder)) {
      throw new LabError('RUN', `expected ${folder} to be its user's alone, met a folder open to others; chmod 700 it`);
    }
    const objects =
      options.bucket === undefined
        ? new FolderObjects(machine.disk, `${folder}/artifacts`)
        : await openBucket(options.bucket);
    return new Lab(options, await LabStore.open({ database, clock: machine.clock }), objects);
  }

  /**
   * Runs the plan of a document in `folder`, or goes on with it. One that was finished is not run again. Rejects with
   * `LabError` TASKS and LABELS for files that are not those of the plan, RUN where this machine is not one that the plan
   * asks for, where another process runs one here, or where the plan has commands isolated and they cannot be, STORE.
   */
  async run(plan: Plan, folder: string, options: RunOptions = {}): Promise<RunReport> {
    const hasFinished = (await this.#store.experiment(plan.hash))?.state === 'finished';
    if (!hasFinished) await this.#measuring.requireMachine(plan.experiment, options);
    const checked = await this.#checked(plan, folder);
    if (checked.record.state === 'finished') return this.#measuring.report('already', plan.hash);
    const lock = await this.#lock();
    try {
      return await this.#measure(checked, options);
    } finally {
      await lock.release();
    }
  }

  /**
   * Enters the plan of a document in `folder`: it waits until `runWaiting` measures it. One that was cancelled or has failed
   * waits again; one that was finished is not measured again. Rejects as `run` does,
   * but for the machine and for who measures here: both are looked at when its turn comes.
   */
  async submit(plan: Plan, folder: string): Promise<ExperimentRecord> {
    await this.#checked(plan, folder);
    await this.#store.wait(plan.hash, { from: ['cancelled', 'failed'] });
    return this.#kept.known(plan.hash);
  }

  /**
   * Measures what waits, one after the other, the most urgent first, until nothing does; tells of each what came of it,
   * and goes on when it is asked for the next. Something critical that is entered meanwhile displaces what is less. Rejects
   * with `LabError` RUN where another process measures here, STORE.
   */
  async *runWaiting(options: WaitingOptions = {}): AsyncGenerator<RunReport, void, undefined> {
    const lock = await this.#lock();
    const measure = async ({ experiment, folder, hash }: ExperimentRecord, how: RunOptions): Promise<RunReport> => {
      await this.#measuring.requireMachine(experiment, how);
      const checked = await this.#checked(planOf(experiment), folder);
      // Whoever cancelled it meanwhile does not want it measured.
      return WAITING.includes(checked.record.state) ? this.#measure(checked, how) : this.#measuring.overtaken(hash);
    };
    // Workers elsewhere end with the queue of their experiment: it would not go on by itself.
    const mayWait = ({ experiment }: ExperimentRecord): boolean => !this.#measuring.isElsewhere(experiment, options);
    const mayMeasure = ({ experiment }: ExperimentRecord): Promise<boolean> =>
      this.#measuring.requireMachine(experiment, options).then(
        () => true,
        () => false,
      );
    const report = (ending: RunReport['ending'], hash: string): Promise<RunReport> =>
      this.#measuring.report(ending, hash);
    try {
      yield* measureWaiting(
        { store: this.#store, clock: machine.clock, measure, mayWait, mayMeasure, report },
        options,
      );
    } finally {
      await lock.release();
    }
  }

  /** What waits, in the order of measuring, at most so many; one that is measured now is among them. */
  waiting(limit: number): Promise<readonly ExperimentRecord[]> {
    return this.#store.waiting({ limit });
  }

  /** The plan is entered, or was. */
  async #checked(plan: Plan, folder: string): Promise<Checked> {
    const tasks = await readTasks(machine.disk, plan.experiment, folder);
    const order = orderOf(plan.experiment, tasks);
    const [chunks = []] = chunksOf(order, order.chunkItems);
    const known = await this.#store.experiment(plan.hash);
    // Of a finished one there is nothing to lose any more.
    if (known?.state !== 'finished' && known?.truth === undefined) await checkTruth(plan.experiment, folder, tasks);
    const record = await this.#store.enter({ plan, folder, tasks, itemCount: order.size, chunks });
    if (record.folder !== folder) {
      const met = `met it in ${folder}: its arms and labels are found from where it was begun`;
      throw new LabError('RUN', `expected the document in ${record.folder}, ${met}; run it there, or in another lab`);
    }
    return { record, job: { hash: plan.hash, experiment: plan.experiment, tasks, order } };
  }

  /** The lab's lock is held. */
  async #measure({ record, job }: Checked, options: RunOptions): Promise<RunReport> {
    await replaceWhole(machine.disk, this.#runningPath, utf8(job.hash));
    const variables = options.variables ?? {};
    const environment = { folder: record.folder, variables, cacheFolder: `${this.#folder}/answers` };
    return this.#measuring.measure({ ...job, environment }, record, options);
  }

  /** Goes on with an experiment that was entered, whatever stopped it. Rejects as `run` does. */
  async resume(hash: string, options: RunOptions = {}): Promise<RunReport> {
    const { experiment, folder } = await this.#kept.known(hash);
    return this.run(planOf(experiment), folder, options);
  }

  /** What runs it ends soon; what was measured is kept. Rejects with `LabError` RUN where it has ended already. */
  async cancel(hash: string, why: string): Promise<void> {
    if (await this.#store.end(hash, { state: 'cancelled', why })) return;
    const { state, name } = await this.#kept.known(hash);
    throw new LabError(
      'RUN',
      `expected an experiment that runs or waits, met ${name}, ${state}; there is nothing to end`,
    );
  }

  /** Those that were entered last come first. */
  experiments(page: PageRequest): Promise<Page<ExperimentRecord>> {
    return this.#store.experiments(page);
  }

  /** The one experiment of this name, or whose hash begins so. Rejects with `LabError` RUN for none, and for several. */
  async find(named: string): Promise<ExperimentRecord> {
    const found: ExperimentRecord[] = [];
    for await (const record of pages((page) => this.experiments(page))) {
      if (record.name === named || (named.length >= HASH_LENGTH_MIN && record.hash.startsWith(named)))
        found.push(record);
    }
    const [first, ...others] = found;
    if (first !== undefined && others.length === 0) return first;
    if (first === undefined)
      throw new LabError(
        'RUN',
        `expected the name of an experiment, or the first ${HASH_LENGTH_MIN} digits of its hash, met ${named}; capgate lab status lists them`,
      );
    const hashes = found.map(({ hash }) => hash.slice(0, 12)).join(', ');
    throw new LabError(
      'RUN',
      `expected one experiment, met ${found.length} of the name ${named}; say which: ${hashes}`,
    );
  }

  /** The one of this plan; undefined where there is none. */
  experiment(hash: string): Promise<ExperimentRecord | undefined> {
    return this.#store.experiment(hash);
  }

  counts(hash: string): Promise<ResultCounts> {
    return this.#store.counts(hash);
  }

  /** See `Kept.results`. */
  results(filter: ResultFilter, page: PageRequest): Promise<Page<Result>> {
    return this.#kept.results(filter, page);
  }

  /** See `Kept.readings`. */
  readings(filter: ReadingFilter, page: PageRequest): Promise<Page<Reading>> {
    return this.#kept.readings(filter, page);
  }

  /** See `Kept.allResults`. */
  allResults(hash: string, filter: Omit<ResultFilter, 'experiment'> = {}): AsyncIterable<Result> {
    return this.#kept.allResults(hash, filter);
  }

  /** See `Kept.looks`. */
  looks(hash: string): Promise<readonly LookDecision[]> {
    return this.#kept.looks(hash);
  }

  /** See `Kept.raw`. */
  raw(result: Result): Promise<unknown> {
    return this.#kept.raw(result);
  }

  /** See `Kept.analysis`. */
  analysis(hash: string, options: AnalysisOptions = {}): Promise<Analysis> {
    return this.#kept.analysis(hash, options);
  }

  /** See `Kept.exclusionFile`. */
  exclusionFile(hash: string, sha256: string): Promise<Uint8Array | undefined> {
    return this.#kept.exclusionFile(hash, sha256);
  }

  /** The plan's hash of the experiment that a process runs here; undefined where none does. */
  async running(): Promise<string | undefined> {
    try {
      await (await this.#lock()).release();
      return undefined;
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'RUN') throw error;
      return fromUtf8((await readWhole(machine.disk, this.#runningPath, HASH_LENGTH)) ?? new Uint8Array());
    }
  }

  /** What it says counts as long as the lock is held: a process that is killed leaves it behind. */
  get #runningPath(): string {
    return `${this.#folder}/running`;
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /** What is measured beside something else is measured wrong: one experiment at a time, and one process. */
  async #lock(triesLeft = LOCK_TRIES): Promise<Lock> {
    try {
      return await machine.disk.lock(`${this.#folder}/lock`);
    } catch (error) {
      if (!(error instanceof DiskError) || error.code !== 'LOCKED') throw error;
      // Whoever only looks has it for a moment.
      if (triesLeft > 1) return later(LOCK_DELAY_MS).then(() => this.#lock(triesLeft - 1));
      const met =
        'met one that another process measures in; what was entered waits, and capgate lab run measures what waits';
      throw new LabError('RUN', `expected a lab in which nothing is measured, ${met}`, { cause: error });
    }
  }
}

async function checkThere(folder: string): Promise<void> {
  if ((await machine.disk.list(folder)).includes(DATABASE_FILE)) return;
  const remedy = 'capgate lab run FILE makes one, --lab FOLDER names another';
  throw new LabError('RUN', `expected a lab in ${folder}, met none; ${remedy}`);
}

/** Of a plan's hash, in hexadecimal digits. */
const HASH_LENGTH = 64;

/** A name has fewer chances to be taken for a hash then. */
const HASH_LENGTH_MIN = 6;
