/** One agent under enforcement: its control group, what it may do, and what the kernel tells of it. */
import { closeSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openPinned, pin } from './bpf/call.ts';
import { type BpfMap, key32, key64 } from './bpf/map.ts';
import { createRing, Ring } from './bpf/ring.ts';
import { type Group, groupAt, killAll, makeGroup, moveInto, removeGroup, removeTree } from './cgroups.ts';
import type { Enforcement } from './enforcement.ts';
import { KernelError } from './error.ts';
import { decodeEvent, type KernelEvent } from './event.ts';
import { encodeMask, type Mask, narrowed } from './mask.ts';
import { memory } from './system/memory.ts';
import type { HeldSession, Holding, Tally } from './tiers/tier.ts';

const TALLY_BYTES = 24;
/** While things happen; what is denied wakes earlier only where nothing happened before. */
export const DRAIN_MS = 10;
/** A ring that nobody drains is full after 300 ms of the most that a machine starts. */
export const IDLE_MS = 100;

/** What an enforcement by programs in the kernel is to those who start sessions. */
export function holdingOf(enforcement: Enforcement): Holding {
  const { tier, labels } = enforcement;
  sweep(enforcement);
  return { tier, labels, begin: (name, mask) => Session.begin(enforcement, name, mask) };
}

export class Session implements HeldSession {
  readonly group: Group;
  readonly #enforcement: Enforcement;
  readonly #ring: Ring;
  readonly #commands = new Map<string, Command>();
  #mask: Mask;
  #isOpen = true;
  /** Once its end was wanted: what still runs is held by programs that need no reader. */
  #isLeft = false;
  #reading: Promise<void> | undefined;

  private constructor(enforcement: Enforcement, group: Group, mask: Mask, ring: Ring) {
    this.#enforcement = enforcement;
    this.group = group;
    this.#mask = mask;
    this.#ring = ring;
  }

  /** `name`: of its control group; letters, digits and hyphens. */
  static begin(enforcement: Enforcement, name: string, mask: Mask): Session {
    requireName(name);
    const group = makeGroup(enforcement.sessions, name);
    const ring = createRing();
    try {
      const key = key64(group.id);
      mapOf(enforcement, 'tallies').set(key, memory(TALLY_BYTES));
      mapOf(enforcement, 'rings').set(key, key32(ring));
      // Last: from here on it holds.
      mapOf(enforcement, 'masks').set(key, encodeMask(mask));
      pin(ring, pinOf(enforcement, group));
      return new Session(enforcement, group, mask, new Ring(ring));
    } catch (error) {
      closeSync(ring);
      forget(enforcement, group);
      removeGroup(group);
      throw error;
    }
  }

  /** The session whose reader is gone: its events go on where that one stopped. */
  static takeOver(enforcement: Enforcement, group: Group, mask: Mask): Session {
    return new Session(enforcement, group, mask, new Ring(openPinned(pinOf(enforcement, group))));
  }

  add(pid: number): void {
    moveInto(this.group, pid);
  }

  /** Also for the commands that run in it: none is left with more than its session. */
  setMask(mask: Mask): void {
    this.#mask = mask;
    this.#write(this.group, mask);
    for (const { group, mask: own } of this.#commands.values()) this.#write(group, narrowed(mask, own));
  }

  /** A control group for one command and all that comes of it, with a mask no wider than the session's. */
  addCommand(name: string, pid: number, mask: Mask): Group {
    requireName(name);
    const group = makeGroup(this.group, name);
    this.#commands.set(name, { group, mask });
    this.#write(group, narrowed(this.#mask, mask));
    moveInto(group, pid);
    return group;
  }

  /** Once nothing runs in it any more; false where something does. */
  endCommand(name: string): boolean {
    const command = this.#commands.get(name);
    if (command === undefined) return true;
    if (!removeGroup(command.group)) return false;
    mapOf(this.#enforcement, 'masks').delete(key64(command.group.id));
    this.#commands.delete(name);
    return true;
  }

  tally(): Tally {
    const bytes = mapOf(this.#enforcement, 'tallies').get(key64(this.group.id)) ?? Buffer.alloc(TALLY_BYTES);
    const [decided, denied, lost] = [0, 8, 16].map((at) => bytes.readBigUInt64LE(at)) as [bigint, bigint, bigint];
    return { decided, denied, lost };
  }

  /** Reads until the session ends; once. */
  read(on: (event: KernelEvent) => void): Promise<void> {
    this.#reading ??= this.#readAll(on);
    return this.#reading;
  }

  async #readAll(on: (event: KernelEvent) => void): Promise<void> {
    while (this.#isOpen && !this.#isLeft) {
      const count = this.drain(on);
      await (count > 0 ? new Promise((resolve) => setTimeout(resolve, DRAIN_MS)) : this.#ring.wait(IDLE_MS));
    }
  }

  /** What is there now. */
  drain(on: (event: KernelEvent) => void): number {
    return this.#isOpen ? this.#ring.drain((record) => on(decodeEvent(record))) : 0;
  }

  /** Ends every process in it. */
  kill(): void {
    killAll(this.group);
  }

  /** Once nothing runs in it any more; false where something does, and then it holds on, and is read no more. */
  async end(): Promise<boolean> {
    this.#isLeft = true;
    for (const name of this.#commands.keys()) if (!this.endCommand(name)) return false;
    if (!removeGroup(this.group)) return false;
    this.#isOpen = false;
    await this.#reading;
    this.#ring.close();
    forget(this.#enforcement, this.group);
    return true;
  }

  #write(group: Group, mask: Mask): void {
    mapOf(this.#enforcement, 'masks').set(key64(group.id), encodeMask(mask));
  }
}

interface Command {
  readonly group: Group;
  /** What it was given; it has no more of it than the session has. */
  readonly mask: Mask;
}

/** Forgets sessions in which nothing runs any more and whose reader, of which they have their name, is gone. */
function sweep(enforcement: Enforcement): void {
  for (const name of readdirSync(enforcement.sessions.path)) {
    const reader = /^(\d+)-/u.exec(name)?.[1];
    if (reader === undefined || isThere(Number(reader))) continue;
    const group = groupAt(join(enforcement.sessions.path, name));
    if (removeTree(group)) forget(enforcement, group);
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

export function requireName(name: string): void {
  if (!/^[\w-]{1,64}$/u.test(name))
    throw new KernelError('VALUE', `expected a name of letters, digits and hyphens, met ${JSON.stringify(name)}`);
}

function mapOf({ maps, tier }: Enforcement, name: string): BpfMap {
  const map = maps.get(name);
  if (map === undefined) throw new KernelError('OBJECT', `expected a map ${name} of tier ${tier}`);
  return map;
}

function pinOf({ pins }: Enforcement, group: Group): string {
  return `${pins}/rings/${group.id}`;
}

function forget(enforcement: Enforcement, group: Group): void {
  rmSync(pinOf(enforcement, group), { force: true });
  for (const name of ['masks', 'rings', 'tallies']) mapOf(enforcement, name).delete(key64(group.id));
}
