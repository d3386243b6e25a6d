/** One agent under enforcement: its control group, what it may do, and what the kernel tells of it. */
import { closeSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openPinned, pin } from './bpf/call.ts';
import { key32 } from './bpf/map.ts';
import { createRing, Ring } from './bpf/ring.ts';
import {
  type Group,
  groupAt,
  groupsBelow,
  killAll,
  makeGroup,
  membersOf,
  moveInto,
  removeGroup,
  removeTree,
} from './cgroups.ts';
import type { Enforcement } from './enforcement.ts';
import { KernelError } from './error.ts';
import { decodeEvent, type KernelEvent } from './event.ts';
import type { Grant } from './grant.ts';
import { HELD_MAX, placeOf } from './held.ts';
import { type Mask, narrowed } from './mask.ts';
import { DRAIN_MS, type HeldSession, type Holding, IDLE_MS, type Tally } from './tiers/tier.ts';

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
    const group = claimedGroup(enforcement, enforcement.sessions, name);
    const ring = createRing();
    try {
      enforcement.rings.set(key32(placeOf(group.id)), key32(ring));
      enforcement.held.setMask(group.id, mask);
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
    const { held } = this.#enforcement;
    held.setMask(this.group.id, mask);
    for (const { group, mask: own } of this.#commands.values()) held.setMask(group.id, narrowed(mask, own));
  }

  /** A control group for one command and all that comes of it, with a mask no wider than the session's. */
  addCommand(name: string, pid: number, mask: Mask): Group {
    requireName(name);
    const group = claimedGroup(this.#enforcement, this.group, name, this.group.id);
    this.#commands.set(name, { group, mask });
    this.#enforcement.held.setMask(group.id, narrowed(this.#mask, mask));
    moveInto(group, pid);
    return group;
  }

  grant(name: string, grants: readonly Grant[]): readonly string[] {
    const command = this.#commands.get(name);
    if (command === undefined) throw new KernelError('VALUE', `expected a command of the session, met ${name}`);
    return this.#enforcement.grants.give(command.group.id, grants);
  }

  /** Once nothing runs in it any more; false where something does. */
  endCommand(name: string): boolean {
    const command = this.#commands.get(name);
    if (command === undefined) return true;
    if (!removeGroup(command.group)) return false;
    this.#enforcement.grants.takeBack(command.group.id);
    this.#enforcement.held.free(command.group.id);
    this.#commands.delete(name);
    return true;
  }

  waiting(): readonly number[] {
    return membersOf(this.group).filter(isStopped);
  }

  release(pid: number): void {
    if (![this.group, ...groupsBelow(this.group)].some((group) => membersOf(group).includes(pid)))
      throw new KernelError('VALUE', `expected a process of the session, met ${pid}`);
    process.kill(pid, 'SIGCONT');
  }

  tally(): Tally {
    return this.#enforcement.held.tally(this.group.id);
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
    const below = groupsBelow(group);
    if (!removeTree(group)) continue;
    for (const { id } of below) enforcement.held.free(id);
    forget(enforcement, group);
  }
  enforcement.grants.sweep((group) => enforcement.held.has(group));
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

/** How often another control group is made where one's place is taken: of places half are taken at most. */
const CLAIMS_MAX = 32;

/** A control group that is held, and may do nothing yet; `session`: of a command. */
function claimedGroup({ held }: Enforcement, parent: Group, name: string, session?: bigint): Group {
  for (let left = CLAIMS_MAX; left > 0; left--) {
    const group = makeGroup(parent, name);
    if (held.claim(group.id, session)) return group;
    removeGroup(group);
  }
  throw new KernelError('SYSTEM', `expected a place among ${HELD_MAX} sessions and commands, met none; end some`);
}

/** proc(5): the state comes after the name, in which anything may be. */
function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')')).startsWith(') T ');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return false;
    throw error;
  }
}

function pinOf({ pins }: Enforcement, group: Group): string {
  return `${pins}/rings/${group.id}`;
}

/** What is freed last another may have at once. */
function forget(enforcement: Enforcement, group: Group): void {
  rmSync(pinOf(enforcement, group), { force: true });
  enforcement.rings.delete(key32(placeOf(group.id)));
  enforcement.held.free(group.id);
}
