/** What is kept of experiments, for who reads it: results and what they come to, held against the lab's log. */
import { createHash } from 'node:crypto';
import { encodeCanonical } from '@capgate/base';
import type { Page, PageRequest } from '@capgate/store/database';
import { type Analysis, analyse } from '../analysis/index.ts';
import { LabError } from '../error.ts';
import { looksEarly } from '../experiment/looks.ts';
import { planOf } from '../experiment/plan.ts';
import { type Reading, seriesOf } from '../hardware/index.ts';
import { rawIn } from '../results/artifacts.ts';
import type { ExperimentRecord } from '../results/experiments.ts';
import type { LabStore } from '../results/lab-store.ts';
import type { ObjectStore } from '../results/objects.ts';
import type { ResultFilter } from '../results/queries.ts';
import type { ReadingFilter } from '../results/readings.ts';
import type { Result } from '../results/result.ts';
import { hashOfResults } from '../results/results-hash.ts';
import { type EffectOptions, type GroundTruth, truthOf } from '../truth/index.ts';
import { encodeTruth, truthIn } from '../truth/kept-truth.ts';
import { excludedBy, givenFiles } from './excluded.ts';
import { writeLabRecord } from './lab-log.ts';
import { lastOfEach, type PlanRecord, planRecords } from './logged.ts';
import { checkLooks, decisionsIn, type LookDecision } from './looks.ts';
import { pages } from './pages.ts';
import { readTasks } from './task-files.ts';
import { machine } from './this-machine.ts';

export interface AnalysisOptions extends EffectOptions {
  /** The bytes of a file that names tasks with an exclusion of the plan; all count where absent. */
  readonly exclusions?: Uint8Array;
}

/** Where all of a lab lies. */
export interface LabPlace {
  readonly folder: string;
  readonly store: LabStore;
  readonly objects: ObjectStore;
}

export class Kept {
  readonly #folder: string;
  readonly #store: LabStore;
  readonly #objects: ObjectStore;

  constructor({ folder, store, objects }: LabPlace) {
    this.#folder = folder;
    this.#store = store;
    this.#objects = objects;
  }

  /** Rejects with `LabError` RUN for one that the lab does not have. */
  async known(hash: string): Promise<ExperimentRecord> {
    const record = await this.#store.experiment(hash);
    if (record !== undefined) return record;
    throw new LabError('RUN', `expected an experiment of this lab, met ${hash}; run its document`);
  }

  /**
   * In the order of measuring. Rejects with `LabError` RUN of an experiment that looks before its end, until that: nobody is
   * to see at a look more than what was decided.
   */
  async results(filter: ResultFilter, page: PageRequest): Promise<Page<Result>> {
    checkOpen(await this.known(filter.experiment));
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

  /** The same of who measures, at any time. */
  ownResults(hash: string): AsyncIterable<Result> {
    return pages((page) => this.#store.results({ experiment: hash }, page));
  }

  /** What was decided by now at each look, by the lab's log; of a plan that looks at its end alone, nothing. Rejects with `LabError` STORE. */
  async looks(hash: string): Promise<readonly LookDecision[]> {
    const { experiment } = await this.known(hash);
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
    const record = await this.known(hash);
    const results: Result[] = [];
    for await (const result of this.allResults(hash)) results.push(result);
    const logged = await planRecords(machine, this.#folder, hash);
    if (record.state === 'finished') checkLogged(record, results, logged);
    const around = { machine, folder: this.#folder, objects: this.#objects, record, logged };
    const excluded = await excludedBy(exclusions, around);
    const truth = await this.truth(record, options);
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

  /**
   * What is right, as it is known or found out now: then commands are run, and what they did is kept. Rejects with `LabError`
   * as `truthOf` does, and STORE where what was kept has gone.
   */
  async truth(record: ExperimentRecord, options: EffectOptions): Promise<GroundTruth | undefined> {
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

/** Of what arms said of themselves, as the log has it. */
export function factsHash({ facts = {} }: ExperimentRecord): string {
  return createHash('sha256').update(encodeCanonical(facts)).digest('hex');
}
