/** A place for one worker thread at a time: one that dies or hangs is replaced, and what it had is asked of the next. */
import { Worker } from 'node:worker_threads';
import type { Facts } from './arm-facts.ts';
import type { Asked, FromWorker, Given, ToWorker, WorkerData } from './protocol.ts';
import { saidBy } from './said-by.ts';

/** How Node is to run a thread. */
export interface ThreadStart {
  readonly url: URL;
  /** As it runs this thread where absent. */
  readonly execArgv?: readonly string[];
}

/** What came back, as JSON; and of a thread that died, the end of what it wrote. */
export interface Beside {
  readonly raw?: string;
  readonly tail?: string;
}

export interface SeatParts {
  readonly thread: ThreadStart;
  readonly data: WorkerData;
  readonly memoryMb?: number;
  /** Answers whether these arms may be asked; they are not before it has. */
  readonly onReady: (facts: Facts) => Promise<boolean>;
  /** Its `failure` is yet to be made fit to be kept. */
  readonly onGiven: (given: Given, beside: Beside) => void;
  /** No thread can be had here. */
  readonly onUnready: (failure: string, tail: string) => void;
}

/** Beyond the question's own time: for the arm to end at its signal, and for what it says to arrive. */
const GRACE_MS = 2_000;
/** Until arms are open. */
const READY_MS_MAX = 120_000;
/** So many threads that end before they are ready end the run. */
const STARTS_MAX = 3;
/** How long arms may take to open, where they are at it, and to close: what they started ends with them alone. */
const STOP_MS_MAX = 5_000;
/** A thread that seems silent has this long for its messages to arrive: it may be this one that was busy. */
const ARRIVAL_MS = 100;
const TAIL_LENGTH = 2_000;

export class Seat {
  readonly #parts: SeatParts;
  /** What is asked, in order; the thread is at the first. */
  #pending: Asked[] = [];
  #worker: Worker | undefined;
  #isReady = false;
  #startCount = 0;
  #heardMs = 0;
  #tail = '';
  #watch: NodeJS.Timeout | undefined;
  #isHung = false;
  /** Whether arms are to be open although nothing is asked yet. */
  #isOpening = false;
  #isStopping = false;
  #exited: Promise<void> = Promise.resolve();

  constructor(parts: SeatParts) {
    this.#parts = parts;
  }

  /** Opens the arms before anything is asked. */
  open(): void {
    this.#isOpening = true;
    if (this.#worker === undefined) this.#start();
    this.#expect();
  }

  ask(items: readonly Asked[]): void {
    this.#pending.push(...items);
    if (this.#worker === undefined) this.#start();
    else if (this.#isReady) this.#send({ kind: 'ask', items });
    this.#expect();
  }

  /** Resolves once no thread is there any more. What was not answered is dropped. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#watch);
    this.#send({ kind: 'stop' });
    const timer = setTimeout(() => void this.#worker?.terminate(), STOP_MS_MAX);
    await this.#exited;
    clearTimeout(timer);
  }

  #start(): void {
    const { thread, data, memoryMb } = this.#parts;
    this.#startCount++;
    this.#isReady = false;
    this.#isHung = false;
    this.#tail = '';
    const worker = new Worker(thread.url, {
      workerData: data,
      stdout: true,
      stderr: true,
      ...(thread.execArgv !== undefined && { execArgv: [...thread.execArgv] }),
      ...(memoryMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
    });
    this.#worker = worker;
    // Drained, or the thread would wait for somebody who reads.
    worker.stdout.resume();
    worker.stderr.on('data', (text: Buffer) => this.#wrote(String(text)));
    worker.on('message', (message: FromWorker) => this.#told(message));
    worker.on('error', (error) => this.#wrote(`\n${saidBy(error)}`));
    this.#exited = new Promise((resolve) =>
      worker.once('exit', (status) => {
        this.#ended(status);
        resolve();
      }),
    );
    this.#heardMs = performance.now();
  }

  #wrote(text: string): void {
    this.#tail = (this.#tail + text).slice(-TAIL_LENGTH);
  }

  #told(message: FromWorker): void {
    this.#heardMs = performance.now();
    if (message.kind === 'unready') this.#parts.onUnready(message.failure, this.#tail);
    else if (message.kind === 'ready') void this.#ready(message.facts);
    else if (message.kind === 'trying') this.#head({ tries: message.tries });
    else this.#given(message.given, message);
    this.#expect();
  }

  async #ready(facts: Facts): Promise<void> {
    const worker = this.#worker;
    if (this.#isStopping || !(await this.#parts.onReady(facts))) return;
    // It may be gone by now, or about to go.
    if (this.#isStopping || this.#worker !== worker) return;
    this.#isReady = true;
    this.#isOpening = false;
    this.#startCount = 0;
    this.#send({ kind: 'ask', items: this.#pending });
    this.#expect();
  }

  #given(given: Given, { raw }: Beside): void {
    if (this.#pending[0]?.position !== given.position) return;
    this.#pending.shift();
    this.#parts.onGiven(given, raw === undefined ? {} : { raw });
  }

  #head(change: Partial<Asked>): void {
    const [head] = this.#pending;
    if (head !== undefined) this.#pending[0] = { ...head, ...change };
  }

  #send(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  /** While something is asked, the thread has to be heard of in time. */
  #expect(): void {
    clearTimeout(this.#watch);
    if (this.#isStopping || (this.#pending.length === 0 && !this.#isOpening)) return;
    const silenceMs = this.#isReady ? this.#parts.data.timeoutMs + GRACE_MS : READY_MS_MAX;
    this.#watch = setTimeout(() => {
      this.#watch = setTimeout(() => this.#endIfSilent(silenceMs), ARRIVAL_MS);
    }, silenceMs);
  }

  #endIfSilent(silenceMs: number): void {
    if (performance.now() - this.#heardMs < silenceMs) return;
    this.#isHung = true;
    void this.#worker?.terminate();
  }

  /** The question that the thread was at is to blame: it is asked again as often as any, and has failed then. */
  #ended(status: number): void {
    this.#worker = undefined;
    if (this.#isStopping) return;
    const wasReady = this.#isReady;
    this.#isReady = false;
    const said = this.#isHung
      ? 'a worker thread that did not come back, and was ended'
      : `a worker thread that ended (${status})`;
    if (!wasReady && this.#startCount >= STARTS_MAX) return this.#parts.onUnready(said, this.#tail);
    const [head] = this.#pending;
    if (wasReady && head !== undefined) this.#blame(head, said);
    if (this.#pending.length === 0 && !this.#isOpening) return;
    this.#start();
    this.#expect();
  }

  #blame(head: Asked, said: string): void {
    const attempts = head.tries + 1;
    this.#head({ tries: attempts });
    if (attempts <= this.#parts.data.retries) return;
    this.#pending.shift();
    const outcome = this.#isHung ? 'timeout' : 'failed';
    const failure = `RUN: expected an answer, met ${said}`;
    this.#parts.onGiven(
      { position: head.position, outcome, failure, attempts, startedAt: Date.now() },
      { tail: this.#tail },
    );
  }
}
