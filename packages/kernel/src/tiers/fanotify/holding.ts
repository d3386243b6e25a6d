/**
 * Tier 3 from outside: the kernel asks this process before a program runs, and a thread of it answers. For kernels that
 * take none of our programs. It holds what runs, and no more; and only while this process lives.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { basename } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { makeGroup, type SessionsFolder, sessionsFolder } from '../../cgroups.ts';
import { NAME } from '../../enforcement.ts';
import { KernelError } from '../../error.ts';
import type { Mask } from '../../mask.ts';
import { requireName } from '../../session.ts';
import type { HeldSession, Holding, Labels } from '../tier.ts';
import { newCounts, ToldEvents } from '../told.ts';
import { endListening, openNotifications } from './calls.ts';
import { AskedFiles } from './files.ts';
import {
  BEAT,
  type Beat,
  type ListenerStart,
  newBeat,
  STALL_MS,
  type ToListener,
  type WatchdogStart,
} from './messages.ts';
import { requireNoHold } from '../no-hold.ts';
import { AskedSession } from './session.ts';

/** For a person, beside what the backstop says. */
export const FANOTIFY_LIMITS = [
  'programs are held to the policy only while the process that started the session lives: when it dies, the kernel lets all of them run',
  'programs in memory (memfd), on file systems without a known tool, the workspace or a temporary folder, and those that a loader is told to run (ld.so /bin/rm) are not seen',
  'files, connections, signals, mounts and the way out of the session are not held by this tier, only by what lies under it',
] as const;

const START_MS = 10_000;

export class FanotifyHolding implements Holding {
  readonly tier = 'fanotify';
  readonly labels: Labels;
  readonly #files: AskedFiles;
  readonly #folder: SessionsFolder;
  readonly #descriptors: { readonly listener: number; readonly nothing: number };
  readonly #beat: Beat = newBeat();
  readonly #threads: { readonly listener: Worker; readonly watchdog: Worker };
  readonly #ended: Promise<unknown>;
  readonly #sessions = new Set<AskedSession>();
  readonly #onLost: (error: KernelError) => void;
  #lost: KernelError | undefined;

  /**
   * `onLost`: nothing is held any more, as the listener came to no answer; its sessions have been ended by then. Rejects
   * with `REFUSED` where this process may not listen, which takes root. `name`: of the control group of all sessions.
   */
  static async open(onLost: (error: KernelError) => void, name: string = NAME): Promise<FanotifyHolding> {
    const holding = new FanotifyHolding(onLost, sessionsFolder(name));
    // Nothing is asked about before somebody answers.
    if (Atomics.load(holding.#beat, BEAT.rounds) === 0)
      await Atomics.waitAsync(holding.#beat, BEAT.rounds, 0, START_MS).value;
    if (Atomics.load(holding.#beat, BEAT.rounds) === 0)
      throw holding.#lose(`the listener did not begin in ${START_MS} ms`);
    // From here on they keep no process alive.
    for (const thread of Object.values(holding.#threads)) thread.unref();
    return holding;
  }

  private constructor(onLost: (error: KernelError) => void, folder: SessionsFolder) {
    this.#onLost = onLost;
    this.#folder = folder;
    const listener = openNotifications();
    const nothing = openSync('/dev/null', constants.O_RDWR);
    this.#descriptors = { listener, nothing };
    const beat = this.#beat;
    this.#threads = {
      listener: new Worker(new URL('./listener.ts', import.meta.url), {
        workerData: { listener, folder: `/${basename(folder.path)}`, beat } satisfies ListenerStart,
      }),
      watchdog: new Worker(new URL('./watchdog.ts', import.meta.url), {
        workerData: { listener, nothing, beat, stallMs: STALL_MS } satisfies WatchdogStart,
      }),
    };
    this.#ended = Promise.all(
      Object.values(this.#threads).map((thread) => new Promise((end) => thread.once('exit', end))),
    );
    this.#threads.listener.on('error', (error) => this.#lose(`the listener failed: ${error.message}`));
    this.#threads.watchdog.on('message', () => this.#lose(`the listener gave no answer for ${STALL_MS} ms`));
    this.#files = new AskedFiles(listener, this.#tell);
    this.labels = this.#files;
  }

  begin(name: string, mask: Mask): HeldSession {
    requireName(name);
    requireNoHold(mask, 'fanotify');
    if (this.#lost !== undefined) throw this.#lost;
    const group = makeGroup(this.#folder, name);
    const counts = newCounts();
    const { port1, port2 } = new MessageChannel();
    port1.unref();
    const begin: ToListener = { kind: 'begin', name, id: group.id, mask, counts, events: port2 };
    this.#threads.listener.postMessage(begin, [port2]);
    const onEnd = (): void => void this.#sessions.delete(session);
    const session = new AskedSession({ name, group, events: new ToldEvents(counts, port1), tell: this.#tell, onEnd });
    this.#sessions.add(session);
    return session;
  }

  /** From here on nothing is held: sessions are over. */
  async close(): Promise<void> {
    for (const thread of Object.values(this.#threads)) thread.ref();
    Atomics.store(this.#beat, BEAT.isEnding, 1);
    Atomics.notify(this.#beat, BEAT.rounds);
    await this.#ended;
    for (const fd of Object.values(this.#descriptors)) closeSync(fd);
    this.#files.close();
  }

  readonly #tell = (message: ToListener): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    this.#threads.listener.postMessage(message);
  };

  #lose(reason: string): KernelError {
    if (this.#lost !== undefined) return this.#lost;
    this.#lost = new KernelError('SYSTEM', `expected programs to be answered for, met an end of it: ${reason}`);
    endListening(this.#descriptors.listener, this.#descriptors.nothing);
    // Nobody holds them any more.
    for (const session of this.#sessions) session.kill();
    this.#onLost(this.#lost);
    return this.#lost;
  }
}
