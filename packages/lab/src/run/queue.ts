/** The work of an experiment, in chunks of its order, and who has which. One of several may keep it. */
import type { Result } from '../results/result.ts';

/** So many items behind each other in the order. */
export interface Chunk {
  readonly number: number;
  /** The position of its first item. */
  readonly start: number;
  readonly count: number;
}

/** A chunk that one worker has, until a time that each `record` moves on. */
export interface Lease extends Chunk {
  /** The plan's hash. */
  readonly experiment: string;
  readonly worker: string;
  /** How often the chunk was taken, this time among them. */
  readonly attempts: number;
  /** The positions whose results are there already. */
  readonly stored: ReadonlySet<number>;
}

/** Whose experiment it is may change its mind meanwhile. */
export type Standing = 'held' | 'lost' | 'cancelled';

/** Every method rejects with `LabError` STORE where the queue cannot be reached. */
export interface WorkQueue {
  /** The next chunk that nobody has, or whose worker was not heard of in time; undefined where none is left. */
  take(experiment: string, worker: string): Promise<Lease | undefined>;
  /**
   * Keeps results, each once: what is there already stays as it is. Moves the lease on, also without results; `isDone`
   * ends it. All of it happens or none. Results count whoever has the lease by now; the answer says who.
   */
  record(lease: Lease, results: readonly Result[], isDone: boolean): Promise<Standing>;
  /** Gives a chunk back, which others may take at once. */
  release(lease: Lease): Promise<void>;
}

/** The same work where somebody else says whose turn it is. Every method rejects with `LabError` STORE. */
export interface ChunkLedger extends Pick<WorkQueue, 'record'> {
  /** What is not done, in its order. */
  openChunks(experiment: string): Promise<readonly Chunk[]>;
  /** A chunk for a worker, whoever has it; undefined where it is done, or there is none of that number. */
  claim(experiment: string, number: number, worker: string): Promise<Lease | undefined>;
  /** The positions of a chunk whose results are there. */
  storedIn(experiment: string, chunk: Chunk): Promise<ReadonlySet<number>>;
  isCancelled(experiment: string): Promise<boolean>;
}
