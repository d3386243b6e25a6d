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
import { looksEarly } from '../experiment/looks.ts';
import { monitorHardware, type Reading, requireMachine, seriesOf } from '../hardware/index.ts';
import { environmentNow } from '../measure/environment.ts';
import type { Webhook } from '../notify/webhook.ts';
import { rawIn } from '../results/artifacts.ts';
import type { ExperimentRecord } from '../results/experiments.ts';
import { LabStore } from '../results/lab-store.ts';
import { WAITING } from '../results/waiting.ts';
import { FolderObjects, type ObjectStore } from '../results/objects.ts';
import { type BucketOptions, openBucket } from '../results/s3-objects.ts';
import type { ResultCounts, ResultFilter } from '../results/queries.ts';
import type { ReadingFilter } from '../results/readings.ts';
import type { Result } from '../results/result.ts';
import { hashOfResults, ResultsHash } from '../results/results-hash.ts';
import { ArmFacts } from './arm-facts.ts';
import { type Ending, type Executor, type ExecutorParts, type Job, workerCountFor } from './executor.ts';
import { checkTruth, type EffectOptions, type GroundTruth, truthOf } from '../truth/index.ts';
import { encodeTruth, truthIn } from '../truth/kept-truth.ts';
import { type Machine, writeLabRecord } from './lab-log.ts';
import { excludedBy, givenFiles } from './excluded.ts';
import { lastOfEach, type PlanRecord, planRecords } from './logged.ts';
import { checkLooks, decisionsIn, look, type LookDecision } from './looks.ts';
import { machineChange } from './machine-change.ts';
import { NOTICED, Notices } from './notices.ts';
import { chunksOf, orderOf } from './order.ts';
import { OWN_THREAD } from './own-thread.ts';
import { Pace, type Progress } from './progress.ts';
import { readTasks } from './task-files.ts';
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

export interface RunOptions {
  /** How many worker threads; the plan's where absent, else one for each processor. */
  readonly workers?: number;
  /** What arms may take from the environment; what its owner says of the machine is in it as well. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Breaks off; what was measured is kept, and `resume` goes on. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface AnalysisOptions extends EffectOptions {
  /** The bytes of a file that names tasks with an exclusion of the plan; all count where absent. */
  readonly exclusions?: Uint8Array;
}

/**
 * How a run ended, and what there is by then. `already`: all of it had been measured before. Of what waits, `displaced`: by
 * something critical, and it goes on afterwards; `refused`: it cannot be measured here and waits on, the record says why.
 */
export interface RunReport {
  readonly ending: Ending['kind'] | 'already' | 'displaced' | 'refused';
  readonly record: ExperimentRecord;
  readonly counts: ResultCounts;
  /** What was decided at each look before the end. */
  readonly looks: readonly LookDecision[];
  /** Why a notice was not taken. */
  readonly untold?: string;
  /** What of the machine is other than where the experiment began, which is the one that the report names. */
  readonly moved?: string;
}

/** An experiment of this lab whose document, tasks and labels are those that it states. */
interface Checked {
  readonly record: ExperimentRecord;
  readonly job: Omit<Job, 'environment'>;
}

