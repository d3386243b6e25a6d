/** The lab on one machine: a folder with the experiments that were run there, their results and their log. */
import { createHash } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import {
  type CanonicalObject,
  DiskError,
  encodeCanonical,
  fromUtf8,
  type Lock,
  readWhole,
  replaceWhole,
  utf8,
} from '@capgate/base';
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { nodePrimitives } from '@capgate/keys/node';
import { type Page, PAGE_LIMIT_MAX, type PageRequest, type StoreOptions } from '@capgate/store/database';
import { type Analysis, analyse } from '../analysis/index.ts';
import { LabError } from '../error.ts';
import { type Plan, planOf } from '../experiment/plan.ts';
import type { Experiment } from '../experiment/schema.ts';
import { monitorHardware, seriesOf } from '../hardware/index.ts';
import { environmentNow } from '../measure/environment.ts';
import type { Webhook } from '../notify/webhook.ts';
import { rawIn } from '../results/artifacts.ts';
import type { ExperimentRecord } from '../results/experiments.ts';
import { LabStore } from '../results/lab-store.ts';
import { FolderObjects, type ObjectStore } from '../results/objects.ts';
import { type BucketOptions, openBucket } from '../results/s3-objects.ts';
import type { ResultCounts, ResultFilter } from '../results/queries.ts';
import type { Result } from '../results/result.ts';
import { hashOfResults, ResultsHash } from '../results/results-hash.ts';
import { ArmFacts } from './arm-facts.ts';
import { type Ending, type Executor, type ExecutorParts, type Job, workerCountFor } from './executor.ts';
import { checkTruth, type EffectOptions, type GroundTruth, truthOf } from '../truth/index.ts';
import { encodeTruth, truthIn } from '../truth/kept-truth.ts';
import { type Machine, writeLabRecord } from './lab-log.ts';
import { lastLabRecords } from './logged.ts';
import { machineChange } from './machine-change.ts';
import { NOTICED, Notices } from './notices.ts';
import { chunkItemsOf, orderOf } from './order.ts';
import { OWN_THREAD } from './own-thread.ts';
import { Pace, type Progress } from './progress.ts';
import { readTasks } from './task-files.ts';
import { ThreadExecutor } from './thread-executor.ts';

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

export interface RunOptions {
  /** How many worker threads; the plan's where absent, else one for each processor. */
  readonly workers?: number;
  /** What arms may take from the environment. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Breaks off; what was measured is kept, and `resume` goes on. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** How a run ended, and what there is by then. `already`: all of it had been measured before. */
export interface RunReport {
  readonly ending: Ending['kind'] | 'already';
  readonly record: ExperimentRecord;
  readonly counts: ResultCounts;
  /** Why a notice was not taken. */
  readonly untold?: string;
  /** What of the machine is other than where the experiment began, which is the one that the report names. */
  readonly moved?: string;
}

const DATABASE_FILE = 'lab.db';
const LOCK_TRIES = 5;
const LOCK_DELAY_MS = 50;
/** Its program lies beside the bundle, or among the sources. */
function inThreads(parts: ExecutorParts): Executor {
  return new ThreadExecutor({ ...parts, thread: OWN_THREAD });
}

const machine: Machine = { disk: new NodeDisk(), clock: systemClock, random: systemRandom, primitives: nodePrimitives };

export class Lab {
  readonly #folder: string;
  readonly #store: LabStore;
  readonly #objects: ObjectStore;
  readonly #executorOf: (parts: ExecutorParts) => Executor;
  readonly #notices: Notices;

