/** One experiment measured: from its record in the log over the arms that are asked to the hash of all results. */
import type { CanonicalObject } from '@capgate/base';
import { LabError } from '../error.ts';
import { planOf } from '../experiment/plan.ts';
import type { Experiment } from '../experiment/schema.ts';
import { monitorHardware, requireMachine } from '../hardware/index.ts';
import { environmentNow } from '../measure/environment.ts';
import type { ExperimentRecord } from '../results/experiments.ts';
import type { LabStore } from '../results/lab-store.ts';
import type { ObjectStore } from '../results/objects.ts';
import type { ResultCounts } from '../results/queries.ts';
import { ResultsHash } from '../results/results-hash.ts';
import { ArmFacts } from './arm-facts.ts';
import { type Ending, type Executor, type ExecutorParts, type Job, workerCountFor } from './executor.ts';
import { factsHash, type Kept, type LabPlace } from './kept.ts';
import { writeLabRecord } from './lab-log.ts';
import { look, type LookDecision } from './looks.ts';
import { machineChange } from './machine-change.ts';
import { NOTICED, type Notices } from './notices.ts';
import { chunksOf } from './order.ts';
import { Pace, type Progress } from './progress.ts';
import { machine } from './this-machine.ts';

export interface RunOptions {
  /** How many worker threads; the plan's where absent, else one for each processor. */
  readonly workers?: number;
  /** What arms may take from the environment; what its owner says of the machine is in it as well. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Breaks off; what was measured is kept, and `resume` goes on. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
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

/** How often it is looked whether somebody has cancelled. */
const BEAT_MS = 1_000;

export interface MeasuringParts extends LabPlace {
  readonly kept: Kept;
  readonly notices: Notices;
  readonly executorOf: (parts: ExecutorParts) => Executor;
}

export class Measuring {
  readonly #folder: string;
  readonly #store: LabStore;
  readonly #objects: ObjectStore;
  readonly #kept: Kept;
  readonly #notices: Notices;
  readonly #executorOf: (parts: ExecutorParts) => Executor;

  constructor({ folder, store, objects, kept, notices, executorOf }: MeasuringParts) {
    this.#folder = folder;
    this.#store = store;
    this.#objects = objects;
    this.#kept = kept;
    this.#notices = notices;
    this.#executorOf = executorOf;
  }

  /** Whether its arms would be asked on other machines. */
  isElsewhere(experiment: Experiment, options: RunOptions): boolean {
    return this.#executorFor(experiment, options).isElsewhere;
  }

  /** Where the arms are asked here: each worker elsewhere sees to it there. */
  async requireMachine(experiment: Experiment, options: RunOptions): Promise<void> {
    const executor = this.#executorFor(experiment, options);
    executor.refuse?.(experiment);
    if (executor.isElsewhere) return;
    await requireMachine(experiment, options.variables ?? {});
  }

  /** Measures what is left to do of it. The lab's lock is held. Rejects as `Lab.run` does. */
  async measure(job: Job, record: ExperimentRecord, options: RunOptions): Promise<RunReport> {
    const { hash, experiment } = job;
    const executor = this.#executorFor(experiment, options);
    if (!(await this.#store.begin(hash, record.state))) return this.overtaken(hash);
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
      ...(await this.report(ending.kind, hash)),
      ...(untold !== undefined && { untold }),
      ...(moved !== undefined && { moved }),
    };
  }

  /** Of one that is not as it was when it was entered, or found. */
  async overtaken(hash: string): Promise<RunReport> {
    const { state, name } = await this.#kept.known(hash);
    if (state === 'cancelled') return this.report('cancelled', hash);
    if (state === 'finished') return this.report('already', hash);
    throw new LabError('RUN', `expected ${name} as it was a moment ago, met it ${state}; run it again`);
  }

  /** What a person has cancelled meanwhile is neither finished nor failed. */
  async #conclude(job: Job, ending: Ending): Promise<Ending> {
    let hasEnded = true;
    if (ending.kind === 'done' && (await this.#kept.known(job.hash)).state === 'cancelled')
      return { kind: 'cancelled' };
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
      results: () => this.#kept.ownResults(hash),
      truth: async () => {
        const truth = await this.#kept.truth(await this.#kept.known(hash), { ...(signal && { signal }) });
        const { truth: artifact } = await this.#kept.known(hash);
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
    const facts = factsHash(await this.#kept.known(hash));
    await writeLabRecord(machine, this.#folder, 'lab.measured', { plan: hash, results: resultsHash, count, facts });
    return this.#store.end(hash, { state: 'finished', resultsHash });
  }

  async #hashed(hash: string): Promise<{ readonly resultsHash: string; readonly count: number }> {
    const results = new ResultsHash();
    for await (const result of this.#kept.ownResults(hash)) results.add(result);
    return { resultsHash: results.hex(), count: results.count };
  }

  /** What there is by now of one whose run ended so. */
  async report(ending: RunReport['ending'], hash: string): Promise<RunReport> {
    const counts = await this.#store.counts(hash);
    return { ending, record: await this.#kept.known(hash), counts, looks: await this.#kept.looks(hash) };
  }
}

function tasksOf({ experiment }: Job): readonly CanonicalObject[] {
  return experiment.strata.map(({ name, tasks: { sha256, count } }) => ({ stratum: name, sha256, count }));
}

function sumOf(counts: ResultCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
