/** What the lab keeps in tables: experiments, the queue of their work, and results, each once. */
import type { Clock } from '@capgate/base';
import {
  type Engine,
  openDatabase,
  type Page,
  type PageRequest,
  StoreError,
  type StoreOptions,
} from '@capgate/store/database';
import { LabError } from '../error.ts';
import type { Chunk, ChunkLedger, Lease, Standing, WorkQueue } from '../run/queue.ts';
import {
  addChunks,
  begin,
  end,
  type EndedAs,
  type Entered,
  enter,
  type ExperimentRecord,
  experimentByHash,
  experimentsPage,
  keepKnown,
  type Known,
} from './experiments.ts';
import type { Reading } from '../hardware/index.ts';
import { keepReadings, type ReadingFilter, readingsOf, readingsPage } from './readings.ts';
import { LAB_MIGRATIONS } from './migrations.ts';
import { claim, isCancelled, openChunks, record, release, releaseAll, storedOf, take } from './queue.ts';
import { type ResultFilter, resultCounts, type ResultCounts, resultsPage } from './queries.ts';
import type { Result } from './result.ts';
import type { LabTables, State } from './tables.ts';
import { wait, waiting, type WaitingAgain, type WaitingQuestion } from './waiting.ts';

/** How long a chunk stays with a worker that is not heard of. */
const LEASE_MS = 60_000;

export interface LabStoreParts {
  readonly database: StoreOptions;
  readonly clock: Clock;
  readonly leaseMs?: number;
}

/** Every method rejects with `LabError` STORE, and what asks for a page with QUERY. */
export class LabStore implements WorkQueue, ChunkLedger {
  readonly #engine: Engine<LabTables>;
  readonly #clock: Clock;
  readonly #leaseMs: number;

  private constructor(engine: Engine<LabTables>, { clock, leaseMs = LEASE_MS }: LabStoreParts) {
    this.#engine = engine;
    this.#clock = clock;
    this.#leaseMs = leaseMs;
  }

  static async open(parts: LabStoreParts): Promise<LabStore> {
    try {
      return new LabStore(await openDatabase(parts.database, LAB_MIGRATIONS), parts);
    } catch (error) {
      throw toldOf(error);
    }
  }

  /** Enters an experiment with what can be done by now, or finds the one that has this plan. */
  enter(entered: Entered): Promise<ExperimentRecord> {
    return this.#ask((engine) => enter(engine, entered, this.#clock.nowMs()));
  }

  /** Work of an experiment that was entered; what of it is there already stays as it is. */
  addChunks(hash: string, chunks: readonly Chunk[]): Promise<void> {
    return this.#ask((engine) => addChunks(engine, hash, chunks));
  }

  experiment(hash: string): Promise<ExperimentRecord | undefined> {
    return this.#ask((engine) => experimentByHash(engine, hash));
  }

  /** Those that were entered last come first. */
  experiments(page: PageRequest): Promise<Page<ExperimentRecord>> {
    return this.#ask((engine) => experimentsPage(engine, page));
  }

  /** In the order of measuring. */
  waiting(question: WaitingQuestion): Promise<readonly ExperimentRecord[]> {
    return this.#ask((engine) => waiting(engine, question));
  }

  /** Answers whether it was in one of the states `from`, and waits now. */
  wait(hash: string, again: WaitingAgain): Promise<boolean> {
    return this.#ask((engine) => wait(engine, hash, again));
  }

  /** Answers whether it was in the state `from`, and runs now. */
  begin(hash: string, from: State): Promise<boolean> {
    return this.#ask((engine) => begin(engine, hash, from, this.#clock.nowMs()));
  }

  /** Answers whether it has ended so: one that runs, or is cancelled while it waits, and no other. */
  end(hash: string, ended: EndedAs): Promise<boolean> {
    return this.#ask((engine) => end(engine, hash, ended, this.#clock.nowMs()));
  }

  /** In the place of what was known of it. */
  keepKnown(hash: string, known: Known): Promise<void> {
    return this.#ask((engine) => keepKnown(engine, hash, known));
  }

  take(experiment: string, worker: string): Promise<Lease | undefined> {
    return this.#ask((engine) => take(engine, experiment, worker, this.#clock.nowMs(), this.#leaseMs));
  }

  record(lease: Lease, results: readonly Result[], isDone: boolean): Promise<Standing> {
    const untilMs = this.#clock.nowMs() + this.#leaseMs;
    return this.#ask((engine) => record(engine, lease, results, isDone ? 'done' : untilMs));
  }

  release(lease: Lease): Promise<void> {
    return this.#ask((engine) => release(engine, lease));
  }

  openChunks(experiment: string): Promise<readonly Chunk[]> {
    return this.#ask((engine) => openChunks(engine, experiment));
  }

  claim(experiment: string, number: number, worker: string): Promise<Lease | undefined> {
    const untilMs = this.#clock.nowMs() + this.#leaseMs;
    return this.#ask((engine) => claim(engine, experiment, number, worker, untilMs));
  }

  storedIn(experiment: string, chunk: Chunk): Promise<ReadonlySet<number>> {
    return this.#ask((engine) => storedOf(engine, experiment, chunk));
  }

  isCancelled(experiment: string): Promise<boolean> {
    return this.#ask((engine) => isCancelled(engine, experiment));
  }

  /** Gives back all that anybody has: for who knows that nobody works any more. */
  releaseAll(experiment: string): Promise<void> {
    return this.#ask((engine) => releaseAll(engine, experiment));
  }

  keepReadings(hash: string, readings: readonly Reading[]): Promise<void> {
    return this.#ask((engine) => keepReadings(engine, hash, readings));
  }

  /** In the order of time. */
  readings(hash: string): Promise<readonly Reading[]> {
    return this.#ask((engine) => readingsOf(engine, hash));
  }

  /** The same, a page at a time. */
  readingsPage(filter: ReadingFilter, page: PageRequest): Promise<Page<Reading>> {
    return this.#ask((engine) => readingsPage(engine, filter, page));
  }

  /** In the order of measuring. */
  results(filter: ResultFilter, page: PageRequest): Promise<Page<Result>> {
    return this.#ask((engine) => resultsPage(engine, filter, page));
  }

  /** How many results there are of each outcome. */
  counts(experiment: string): Promise<ResultCounts> {
    return this.#ask((engine) => resultCounts(engine, experiment));
  }

  close(): Promise<void> {
    return this.#engine.db.destroy();
  }

  async #ask<Answer>(question: (engine: Engine<LabTables>) => Promise<Answer>): Promise<Answer> {
    try {
      return await question(this.#engine);
    } catch (error) {
      throw toldOf(error instanceof LabError || error instanceof StoreError ? error : this.#engine.errorOf(error));
    }
  }
}

function toldOf(error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  return error.code === 'QUERY'
    ? new LabError('QUERY', error.message, { cause: error })
    : new LabError('STORE', `${error.code}: ${error.message}`, { cause: error });
}
