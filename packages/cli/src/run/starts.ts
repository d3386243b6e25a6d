/**
 * Shells of agents whose hooks cannot have them name a token: the kernel stops each program that the agent starts before its
 * first instruction, and what it was started with says which allowed command it is. Then it is bound, and let go.
 */
import { readlinkSync } from 'node:fs';
import type { HeldSession, KernelEvent } from '@capgate/kernel';
import { isShellWithCode } from '../serve/kernel/matching.ts';
import type { Done, WantedBinding, Words } from './gate-session.ts';
import type { Kernel } from './kernel.ts';

export interface StartsParts {
  readonly kernel: Kernel;
  readonly session: HeldSession;
  /** The one command that it can be; undefined where there is none, or nobody answers. Never rejects. */
  readonly match: (words: Words) => Promise<WantedBinding | undefined>;
  readonly bind: (wanted: WantedBinding) => Done;
  readonly report: (done: Done) => void;
}

export class Starts {
  readonly #parts: StartsParts;
  readonly #underWay = new Set<number>();
  #lost = 0n;

  constructor(parts: StartsParts) {
    this.#parts = parts;
  }

  take(event: KernelEvent): void {
    if (event.act === 'exec' && event.isHeld === true) this.#begin(event.pid);
  }

  /** Of events that found no room nobody was told: who waits is looked for. */
  sweep(): void {
    const { session } = this.#parts;
    const { lost } = session.tally();
    if (lost === this.#lost) return;
    this.#lost = lost;
    for (const pid of session.waiting()) this.#begin(pid);
  }

  #begin(pid: number): void {
    if (this.#underWay.has(pid)) return;
    this.#underWay.add(pid);
    void this.#through(pid).finally(() => this.#underWay.delete(pid));
  }

  /** Whatever comes of it, the process goes on: under its command's mask, or its session's. */
  async #through(pid: number): Promise<void> {
    const { match, bind, report } = this.#parts;
    try {
      const words = this.#wordsOf(pid);
      const wanted = words && (await match(words));
      if (wanted !== undefined) report(bind(wanted));
    } finally {
      this.#release(pid);
    }
  }

  /** Undefined of what is no shell with code, and of what has ended. */
  #wordsOf(pid: number): Words | undefined {
    const { kernel } = this.#parts;
    try {
      const argv = kernel.argvOf(pid);
      const startTicks = kernel.processAt(pid)?.startTicks;
      if (startTicks === undefined || !isShellWithCode(argv)) return undefined;
      return { argv, cwd: readlinkSync(`/proc/${pid}/cwd`), pid, startTicks };
    } catch {
      return undefined;
    }
  }

  #release(pid: number): void {
    try {
      this.#parts.session.release(pid);
    } catch {
      // It was ended while it waited.
    }
  }
}
