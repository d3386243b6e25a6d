/** A session that the listener answers for. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { type Group, killAll, makeGroup, moveInto, removeGroup } from '../../cgroups.ts';
import { KernelError } from '../../error.ts';
import type { KernelEvent } from '../../event.ts';
import type { Mask } from '../../mask.ts';
import { DRAIN_MS, IDLE_MS, requireName } from '../../session.ts';
import type { HeldSession, Tally } from '../tier.ts';
import { COUNT, type Counts, type ToListener } from './messages.ts';

export interface Parts {
  readonly name: string;
  readonly group: Group;
  readonly counts: Counts;
  readonly events: MessagePort;
  readonly tell: (message: ToListener) => void;
  readonly onEnd: () => void;
}

export class AskedSession implements HeldSession {
  readonly group: Group;
  readonly #parts: Parts;
  readonly #commands = new Map<string, Group>();
  #isOpen = true;
  #reading: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.group = parts.group;
    this.#parts = parts;
  }

  add(pid: number): void {
    moveInto(this.group, pid);
  }

  setMask(mask: Mask): void {
    requireNoHold(mask);
    this.#parts.tell({ kind: 'mask', name: this.#parts.name, mask });
  }

  addCommand(name: string, pid: number, mask: Mask): Group {
    requireName(name);
    const group = makeGroup(this.group, name);
    this.#commands.set(name, group);
    this.#parts.tell({ kind: 'command', name: this.#parts.name, command: name, mask });
    moveInto(group, pid);
    return group;
  }

  endCommand(name: string): boolean {
    const group = this.#commands.get(name);
    if (group === undefined) return true;
    if (!removeGroup(group)) return false;
    this.#parts.tell({ kind: 'command', name: this.#parts.name, command: name, mask: undefined });
    this.#commands.delete(name);
    return true;
  }

  /** Nobody is stopped here. */
  waiting(): readonly number[] {
    return [];
  }

  release(pid: number): void {
    throw new KernelError('VALUE', `expected a process that was stopped at its start, met ${pid}`);
  }

  tally(): Tally {
    const { counts } = this.#parts;
    const [decided, denied, lost] = [COUNT.decided, COUNT.denied, COUNT.lost].map((at) => Atomics.load(counts, at)) as [
      bigint,
      bigint,
      bigint,
    ];
    return { decided, denied, lost };
  }

  read(on: (event: KernelEvent) => void): Promise<void> {
    this.#reading ??= this.#readAll(on);
    return this.#reading;
  }

  async #readAll(on: (event: KernelEvent) => void): Promise<void> {
    while (this.#isOpen) {
      const denied = Atomics.load(this.#parts.counts, COUNT.denied);
      const count = this.drain(on);
      if (count > 0) await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
      else await this.#denialAfter(denied);
    }
  }

  /** Or until the time is up. By a timer, as those who wait at shared memory alone keep no process there. */
  #denialAfter(denied: bigint): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, IDLE_MS);
      const woken = Atomics.waitAsync(this.#parts.counts, COUNT.denied, denied, IDLE_MS).value;
      void Promise.resolve(woken)
        .finally(() => clearTimeout(timer))
        .then(() => resolve());
    });
  }

  drain(on: (event: KernelEvent) => void): number {
    const { events, counts } = this.#parts;
    let count = 0;
    for (let next = receiveMessageOnPort(events); next !== undefined; next = receiveMessageOnPort(events)) {
      Atomics.sub(counts, COUNT.waiting, 1n);
      on(next.message as KernelEvent);
      count++;
    }
    return count;
  }

  kill(): void {
    killAll(this.group);
  }

  async end(): Promise<boolean> {
    for (const name of this.#commands.keys()) if (!this.endCommand(name)) return false;
    if (!removeGroup(this.group)) return false;
    this.#isOpen = false;
    await this.#reading;
    this.#parts.tell({ kind: 'end', name: this.#parts.name });
    this.#parts.events.close();
    this.#parts.onEnd();
    return true;
  }
}

/** Asked before a program runs, this tier could stop who runs it, and not what runs. */
export function requireNoHold({ hold }: Mask): void {
  if (hold === true)
    throw new KernelError('UNSUPPORTED', 'expected a tier of programs in the kernel to hold at start, met fanotify');
}