const DATABASE_FILE = 'lab.db';
const LOCK_TRIES = 5;
const LOCK_DELAY_MS = 50;
/** How often it is looked whether somebody has cancelled. */
const BEAT_MS = 1_000;
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
   * `LabError` TASKS and LABELS for files that are not those of the plan, RUN where this machine is not one that the plan
   * asks for, where another process runs one here, or where the plan has commands isolated and they cannot be, STORE.
   */
  async run(plan: Plan, folder: string, options: RunOptions = {}): Promise<RunReport> {
    const hasFinished = (await this.#store.experiment(plan.hash))?.state === 'finished';
    if (!hasFinished) await this.#requireMachine(plan.experiment, options);
    const checked = await this.#checked(plan, folder);
    if (checked.record.state === 'finished') return this.#report('already', plan.hash);
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
    return this.#known(plan.hash);
  }

  /**
   * Measures what waits, one after the other, the most urgent first, until nothing does; tells of each what came of it,
   * and goes on when it is asked for the next. Something critical that is entered meanwhile displaces what is less. Rejects
   * with `LabError` RUN where another process measures here, STORE.
   */
  async *runWaiting(options: WaitingOptions = {}): AsyncGenerator<RunReport, void, undefined> {
    const lock = await this.#lock();
    const measure = async ({ experiment, folder, hash }: ExperimentRecord, how: RunOptions): Promise<RunReport> => {
      await this.#requireMachine(experiment, how);
      const checked = await this.#checked(planOf(experiment), folder);
      // Whoever cancelled it meanwhile does not want it measured.
      return WAITING.includes(checked.record.state) ? this.#measure(checked, how) : this.#overtaken(hash);
    };
    // Workers elsewhere end with the queue of their experiment: it would not go on by itself.
    const mayWait = ({ experiment }: ExperimentRecord): boolean => !this.#executorFor(experiment, options).isElsewhere;
    const mayMeasure = ({ experiment }: ExperimentRecord): Promise<boolean> =>
      this.#requireMachine(experiment, options).then(
        () => true,
        () => false,
      );
    const report = (ending: RunReport['ending'], hash: string): Promise<RunReport> => this.#report(ending, hash);
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

  /** Where the arms are asked here: each worker elsewhere sees to it there. */
  async #requireMachine(experiment: Experiment, options: RunOptions): Promise<void> {
    const executor = this.#executorFor(experiment, options);
    executor.refuse?.(experiment);
    if (executor.isElsewhere) return;
    await requireMachine(experiment, options.variables ?? {});
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
    return this.#measured({ ...job, environment }, record, options);
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

  /** The one of this plan; undefined where there is none. */
  experiment(hash: string): Promise<ExperimentRecord | undefined> {
    return this.#store.experiment(hash);
  }

  counts(hash: string): Promise<ResultCounts> {
    return this.#store.counts(hash);
  }

  /**
   * In the order of measuring. Rejects with `LabError` RUN of an experiment that looks before its end, until that: nobody is
   * to see at a look more than what was decided.
   */
  async results(filter: ResultFilter, page: PageRequest): Promise<Page<Result>> {
    checkOpen(await this.#known(filter.experiment));
    return this.#store.results(filter, page);
  }

  /** What the machine did meanwhile, in the order of time. */
  readings(filter: ReadingFilter, page: PageRequest): Promise<Page<Reading>> {
    return this.#store.readingsPage(filter, page);
  }

  /** All of an experiment that the filter names, in the order of measuring. Rejects as `results` does. */
  allResults(hash: string, filter: Omit<ResultFilter, 'experiment'> = {}): AsyncIterable<Result> {
    return pages((page) => this.results({ ...filter, experiment: hash }, page));
  }

  #ownResults(hash: string): AsyncIterable<Result> {
    return pages((page) => this.#store.results({ experiment: hash }, page));
  }

  /** What was decided by now at each look, by the lab's log; of a plan that looks at its end alone, nothing. Rejects with `LabError` STORE. */
  async looks(hash: string): Promise<readonly LookDecision[]> {
    const { experiment } = await this.#known(hash);
    return looksEarly(experiment) ? decisionsIn(await planRecords(machine, this.#folder, hash)) : [];
  }

  /** What came back for a result, as it was; undefined where nothing was kept. */
  async raw({ artifact, position }: Result): Promise<unknown> {
    const bytes = artifact === undefined ? undefined : await this.#objects.get(artifact);
    return bytes && rawIn(bytes, position);
  }

  /**
   * What there is by now comes to. Where the truth is in what commands do, they are run for the first analysis, and what
   * they did is kept. Rejects with `LabError` as `truthOf`, `readExclusions` and `analyse` do, and as `results` does.
   */
  async analysis(hash: string, { exclusions, ...options }: AnalysisOptions = {}): Promise<Analysis> {
    const record = await this.#known(hash);
    const results: Result[] = [];
    for await (const result of this.allResults(hash)) results.push(result);
    const logged = await planRecords(machine, this.#folder, hash);
    if (record.state === 'finished') checkLogged(record, results, logged);
    const around = { machine, folder: this.#folder, objects: this.#objects, record, logged };
    const excluded = await excludedBy(exclusions, around);
    const truth = await this.#truth(record, options);
    const machineSeries = seriesOf(await this.#store.readings(hash));
    const plan = planOf(record.experiment);
    const analysis = analyse(plan, results, truth, {
      ...(machineSeries.length > 0 && { machine: machineSeries }),
      ...(record.environment !== undefined && { environment: record.environment }),
      ...(record.facts !== undefined && { arms: record.facts }),
      ...excluded,
    });
    checkLooks(plan, analysis.content.looks ?? [], logged);
    return analysis;
  }

  /** The bytes of a file of exclusions that was given for this plan; undefined where none of this hash was. */
  async exclusionFile(hash: string, sha256: string): Promise<Uint8Array | undefined> {
    const given = givenFiles(await planRecords(machine, this.#folder, hash));
    return given.some((file) => file.sha256 === sha256) ? this.#objects.get(sha256) : undefined;
  }

  async #truth(record: ExperimentRecord, options: EffectOptions): Promise<GroundTruth | undefined> {
    const { hash, experiment, folder, truth: kept } = record;
    const bytes = kept === undefined ? undefined : await this.#objects.get(kept);
    if (bytes !== undefined) return truthIn(bytes);
    // Whoever reads a report, of this lab or another's, is not to run commands for what has gone.
    if (kept !== undefined) {
      const met = 'met none; restore the artifacts from a copy';
      throw new LabError('STORE', `expected the artifact ${kept}, which has what commands did, ${met}`);
    }
    // Without one, a lab that was brought from elsewhere is reported also where its tasks are not.
    if (experiment.groundTruth === undefined) return undefined;
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
      const met =
        'met one that another process measures in; what was entered waits, and capgate lab run measures what waits';
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
    const executed = await this.#execute(executor, job, { ...options, doneCount, facts })
      .finally(stopWatching)
      .catch(async (error: unknown) => {
        // Nobody else waits for what is being told.
        await started.catch(() => {});
        throw error;
      });
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
    if (ending.kind === 'done' && (await this.#known(job.hash)).state === 'cancelled') return { kind: 'cancelled' };
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
      onDry: () => this.#lookUnlessCancelled(job, signal),
      onStep: ({ stored, failed }) => onProgress?.(pace.step(stored, failed, machine.clock.monotonicMs())),
      onFacts: (met) => facts.meet(met),
    });
  }

  /** A look may take long, where commands are run for it: whoever cancels does not wait for its end. */
  async #lookUnlessCancelled(job: Job, signal: AbortSignal | undefined): Promise<boolean> {
    const cancelled = new AbortController();
    const ask = (): unknown =>
      this.#store.isCancelled(job.hash).then(
        (isCancelled) => isCancelled && cancelled.abort(),
        // A store that fails fails the look as well, and tells it there.
        () => {},
      );
    const timer = setInterval(ask, BEAT_MS);
    try {
      return await this.#look(
        job,
        signal === undefined ? cancelled.signal : AbortSignal.any([signal, cancelled.signal]),
      );
    } catch (error) {
      if (cancelled.signal.aborted) return false;
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  #look(job: Job, signal: AbortSignal | undefined): Promise<boolean> {
    const { hash, experiment } = job;
    return look({
      plan: planOf(experiment),
      machine,
      folder: this.#folder,
      results: () => this.#ownResults(hash),
      truth: async () => {
        const truth = await this.#truth(await this.#known(hash), { ...(signal && { signal }) });
        const { truth: artifact } = await this.#known(hash);
        return { truth, ...(artifact !== undefined && { artifact }) };
      },
      goOn: (next) => this.#store.addChunks(hash, chunksOf(job.order, job.order.chunkItems)[next] ?? []),
    });
  }

  /** What is made of the results once the last is there: their hash, the log's word, and then the report. */
  async #finish({ hash, order }: Job): Promise<boolean> {
    const { resultsHash, count } = await this.#hashed(hash);
    // Of one that looks before its end, the last look knows that all is in.
    if (!order.ends.includes(count))
      throw new LabError('RUN', `expected ${order.size} results, met ${count}; resume it`);
    const facts = factsHash(await this.#known(hash));
    await writeLabRecord(machine, this.#folder, 'lab.measured', { plan: hash, results: resultsHash, count, facts });
    return this.#store.end(hash, { state: 'finished', resultsHash });
  }

  async #hashed(hash: string): Promise<{ readonly resultsHash: string; readonly count: number }> {
    const results = new ResultsHash();
    for await (const result of this.#ownResults(hash)) results.add(result);
    return { resultsHash: results.hex(), count: results.count };
  }

  async #report(ending: RunReport['ending'], hash: string): Promise<RunReport> {
    const counts = await this.#store.counts(hash);
    return { ending, record: await this.#known(hash), counts, looks: await this.looks(hash) };
  }

  async #known(hash: string): Promise<ExperimentRecord> {
    const record = await this.#store.experiment(hash);
    if (record !== undefined) return record;
    throw new LabError('RUN', `expected an experiment of this lab, met ${hash}; run its document`);
  }
}

/** Tables can be altered by who may write to them, and the log cannot, unnoticed. */
function checkLogged(record: ExperimentRecord, results: readonly Result[], logged: readonly PlanRecord[]): void {
  const { 'lab.measured': measured, 'lab.judged': judged } = lastOfEach(logged);
  const isSame =
    measured?.results === hashOfResults(results) &&
    measured.facts === factsHash(record) &&
    judged?.truth === record.truth;
  if (isSame) return;
  throw new LabError(
    'STORE',
    `expected the results, arms and truth of ${record.name} that the lab's log names, met others; restore the database from a copy`,
  );
}

/** Whether results may be seen: whoever sees them before could choose when to stop. */
function checkOpen({ name, experiment, state }: ExperimentRecord): void {
  if (state === 'finished' || !looksEarly(experiment)) return;
  const remedy = 'until then, capgate lab status says what its looks have decided';
  throw new LabError(
    'RUN',
    `expected an experiment that has come to its end, as ${name} looks before it, met it ${state}; ${remedy}`,
  );
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
