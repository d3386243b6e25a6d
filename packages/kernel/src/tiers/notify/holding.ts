/**
 * Tier 4 from outside: the kernel asks this process before a call that runs a program or names an address, and a thread
 * of it answers. It takes no root. Who asks was started under the filter, so no process joins later and none leaves.
 */
import { MessageChannel, Worker } from 'node:worker_threads';
import { type Confined, type ConfinedCommand, startConfined } from '../../backstop/start.ts';
import { KernelError } from '../../error.ts';
import type { KernelEvent } from '../../event.ts';
import type { Mask } from '../../mask.ts';
import { requireNoHold } from '../no-hold.ts';
import type { Labels, Tally, TierSession } from '../tier.ts';
import { newCounts, ToldEvents } from '../told.ts';
import { canAsk, closeListener } from './calls.ts';
import { KnownFiles } from './files.ts';
import { askingFilter } from './filter.ts';
import { adoptOrphans, BURY_MS, buryOrphans } from './orphans.ts';
import { type AnswererStart, LINE, newLine, takeListener, type ToAnswerer } from './messages.ts';

/** How long the thread may take to see that nothing asks any more, or that it is to end. */
const END_MS = 2_000;

export class NotifyHolding {
  readonly tier = 'notify';
  readonly labels: Labels;
  readonly #files: KnownFiles;
  readonly #thread: URL;
  readonly #sessions = new Set<NotifySession>();
  /** The first processes of sessions, and how many of them are not known yet. */
  readonly #started = new Set<number>();
  #startingCount = 0;
  readonly #burying: NodeJS.Timeout;

  /**
   * `thread`: the module of the one that answers, where it is not beside this one. From here on this process adopts what
   * its processes leave without a parent. Throws `KernelError` UNSUPPORTED.
   */
  constructor(thread: URL = new URL('./answerer.ts', import.meta.url)) {
    if (process.platform !== 'linux' || !canAsk())
      throw new KernelError('UNSUPPORTED', 'expected a kernel that asks about calls (Linux 5.5), met none');
    adoptOrphans();
    this.#thread = thread;
    this.#files = new KnownFiles((known) => {
      for (const session of this.#sessions) session.tell({ kind: 'known', ...known });
    });
    this.labels = this.#files;
    this.#burying = setInterval(() => {
      if (this.#startingCount === 0) buryOrphans(this.#started);
    }, BURY_MS).unref();
  }

  /**
   * A session that begins with its first command. Rejects as `startConfined` does, with `REFUSED` also within a session of
   * this tier, and where this process may not read what is asked: then nothing has run.
   */
  async start(mask: Mask, asked: ConfinedCommand): Promise<{ session: NotifySession; confined: Confined }> {
    requireNoHold(mask, 'notify');
    const session = new NotifySession(this.#thread, mask, this.#files);
    this.#sessions.add(session);
    void session.over.then(() => this.#sessions.delete(session));
    const beforeStart = async (pid: number): Promise<void> => {
      session.requireReadable();
      await asked.beforeStart?.(pid);
      session.begin();
    };
    this.#startingCount++;
    try {
      const confined = await startConfined({ ...asked, beforeStart, asking: session.asking(mask) });
      this.#started.add(confined.pid);
      void confined.exited.finally(() => this.#started.delete(confined.pid)).catch(() => undefined);
      return { session, confined };
    } catch (error) {
      await session.close();
      throw error;
    } finally {
      this.#startingCount--;
    }
  }

  /** Sessions go on: their threads know what they need. */
  close(): void {
    clearInterval(this.#burying);
    this.#files.close();
  }
}

export class NotifySession implements TierSession {
  /** Once nobody answers any more: what is left of it can run and reach nothing. */
  readonly over: Promise<void>;
  readonly #thread: Worker;
  readonly #line = newLine();
  readonly #told: ToldEvents;
  #isOver = false;

  constructor(thread: URL, mask: Mask, { all }: KnownFiles) {
    const counts = newCounts();
    const { port1, port2 } = new MessageChannel();
    port1.unref();
    this.#told = new ToldEvents(counts, port1);
    const workerData: AnswererStart = { line: this.#line, mask, known: all, counts, events: port2 };
    this.#thread = new Worker(thread, { workerData, transferList: [port2] });
    this.#thread.unref();
    // Its end follows; what asks is answered by the kernel then, with an error.
    this.#thread.on('error', () => undefined);
    this.over = new Promise((end) => {
      this.#thread.once('exit', () => {
        this.#isOver = true;
        const listener = takeListener(this.#line);
        if (listener !== undefined) closeListener(listener);
        end();
      });
    });
  }

  asking(mask: Mask): { filter: Uint8Array<ArrayBuffer>; line: Int32Array<SharedArrayBuffer> } {
    return { filter: askingFilter(mask), line: this.#line };
  }

  /** Once it has asked for something. */
  requireReadable(): void {
    if (Atomics.load(this.#line, LINE.isBlind) === 0) return;
    throw new KernelError(
      'REFUSED',
      'expected to read what its own processes ask, met that the system lets it not: see kernel.yama.ptrace_scope',
    );
  }

  /** What runs before is this process's own: the shell that waits to become the command. */
  begin(): void {
    Atomics.store(this.#line, LINE.isBegun, 1);
  }

  tell(message: ToAnswerer): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    this.#thread.postMessage(message);
  }

  /** What the filter refuses by itself stays as the first mask had it. */
  setMask(mask: Mask): void {
    this.tell({ kind: 'mask', mask });
  }

  tally(): Tally {
    return this.#told.tally();
  }

  read(on: (event: KernelEvent) => void): Promise<void> {
    return this.#told.read(on);
  }

  drain(on: (event: KernelEvent) => void): number {
    return this.#told.drain(on);
  }

  /** Once nothing runs in it any more; false where something does, and then it is held on until this process ends. */
  async end(): Promise<boolean> {
    await this.#isOverIn(END_MS);
    if (this.#isOver) await this.#told.close();
    return this.#isOver;
  }

  /** From here on what still runs in it can start no program and name no address: the kernel answers ENOSYS. */
  async close(): Promise<void> {
    Atomics.store(this.#line, LINE.isEnding, 1);
    if (Atomics.compareExchange(this.#line, LINE.listener, 0, -1) === 0) Atomics.notify(this.#line, LINE.listener);
    this.#thread.ref();
    if (!(await this.#isOverIn(END_MS))) await this.#thread.terminate();
    await this.#told.close();
  }

  async #isOverIn(timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    await Promise.race([this.over, late]);
    clearTimeout(timer);
    return this.#isOver;
  }
}
