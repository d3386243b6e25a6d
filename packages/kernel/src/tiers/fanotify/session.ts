/** A session that the listener answers for. */
import { type Group, killAll, makeGroup, moveInto, removeGroup } from '../../cgroups.ts';
import { KernelError } from '../../error.ts';
import type { KernelEvent } from '../../event.ts';
import type { Grant } from '../../grant.ts';
import type { Mask } from '../../mask.ts';
import { requireName } from '../../session.ts';
import { requireNoHold } from '../no-hold.ts';
import type { HeldSession, Tally } from '../tier.ts';
import type { ToldEvents } from '../told.ts';
import type { ToListener } from './messages.ts';

export interface Parts {
  readonly name: string;
  readonly group: Group;
  readonly events: ToldEvents;
  readonly tell: (message: ToListener) => void;
  readonly onEnd: () => void;
}

export class AskedSession implements HeldSession {
  readonly group: Group;
  readonly #parts: Parts;
  readonly #commands = new Map<string, Group>();

  constructor(parts: Parts) {
    this.group = parts.group;
    this.#parts = parts;
  }

  add(pid: number): void {
    moveInto(this.group, pid);
  }

  setMask(mask: Mask): void {
    requireNoHold(mask, 'fanotify');
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

  /** It asks about programs alone. */
  grant(_name: string, grants: readonly Grant[]): readonly string[] {
    return grants.map(({ path }) => path);
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
    return this.#parts.events.tally();
  }

  read(on: (event: KernelEvent) => void): Promise<void> {
    return this.#parts.events.read(on);
  }

  drain(on: (event: KernelEvent) => void): number {
    return this.#parts.events.drain(on);
  }

  kill(): void {
    killAll(this.group);
  }

  async end(): Promise<boolean> {
    for (const name of this.#commands.keys()) if (!this.endCommand(name)) return false;
    if (!removeGroup(this.group)) return false;
    await this.#parts.events.close();
    this.#parts.tell({ kind: 'end', name: this.#parts.name });
    this.#parts.onEnd();
    return true;
  }
}
