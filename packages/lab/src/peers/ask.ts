/** Asks all arms about all cases, in an order drawn from the seed, by one thread: one question at a time. */
import { type CanonicalObject, encodeCanonical } from '@capgate/base';
import type { ArmEnvironment } from '../arms/open-arm.ts';
import { LabError } from '../error.ts';
import { type Environment, environmentNow } from '../measure/environment.ts';
import { sha256Of } from '../results/objects.ts';
import type { Result } from '../results/result.ts';
import { ArmFacts, type Facts } from '../run/arm-facts.ts';
import { failureText } from '../run/failure.ts';
import { chunkItemsOf, Order } from '../run/order.ts';
import { OWN_THREAD } from '../run/own-thread.ts';
import type { Asked, Given } from '../run/protocol.ts';
import { type Beside, Seat, type ThreadStart } from '../run/seat.ts';
import { type Corpus, groupsOf, type Group } from './corpus.ts';
import { type PeersDocument, REPLICATES, SEED, TIMEOUT_MS } from './document.ts';

/** A document whose corpora were read. */
export interface Benchmark {
  readonly document: PeersDocument;
  /** In the order of the document. */
  readonly corpora: readonly Corpus[];
}

export interface AskOptions {
  readonly environment: ArmEnvironment;
  readonly signal?: AbortSignal;
  /** Told how many answers there are, and how many there will be. */
  readonly onStep?: (done: number, total: number) => void;
  /** The program of the thread; the lab's own where absent. */
  readonly thread?: ThreadStart;
}

export interface Answers {
  /** In the order of asking. */
  readonly results: readonly Result[];
  /** What the arms say of themselves, and the machine. */
  readonly facts: { readonly arms: Facts; readonly environment: Environment };
}

/** SHA-256 of the document with the hashes of its corpora, in hexadecimal: what stands for the benchmark in its results. */
export function benchmarkHash({ document, corpora }: Benchmark): string {
  const hashed = document.corpora.map((plan, i) => ({ ...plan, sha256: corpora[i]?.sha256 }));
  return sha256Of(encodeCanonical({ ...document, corpora: hashed } as CanonicalObject));
}

/** Rejects with `LabError` RUN where an arm cannot be opened, or where `signal` breaks it off: half of it says nothing. */
export function askPeers(benchmark: Benchmark, options: AskOptions): Promise<Answers> {
  return new Asking(benchmark, options).run();
}

class Asking {
  readonly #benchmark: Benchmark;
  readonly #options: AskOptions;
  readonly #hash: string;
  readonly #groups: readonly Group[];
  readonly #order: Order;
  readonly #seat: Seat;
  readonly #results: Result[] = [];
  readonly #ended = Promise.withResolvers<void>();
  readonly #armFacts = new ArmFacts(undefined, async (facts) => void (this.#facts = facts));
  #facts: Facts = {};
  #askedCount = 0;

  constructor(benchmark: Benchmark, options: AskOptions) {
    const { arms, replicates = REPLICATES, seed = SEED, timeoutMs = TIMEOUT_MS } = benchmark.document;
    this.#benchmark = benchmark;
    this.#options = options;
    this.#hash = benchmarkHash(benchmark);
    this.#groups = groupsOf(benchmark.corpora);
    const taskCounts = this.#groups.map(({ cases }) => cases.length);
    this.#order = new Order({ taskCounts, armCount: arms.length, replicates, seed });
    this.#seat = new Seat({
      thread: options.thread ?? OWN_THREAD,
      // An answer that is asked for twice is not the first one, which is what a user gets.
      data: { arms, environment: options.environment, timeoutMs, retries: 0 },
      onReady: (facts) => this.#ready(facts),
      onGiven: (given, beside) => this.#given(given, beside),
      onUnready: (failure, tail) => this.#ended.reject(new LabError('RUN', failureText(failure, tail))),
    });
  }

  async run(): Promise<Answers> {
    const environment = environmentNow();
    const { signal } = this.#options;
    const onAbort = (): void => {
      const met = `met an interruption after ${this.#results.length}`;
      this.#ended.reject(new LabError('RUN', `expected ${this.#order.size} answers, ${met}; ask again`));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    try {
      this.#ask();
      await this.#ended.promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      await this.#seat.stop();
    }
    return { results: this.#results, facts: { arms: this.#facts, environment } };
  }

  /** The next questions: so many that the thread is not waited for, and no more than fit. */
  #ask(): void {
    const chunk = chunkItemsOf(this.#order.size, this.#benchmark.document.arms.length);
    const count = Math.min(chunk, this.#order.size - this.#askedCount);
    const items = Array.from({ length: count }, (_, i) => this.#asked(this.#askedCount + i));
    this.#askedCount += count;
    this.#seat.ask(items);
  }

  #asked(position: number): Asked {
    const { arm, stratum, task } = this.#order.itemAt(position);
    const { command = '', cwd } = this.#groups[stratum]?.cases[task] ?? {};
    return { position, arm, question: { command, ...(cwd !== undefined && { cwd }) }, tries: 0 };
  }

  /** A thread that took the place of another has to have the same arms. */
  async #ready(facts: Facts): Promise<boolean> {
    try {
      await this.#armFacts.meet(facts);
      return true;
    } catch (error) {
      this.#ended.reject(error);
      return false;
    }
  }

  #given({ failure, ...given }: Given, { tail }: Beside): void {
    const { arm, stratum, task, replicate } = this.#order.itemAt(given.position);
    this.#results.push({
      experiment: this.#hash,
      arm: this.#benchmark.document.arms[arm]?.name ?? '',
      stratum: this.#groups[stratum]?.stratum ?? '',
      task: this.#groups[stratum]?.cases[task]?.id ?? '',
      replicate,
      ...given,
      ...(failure !== undefined && { failure: failureText(failure, tail) }),
      worker: 'thread-1',
    });
    this.#options.onStep?.(this.#results.length, this.#order.size);
    if (this.#results.length === this.#order.size) this.#ended.resolve();
    else if (this.#results.length === this.#askedCount) this.#ask();
  }
}
