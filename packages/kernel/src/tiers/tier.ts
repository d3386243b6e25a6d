/** A way of holding processes to their masks. One suite holds all of them to what they say that they do. */
import type { Group } from '../cgroups.ts';
import type { KernelEvent } from '../event.ts';
import type { Grant } from '../grant.ts';
import type { Mask } from '../mask.ts';
import type { Place } from '../place.ts';

/** Those of programs in the kernel, each a compiled object. */
export const BPF_TIERS = ['lsm', 'trace'] as const;
export type BpfTierName = (typeof BPF_TIERS)[number];

/**
 * The one that holds most first. `lsm`: hooks of security modules, which refuse before anything happened. `trace`:
 * tracepoints, which kill, and hooks of control groups. `fanotify`: the kernel asks this process before a program runs.
 * `notify`, which alone takes no root: it asks before calls that run a program or name an address.
 */
export const TIERS = [...BPF_TIERS, 'fanotify', 'notify'] as const;
export type TierName = (typeof TIERS)[number];

export interface Tool {
  /** Of the executable; links are followed. */
  readonly path: string;
  /** 24 bytes. */
  readonly descriptor: Uint8Array;
}

/** What a tier knows of files, while it holds. */
export interface Labels {
  /** Answers the paths of which there is nothing. */
  registerTools(tools: readonly Tool[]): readonly string[];
  /** Likewise. A tier that holds no files takes none. */
  labelPlaces(places: readonly Place[]): readonly string[];
}

/** How much a session did since it began. */
export interface Tally {
  readonly decided: bigint;
  readonly denied: bigint;
  /** Events for which there was no room: they were decided all the same. */
  readonly lost: bigint;
}

/** How often events are read while things happen; what is denied wakes earlier only where nothing happened before. */
export const DRAIN_MS = 10;
/** The same while nothing does: a ring that nobody drains is full after 300 ms of the most that a machine starts. */
export const IDLE_MS = 100;

/** A session, whichever tier holds it. */
export interface TierSession {
  /** Also for the commands that run in it: none is left with more than its session. */
  setMask(mask: Mask): void;
  tally(): Tally;
  /** Reads until the session ends; once. */
  read(on: (event: KernelEvent) => void): Promise<void>;
  /** What is there now; answers how many. */
  drain(on: (event: KernelEvent) => void): number;
  /** Once nothing runs in it any more; false where something does, and then it holds on. */
  end(): Promise<boolean>;
}

/** One that knows its processes by a control group: also those that ran before. */
export interface HeldSession extends TierSession {
  readonly group: Group;
  add(pid: number): void;
  /** A control group for one command and all that comes of it, with a mask no wider than the session's. */
  addCommand(name: string, pid: number, mask: Mask): Group;
  /**
   * Lets a command do more than its mask at names that a person allowed it, for as long as it runs; what is the gate's own
   * stays withheld. Answers the paths at which it gives nothing: those of no folder or behind a link, and all of them where
   * the tier holds no files. Throws `VALUE` for a name that no command has.
   */
  grant(name: string, grants: readonly Grant[]): readonly string[];
  /** Once nothing runs in it any more; false where something does. */
  endCommand(name: string): boolean;
  /**
   * Processes of the session, in no command of it, that are stopped: those that `Mask.hold` stopped, also where there was
   * no room to tell, and what stopped itself.
   */
  waiting(): readonly number[];
  /** Lets a process go on that was stopped at its start. Throws `VALUE` for one that is not of this session. */
  release(pid: number): void;
  /** Ends every process in it. */
  kill(): void;
}

/** What a tier that takes root is to those who start sessions under it. */
export interface Holding {
  readonly tier: Exclude<TierName, 'notify'>;
  readonly labels: Labels;
  /** `name`: of its control group; letters, digits and hyphens. Throws `UNSUPPORTED` for a mask that the tier has no way for. */
  begin(name: string, mask: Mask): HeldSession;
}
