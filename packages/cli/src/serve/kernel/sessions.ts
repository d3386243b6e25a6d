/**
 * Sessions that the kernel holds, each put under it by a process that stays outside: its monitor. A process is in one if it
 * is in the session's control group, or if the session's first process is among its ancestors.
 */
import { type Cancel, type Clock, type Random, toHex } from '@capgate/base';
import { type Caller, GateError, type Lineage } from '@capgate/gate';
import type { HeldTier } from '@capgate/store';
import { Deliveries } from './deliveries.ts';
import { isThere, type Processes } from './processes.ts';

export interface Held {
  readonly held: string;
  readonly tenant: string;
  readonly name: string;
  readonly tier: HeldTier;
  readonly root: Lineage;
  readonly monitor: Lineage;
  readonly deliveries: Deliveries;
  /** Its control group; undefined as long as that is its monitor's as well. */
  group: string | undefined;
}

export interface SessionParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly processes: Processes;
  /** Why a process is an agent's; undefined where nothing says so. */
  readonly whyAgents: (pid: number) => string | undefined;
  /** Told of a session whose monitor is gone. */
  readonly onLost: (session: Held) => void;
}

/** What a monitor says of a session. */
export interface Registration {
  readonly pid: number;
  readonly tier: HeldTier;
  readonly name: string;
}

const ID_BYTES = 16;
const SESSIONS_MAX = 256;
/** Longer chains of processes are nobody's. */
const ANCESTORS_MAX = 64;
/** How often is looked whether the monitors are there. */
const LOOK_MS = 5_000;

export class HeldSessions {
  readonly #parts: SessionParts;
  readonly #sessions = new Map<string, Held>();
  #cancelLook: Cancel | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#sessions.size;
  }

  /**
   * Throws `GateError` FORBIDDEN for a caller that has not started the process, that is in such a session itself, or that is
   * an agent's; BUSY.
   */
  register({ pid, tier, name }: Registration, caller: Caller): Held {
    this.look();
    const { processes, clock } = this.#parts;
    const monitor = processOf(caller, processes);
    const root = processes.lineage(pid);
    if (root?.parentPid !== monitor.pid)
      throw new GateError('FORBIDDEN', `expected a process that the caller has started, met the process ${pid}`);
    this.#checkOutside(monitor);
    if (this.#sessions.size >= SESSIONS_MAX)
      throw new GateError('BUSY', `expected at most ${SESSIONS_MAX} sessions that are held, met more`);
    const held = toHex(this.#parts.random.bytes(ID_BYTES));
    const deliveries = new Deliveries(clock);
    const session = { held, tenant: caller.tenant, name, tier, root, monitor, deliveries, group: undefined };
    this.#sessions.set(held, session);
    this.#cancelLook ??= clock.schedule(LOOK_MS, () => this.#lookOn());
    return session;
  }

  /** The session that a process is in; the innermost cannot be left. Nothing is looked at where there is none. */
  of(pid: number): Held | undefined {
    if (this.#sessions.size === 0) return undefined;
    this.look();
    return this.#byGroup(pid) ?? this.#byAncestors(pid);
  }

  /** A session for its monitor. Throws `GateError` NOT_FOUND, and FORBIDDEN for everybody else. */
  for(caller: Caller, held: string): Held {
    const session = this.#sessions.get(held);
    const { pid, startTicks } = processOf(caller, this.#parts.processes);
    if (session === undefined || session.tenant !== caller.tenant)
      throw new GateError('NOT_FOUND', 'expected a session that is held, met none by that name; register it again');
    if (session.monitor.pid !== pid || session.monitor.startTicks !== startTicks)
      throw new GateError('FORBIDDEN', 'expected the process that registered the session, met another');
    return session;
  }

  end(session: Held): void {
    this.#sessions.delete(session.held);
    session.deliveries.close();
    if (this.#sessions.size > 0) return;
    this.#cancelLook?.();
    this.#cancelLook = undefined;
  }

  /** Those that are held, which all end. */
  endAll(): readonly Held[] {
    const all = [...this.#sessions.values()];
    for (const session of all) this.end(session);
    return all;
  }

  /** Ends those whose monitor is gone: what still runs stays under the mask that it has. */
  look(): void {
    for (const session of this.#sessions.values()) {
      if (isThere(this.#parts.processes, session.monitor)) continue;
      this.end(session);
      this.#parts.onLost(session);
    }
  }

  #lookOn(): void {
    this.#cancelLook = undefined;
    this.look();
    if (this.#sessions.size > 0) this.#cancelLook = this.#parts.clock.schedule(LOOK_MS, () => this.#lookOn());
  }

  /** Who could would widen what holds it, and write into the log what never was. */
  #checkOutside(monitor: Lineage): void {
    if (this.of(monitor.pid) !== undefined)
      throw new GateError('FORBIDDEN', 'expected a caller outside of sessions that are held, met one inside');
    const why = this.#parts.whyAgents(monitor.pid);
    if (why !== undefined)
      throw new GateError('FORBIDDEN', `expected a caller that is no agent’s, met a process that is: ${why}`);
  }

  /** Also what has let go of its parents. */
  #byGroup(pid: number): Held | undefined {
    const own = this.#parts.processes.group(pid);
    if (own === undefined) return undefined;
    return [...this.#sessions.values()].find((session) => {
      session.group ??= this.#groupOf(session);
      return session.group !== undefined && (own === session.group || own.startsWith(`${session.group}/`));
    });
  }

  /** Its first process has another group than its monitor, once it was put there. */
  #groupOf({ root, monitor }: Held): string | undefined {
    const { processes } = this.#parts;
    const group = isThere(processes, root) ? processes.group(root.pid) : undefined;
    return group === processes.group(monitor.pid) ? undefined : group;
  }

  #byAncestors(pid: number): Held | undefined {
    const { processes } = this.#parts;
    const sessions = [...this.#sessions.values()];
    for (let at = pid, count = 0; at > 1 && count < ANCESTORS_MAX; count++) {
      const info = processes.lineage(at);
      if (info === undefined) return undefined;
      const { startTicks, parentPid } = info;
      const found = sessions.find(({ root }) => root.pid === at && root.startTicks === startTicks);
      if (found !== undefined) return found;
      at = parentPid;
    }
    return undefined;
  }
}

/** The caller's process, as it is now. Throws `GateError` FORBIDDEN for who calls without one. */
export function processOf({ pid, way }: Caller, processes: Processes): Lineage {
  const process = way === 'socket' && pid !== undefined ? processes.lineage(pid) : undefined;
  if (process !== undefined) return process;
  throw new GateError('FORBIDDEN', 'expected a process that calls by the gate’s socket, met another way');
}
