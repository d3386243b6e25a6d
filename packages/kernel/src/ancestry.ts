/** From whom a process comes, up to the first of its session. */
import type { KernelEvent } from './event.ts';
import { type ProcessInfo, processAt } from './system/processes.ts';

export interface Ancestor {
  readonly pid: number;
  /** What it calls itself. */
  readonly command: string;
}

/** With the process itself. */
export const ANCESTRY_MAX = 16;
/** Of so many parents it is remembered who is above them. */
const KNOWN_MAX = 1024;

/**
 * Looks when an event is read, which is a moment after it happened: who has ended by then is known by what the event says
 * alone. Costs a look or two an event, as what lies above a parent is remembered while that parent is the same; an
 * ancestor further up that became another program since goes by its earlier name.
 */
export class Ancestry {
  readonly #root: number;
  readonly #look: (pid: number) => ProcessInfo | undefined;
  readonly #known = new Map<string, readonly Ancestor[]>();

  /** `root`: the first process of the session, which is the last of an ancestry. */
  constructor(root: number, look: (pid: number) => ProcessInfo | undefined = processAt) {
    this.#root = root;
    this.#look = look;
  }

  /** From the process up. */
  of({ pid, parentPid, command }: Pick<KernelEvent, 'pid' | 'parentPid' | 'command'>): readonly Ancestor[] {
    const self = { pid, command };
    return pid === this.#root ? [self] : [self, ...this.#from(parentPid)];
  }

  #from(pid: number): readonly Ancestor[] {
    const found = this.#look(pid);
    if (found === undefined) return [];
    const key = `${pid} ${found.startTicks} ${found.parentPid} ${found.command}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const chain = this.#climb(pid, found);
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(key, chain);
    return chain;
  }

  /** The first process of the machine is nobody's in particular. */
  #climb(from: number, first: ProcessInfo): Ancestor[] {
    const chain: Ancestor[] = [];
    let pid = from;
    let found: ProcessInfo | undefined = first;
    while (found !== undefined && pid > 1 && chain.length < ANCESTRY_MAX - 1) {
      chain.push({ pid, command: found.command });
      if (pid === this.#root) break;
      pid = found.parentPid;
      found = this.#look(pid);
    }
    return chain;
  }
}
