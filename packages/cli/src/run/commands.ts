/** The commands of a session that are held to their own verdicts, each in a control group of its own. */
import { randomBytes } from 'node:crypto';
import { BoundedMap } from '@capgate/base';
import type { Grant, GrantSurroundings, HeldSession, Mask } from '@capgate/kernel';
import type { Done, WantedBinding } from './gate-session.ts';
import type { Kernel } from './kernel.ts';

/** Events of a command come after its end, for as long as so many others have not begun. */
const REMEMBERED_MAX = 4096;

export class BoundCommands {
  readonly #kernel: Kernel;
  readonly #session: HeldSession;
  readonly #mask: Mask;
  readonly #grantable: GrantSurroundings | undefined;
  /** Names of control groups that may still have processes. */
  readonly #running = new Set<string>();
  /** Bindings by the numbers of their masks, the oldest first. */
  readonly #bindings = new BoundedMap<bigint, string>(REMEMBERED_MAX);
  #count = 0;

  /** `grantable`: what may be granted where a person approved it; nothing without. */
  constructor(kernel: Kernel, session: HeldSession, mask: Mask, grantable: GrantSurroundings | undefined) {
    this.#kernel = kernel;
    this.#session = session;
    this.#mask = mask;
    this.#grantable = grantable;
  }

  /** Says why, where it could not: then nothing has the mask. */
  bind({ binding, pid, startTicks, flags, approved }: WantedBinding): Done {
    if (flags === undefined) return { binding, error: 'expected a descriptor, met something else; nothing was bound' };
    const id = randomBytes(8).readBigUInt64LE();
    const name = `command-${this.#count++}`;
    const mask = this.#kernel.commandMask(this.#mask, flags, id);
    const grants = this.#grantsTo(pid, approved);
    let missed: readonly string[];
    try {
      this.#kernel.bindCommand(this.#session, { name, pid, startTicks, mask });
      // It runs nothing before it is answered.
      this.#running.add(name);
      missed = this.#session.grant(name, grants);
    } catch (error) {
      // The shell waits for an answer, whatever went wrong.
      return { binding, error: error instanceof Error ? error.message : String(error) };
    }
    this.#bindings.set(id, binding);
    return { binding, ...(grants.length > missed.length && { widened: true }) };
  }

  /** To what a command has started nothing is: it may have the token from where that other shell shows it. */
  #grantsTo(pid: number, approved: WantedBinding['approved']): readonly Grant[] {
    const isGrantable = this.#grantable !== undefined && this.#kernel.isUnbound(this.#session, pid);
    return isGrantable ? this.#kernel.commandGrants(approved, this.#grantable) : [];
  }

  /** Whose mask has this number; undefined for the session's own. */
  bindingOf(id: bigint): string | undefined {
    return this.#bindings.get(id);
  }

  /** Takes the control groups away in which nothing runs any more. */
  sweep(): void {
    for (const name of this.#running) if (this.#session.endCommand(name)) this.#running.delete(name);
  }
}
