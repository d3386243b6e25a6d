/** The orchestrator's answers to workers, whoever they are: what is asked is checked, and what is kept is its own. */
import { canonicalText, type Disk, openIfThere, utf8 } from '@capgate/base';
import { LabError } from '../../error.ts';
import { isArtifact } from '../../results/artifacts.ts';
import type { ObjectStore } from '../../results/objects.ts';
import type { Result } from '../../results/result.ts';
import { type Ending, type Job, keyOf, type Watching } from '../executor.ts';
import { failureText } from '../failure.ts';
import type { Chunk, ChunkLedger } from '../queue.ts';
import { taskPathOf } from '../task-files.ts';
import {
  isKind,
  type Kind,
  PART_BYTES,
  readRequest,
  type ReplyOf,
  type RequestOf,
  type SentResult,
  writeMessage,
  writeRefusal,
} from './messages.ts';

export interface DeskParts {
  readonly job: Job;
  readonly ledger: ChunkLedger;
  readonly objects: ObjectStore;
  readonly disk: Disk;
  readonly watching: Watching;
  readonly onEnd: (ending: Ending) => void;
  /** All that there was to do is done. */
  readonly onDry: () => void;
  /** Results cannot be kept. */
  readonly onFailure: (error: unknown) => void;
}

interface OpenChunk extends Chunk {
  /** The positions whose results are there; absent until somebody asks. */
  stored?: Set<number>;
}

type Answers = { readonly [K in Kind]: (request: RequestOf<K>) => Promise<ReplyOf<K>> };

export class Desk {
  readonly #parts: DeskParts;
  readonly #document: Uint8Array;
  /** All that is left to do. */
  readonly #open = new Map<number, OpenChunk>();
  readonly #answers: Answers = {
    file: (request) => this.#file(request),
    facts: (request) => this.#keepFacts(request),
    state: () => Promise.resolve({ isOver: this.#isOver }),
    claim: (request) => this.#claim(request),
    artifact: (request) => this.#keepArtifact(request),
    record: (request) => this.#record(request),
    failed: (request) => this.#failed(request),
  };
  #isOver = false;

  private constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#document = utf8(canonicalText(parts.job.experiment));
  }

  /** Rejects with `LabError` STORE. */
  static async open(parts: DeskParts): Promise<Desk> {
    const desk = new Desk(parts);
    await desk.fill();
    return desk;
  }

  /** Takes up what has come to be left to do. Rejects with `LabError` STORE. */
  async fill(): Promise<void> {
    const { ledger, job } = this.#parts;
    for (const chunk of await ledger.openChunks(job.hash)) this.#open.set(chunk.number, { ...chunk });
  }

  /** The chunks that are not done, in their order. */
  get openChunks(): readonly number[] {
    return [...this.#open.keys()];
  }

  /** From now on nothing is left to do. */
  close(): void {
    this.#isOver = true;
  }

  /** What is sent back for a message; one that is not taken is told why. */
  async answer(kind: string, message: Uint8Array): Promise<Uint8Array> {
    try {
      if (!isKind(kind)) throw new LabError('RUN', 'expected a request of a kind that is known, met another');
      return writeMessage(await this.#replyTo(kind, message));
    } catch (error) {
      // What is wrong with a message is its sender's; all else is ours.
      if (error instanceof LabError && error.code === 'RUN') return writeRefusal(error.message);
      this.#parts.onFailure(error);
      return writeRefusal('the orchestrator cannot go on');
    }
  }

  #replyTo<K extends Kind>(kind: K, message: Uint8Array): Promise<ReplyOf<K>> {
    return this.#answers[kind](readRequest(kind, message));
  }

  async #file({ stratum, offset }: RequestOf<'file'>): Promise<ReplyOf<'file'>> {
    const bytes = stratum === undefined ? this.#document.subarray(offset) : await this.#tasksFrom(stratum, offset);
    return { part: Buffer.from(bytes.subarray(0, PART_BYTES)).toString('base64') };
  }