  private constructor({ folder, webhook, executorOf = inThreads }: LabOptions, store: LabStore, objects: ObjectStore) {
    this.#folder = folder;
    this.#store = store;
    this.#objects = objects;
    this.#executorOf = executorOf;
    this.#notices = new Notices(webhook, machine, (hash) => store.counts(hash));
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
   * `LabError` TASKS and LABELS for files that are not those of the plan, RUN where another process runs one here, or where
   * the plan has commands isolated and they cannot be, STORE.
   */
  async run(plan: Plan, folder: string, options: RunOptions = {}): Promise<RunReport> {
    const tasks = await readTasks(machine.disk, plan.experiment, folder);
    const order = orderOf(plan.experiment, tasks);
    const chunkItems = chunkItemsOf(order.size, plan.experiment.arms.length);
    const known = await this.#store.experiment(plan.hash);
    // Of a finished one there is nothing to lose any more.
    if (known?.state !== 'finished' && known?.truth === undefined) await checkTruth(plan.experiment, folder, tasks);
    const record = await this.#store.enter({ plan, folder, tasks, itemCount: order.size, chunkItems });
    if (record.folder !== folder) {
      const met = `met it in ${folder}: its arms and labels are found from where it was begun`;
      throw new LabError('RUN', `expected the document in ${record.folder}, ${met}; run it there, or in another lab`);
    }
    if (record.state === 'finished') return this.#report('already', plan.hash);
    const lock = await this.#lock();
    try {
      await replaceWhole(machine.disk, this.#runningPath, utf8(plan.hash));
      const variables = options.variables ?? {};
      const environment = { folder: record.folder, variables, cacheFolder: `${this.#folder}/answers` };
      const job = { hash: plan.hash, experiment: plan.experiment, tasks, order, environment };
      return await this.#measured(job, record, options);
    } finally {
      await lock.release();
    }
  }

  /** Goes on with an experiment that was entered, whatever stopped it. Rejects as `run` does. */
  async resume(hash: string, options: RunOptions = {}): Promise<RunReport> {
    const { experiment, folder } = await this.#known(hash);
    return this.run(planOf(experiment), folder, options);
  }

  /** What runs it ends soon; what was measured is kept. Rejects with `LabError` RUN where it has ended already. */
  async cancel(hash: string, why: string): Promise<void> {
    if (await this.#store.end(hash, { state: 'cancelled', why })) return;
    const { state, name } = await this.#known(hash);
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

  counts(hash: string): Promise<ResultCounts> {
    return this.#store.counts(hash);
  }

  /** In the order of measuring. */
  results(filter: ResultFilter, page: PageRequest): Promise<Page<Result>> {
    return this.#store.results(filter, page);
  }

  /** All of an experiment, in the order of measuring. */
  allResults(hash: string): AsyncIterable<Result> {
    return pages((page) => this.#store.results({ experiment: hash }, page));
  }

  /** What came back for a result, as it was; undefined where nothing was kept. */
  async raw({ artifact, position }: Result): Promise<unknown> {
    const bytes = artifact === undefined ? undefined : await this.#objects.get(artifact);
    return bytes && rawIn(bytes, position);
  }

  /**
   * What there is by now comes to. Where the truth is in what commands do, they are run for the first analysis, and what
   * they did is kept. Rejects with `LabError` as `truthOf` and `analyse` do.
   */
  async analysis(hash: string, options: EffectOptions = {}): Promise<Analysis> {
    const record = await this.#known(hash);
    const results: Result[] = [];
    for await (const result of this.allResults(hash)) results.push(result);
    if (record.state === 'finished') await this.#checkLogged(record, results);
    const truth = await this.#truth(record, options);
    const machineSeries = seriesOf(await this.#store.readings(hash));
    return analyse(planOf(record.experiment), results, truth, {
      ...(machineSeries.length > 0 && { machine: machineSeries }),
      ...(record.environment !== undefined && { environment: record.environment }),
      ...(record.facts !== undefined && { arms: record.facts }),
    });
  }

  /** Tables can be altered by who may write to them, and the log cannot, unnoticed. */
  async #checkLogged(record: ExperimentRecord, results: readonly Result[]): Promise<void> {
    const { hash, truth } = record;
    const logged = await lastLabRecords(machine, this.#folder, hash);
    const { 'lab.measured': measured, 'lab.judged': judged } = logged;
    const isSame =
      measured?.results === hashOfResults(results) && measured.facts === factsHash(record) && judged?.truth === truth;
    if (isSame) return;
    throw new LabError(
      'STORE',
      `expected the results, arms and truth of ${record.name} that the lab's log names, met others; restore the database from a copy`,
    );
  }

  async #truth(record: ExperimentRecord, options: EffectOptions): Promise<GroundTruth | undefined> {
    const { hash, experiment, folder, truth: kept } = record;
    const bytes = kept === undefined ? undefined : await this.#objects.get(kept);
    if (bytes !== undefined) return truthIn(bytes);
    const tasks = await readTasks(machine.disk, experiment, folder);
    const truth = await truthOf(experiment, folder, { tasks, ...options });
    if (truth?.source !== 'effects') return truth;
    const artifact = await this.#objects.put(encodeTruth(truth, tasks));
    await writeLabRecord(machine, this.#folder, 'lab.judged', { plan: hash, truth: artifact });
    await this.#store.keepKnown(hash, { truth: artifact });
    return truth;
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
      const met = 'met one that another process measures in; wait for it, or cancel its experiment';
      throw new LabError('RUN', `expected a lab in which nothing is measured, ${met}`, { cause: error });
    }
  }

  async #measured(job: Job, record: ExperimentRecord, options: RunOptions): Promise<RunReport> {
    const { hash, experiment } = job;
    const executor = this.#executorFor(experiment, options);
    if (!(await this.#store.begin(hash, record.state))) return this.#overtaken(hash);
    // Nobody else works here: what a process left behind when it was killed is taken up at once.
    await this.#store.releaseAll(hash);
    await writeLabRecord(machine, this.#folder, 'lab.planned', {
      plan: hash,
      name: experiment.name,
      tasks: tasksOf(job),
    });
    const doneCount = sumOf(await this.#store.counts(hash));
    const environment = executor.isElsewhere ? undefined : environmentNow();
    const first = doneCount > 0 ? record.environment : undefined;
    if (doneCount === 0 && environment !== undefined) await this.#store.keepKnown(hash, { environment });
    const started = this.#notices.tell('started', job);
    // Beside times that were taken elsewhere, what this machine did would mislead.
    const isOfThis = environment !== undefined && (doneCount === 0 || first !== undefined);
    const stopWatching = isOfThis ? this.#watch(hash) : async () => {};
    const facts = new ArmFacts(doneCount > 0 ? record.facts : undefined, (met) =>
      this.#store.keepKnown(hash, { facts: met }),
    );
    const executed = await this.#execute(executor, job, { ...options, doneCount, facts }).finally(stopWatching);
    const ending = await this.#conclude(job, executed);
    const moved = first && machineChange(first, environment);
    const untold = [await started, await this.#notices.tell(NOTICED[ending.kind], job, ending)].find(
      (said) => said !== undefined,
    );
    return {
      ...(await this.#report(ending.kind, hash)),
      ...(untold !== undefined && { untold }),
      ...(moved !== undefined && { moved }),
    };
  }

  /** Of one that is not as it was when it was entered, or found. */
  async #overtaken(hash: string): Promise<RunReport> {
    const { state, name } = await this.#known(hash);
    if (state === 'cancelled') return this.#report('cancelled', hash);
    if (state === 'finished') return this.#report('already', hash);
    throw new LabError('RUN', `expected ${name} as it was a moment ago, met it ${state}; run it again`);
  }

  /** What a person has cancelled meanwhile is neither finished nor failed. */
  async #conclude(job: Job, ending: Ending): Promise<Ending> {
    let hasEnded = true;
    if (ending.kind === 'done') hasEnded = await this.#finish(job);
    if (ending.kind === 'failed') hasEnded = await this.#store.end(job.hash, { state: 'failed', why: ending.why });
    return hasEnded ? ending : { kind: 'cancelled' };
  }

  /** Until what it answers is called, which resolves once all that was read is kept. */
  #watch(hash: string): () => Promise<void> {
    let writing = Promise.resolve();
    const stop = monitorHardware({
      clock: machine.clock,
      tell: (readings) => {
        // A store that fails fails the results as well, and tells it there.
        writing = writing.then(() => this.#store.keepReadings(hash, readings)).catch(() => {});
      },
    });
    return () => {
      stop();
      return writing;
    };
  }

  #executorFor(experiment: Experiment, { workers }: RunOptions): Executor {
    return this.#executorOf({
      queue: this.#store,
      objects: this.#objects,
      workerCount: workerCountFor(workers, experiment),
    });
  }

  #execute(
    executor: Executor,
    job: Job,
    { signal, onProgress, doneCount, facts }: RunOptions & { readonly doneCount: number; readonly facts: ArmFacts },
  ): Promise<Ending> {
    const pace = new Pace(job.order.size, doneCount, machine.clock.monotonicMs());
    return executor.execute(job, {
      signal: signal ?? new AbortController().signal,
      onStep: ({ stored, failed }) => onProgress?.(pace.step(stored, failed, machine.clock.monotonicMs())),
      onFacts: (met) => facts.meet(met),
    });
  }

  /** What is made of the results once the last is there: their hash, the log's word, and then the report. */
  async #finish({ hash, order }: Job): Promise<boolean> {
    const { resultsHash, count } = await this.#hashed(hash);
    if (count !== order.size) throw new LabError('RUN', `expected ${order.size} results, met ${count}; resume it`);
    const facts = factsHash(await this.#known(hash));
    await writeLabRecord(machine, this.#folder, 'lab.measured', { plan: hash, results: resultsHash, count, facts });
    return this.#store.end(hash, { state: 'finished', resultsHash });
  }

  async #hashed(hash: string): Promise<{ readonly resultsHash: string; readonly count: number }> {
    const results = new ResultsHash();
    for await (const result of this.allResults(hash)) results.add(result);
    return { resultsHash: results.hex(), count: results.count };
  }

  async #report(ending: RunReport['ending'], hash: string): Promise<RunReport> {
    return { ending, record: await this.#known(hash), counts: await this.#store.counts(hash) };
  }

  async #known(hash: string): Promise<ExperimentRecord> {
    const record = await this.#store.experiment(hash);
    if (record !== undefined) return record;
    throw new LabError('RUN', `expected an experiment of this lab, met ${hash}; run its document`);
  }
}

async function checkThere(folder: string): Promise<void> {
  if ((await machine.disk.list(folder)).includes(DATABASE_FILE)) return;
  const remedy = 'capgate lab run FILE makes one, --lab FOLDER names another';
  throw new LabError('RUN', `expected a lab in ${folder}, met none; ${remedy}`);
}

/** Of a plan's hash, in hexadecimal digits. */
const HASH_LENGTH = 64;

function factsHash({ facts = {} }: ExperimentRecord): string {
  return createHash('sha256').update(encodeCanonical(facts)).digest('hex');
}

/** A name has fewer chances to be taken for a hash then. */
const HASH_LENGTH_MIN = 6;

function tasksOf({ experiment }: Job): readonly CanonicalObject[] {
  return experiment.strata.map(({ name, tasks: { sha256, count } }) => ({ stratum: name, sha256, count }));
}

function sumOf(counts: ResultCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function* pages<Item>(ask: (page: PageRequest) => Promise<Page<Item>>): AsyncGenerator<Item> {
  let request: PageRequest = { limit: PAGE_LIMIT_MAX };
  for (;;) {
    const { items, next } = await ask(request);
    yield* items;
    if (next === undefined) return;
    request = { limit: PAGE_LIMIT_MAX, cursor: next };
  }
}