  async #tasksFrom(stratum: number, offset: number): Promise<Uint8Array> {
    const { disk, job } = this.#parts;
    const tasks = job.experiment.strata[stratum]?.tasks;
    if (tasks === undefined) throw new LabError('RUN', 'expected a stratum of the experiment, met another');
    const file = await openIfThere(disk, taskPathOf(tasks, job.environment.folder));
    // It was there, and right, when the run began; whoever gets other bytes refuses them by their hash.
    if (file === undefined) throw new LabError('TASKS', 'expected the files of tasks until the end, met one less');
    try {
      return await file.read(offset, PART_BYTES);
    } finally {
      await file.close();
    }
  }

  /** The hash of a document says that its arms are these; what they say of themselves may differ nevertheless. */
  async #keepFacts({ facts }: RequestOf<'facts'>): Promise<object> {
    await this.#parts.watching.onFacts(facts);
    return {};
  }

  async #claim({ chunk: number, worker }: RequestOf<'claim'>): Promise<ReplyOf<'claim'>> {
    const chunk = this.#open.get(number);
    const lease = chunk && (await this.#parts.ledger.claim(this.#parts.job.hash, number, worker));
    if (chunk === undefined || lease === undefined) return {};
    chunk.stored = new Set(lease.stored);
    const { start, count, attempts } = lease;
    return { lease: { start, count, attempts, stored: [...lease.stored] } };
  }

  async #keepArtifact({ text }: RequestOf<'artifact'>): Promise<object> {
    if (!isArtifact(text)) throw new LabError('RUN', 'expected lines of what came back, met another text');
    await this.#parts.objects.put(utf8(text));
    return {};
  }

  /** Each message on its own: all of it is kept, or none. */
  async #record(request: RequestOf<'record'>): Promise<ReplyOf<'record'>> {
    const { chunk: number, worker, attempts, isDone } = request;
    const { job, ledger, watching } = this.#parts;
    const chunk = this.#open.get(number);
    // All of it is there already: whose lease it was is no longer known.
    if (chunk === undefined) return { standing: 'lost' };
    const results = await this.#resultsIn(chunk, request);
    chunk.stored ??= new Set(await ledger.storedIn(job.hash, chunk));
    const added = results.filter(({ position }) => chunk.stored?.has(position) !== true);
    if (isDone && chunk.stored.size + new Set(added.map(({ position }) => position)).size < chunk.count) {
      throw new LabError('RUN', 'expected all results of a chunk that is done, met fewer');
    }
    const lease = { ...chunk, experiment: job.hash, worker, attempts, stored: chunk.stored };
    const standing = await ledger.record(lease, results, isDone);
    for (const { position } of added) chunk.stored.add(position);
    const failed = added.filter(({ outcome }) => outcome === 'failed' || outcome === 'timeout').length;
    if (added.length > 0) watching.onStep({ stored: added.length, failed });
    if (standing === 'cancelled') this.#parts.onEnd({ kind: 'cancelled' });
    else if (standing === 'held' && isDone) this.#done(number);
    return { standing };
  }

  #done(number: number): void {
    this.#open.delete(number);
    if (this.#open.size === 0) this.#parts.onDry();
  }

  async #resultsIn(chunk: Chunk, { results, worker }: RequestOf<'record'>): Promise<readonly Result[]> {
    const artifacts = new Set(results.flatMap(({ artifact }) => artifact ?? []));
    for (const artifact of artifacts) {
      if ((await this.#parts.objects.get(artifact)) !== undefined) continue;
      throw new LabError('RUN', 'expected an artifact before the results that name it, met none');
    }
    return results.map((result) => this.#resultOf(chunk, result, worker));
  }

  /** What was measured follows from its position alone. */
  #resultOf({ start, count }: Chunk, { failure, ...sent }: SentResult, worker: string): Result {
    if (sent.position < start || sent.position >= start + count) {
      throw new LabError('RUN', 'expected results of the chunk that they are sent for, met others');
    }
    if ((sent.outcome === 'answered') !== (sent.verdict !== undefined)) {
      throw new LabError('RUN', 'expected a verdict of what was answered, and of nothing else');
    }
    return {
      ...keyOf(this.#parts.job, sent.position),
      ...sent,
      ...(failure !== undefined && { failure: failureText(failure) }),
      worker,
    };
  }

  async #failed({ why }: RequestOf<'failed'>): Promise<object> {
    this.#parts.onEnd({ kind: 'failed', why: failureText(why) });
    return {};
  }
}
