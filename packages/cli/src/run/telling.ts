/** Who is told of what happens in a session: the gate while it does, and the person at the end. */
import { uptime } from 'node:os';
import { SocketClient } from '@capgate/client';
import type { Ancestry, HeldSession, KernelEvent, Tally } from '@capgate/kernel';
import type { Io } from '../io.ts';
import type { BoundCommands } from './commands.ts';
import { type Done, GateSessions, type Registration, type WantedBinding, type Words } from './gate-session.ts';
import type { Started } from './holders.ts';
import type { Kernel } from './kernel.ts';
import { Monitor } from './monitor.ts';
import { Starts } from './starts.ts';
import { Stopped } from './stopped.ts';
import { toldEvent } from './told-event.ts';

export interface TellingParts {
  readonly kernel: Kernel;
  /** Where the gate is asked. */
  readonly socket: string;
  /** Undefined where commands cannot have masks of their own. */
  readonly commands: BoundCommands | undefined;
  /** Whose commands the agent's hooks cannot name; undefined where they can. */
  readonly unnamed: HeldSession | undefined;
  /** Told of every event, of what was allowed too. */
  readonly note: ((event: KernelEvent) => void) | undefined;
}

const MS = 1_000;
const NOTHING: Tally = { decided: 0n, denied: 0n, lost: 0n };

export class Telling {
  readonly #parts: TellingParts;
  readonly #monitor: Monitor;
  readonly #stopped = new Stopped();
  readonly #starts: Starts | undefined;
  #ancestry: Ancestry | undefined;
  #tally = (): Tally => NOTHING;

  constructor(parts: TellingParts) {
    this.#parts = parts;
    const { commands, socket, kernel, unnamed } = parts;
    const client = new SocketClient({ path: socket });
    const bind = (wanted: WantedBinding): Done =>
      commands?.bind(wanted) ?? {
        binding: wanted.binding,
        error: 'expected a session in control groups, met one without',
      };
    const monitor = new Monitor({
      client,
      gate: new GateSessions(client),
      bind,
      sweep: () => {
        commands?.sweep();
        this.#starts?.sweep();
      },
      unheard: () => Number(this.#tally().lost),
    });
    this.#monitor = monitor;
    const match = (words: Words): Promise<WantedBinding | undefined> => monitor.match(words);
    const report = (done: Done): void => monitor.report(done);
    this.#starts = unnamed && new Starts({ kernel, session: unnamed, match, bind, report });
  }

  /** Why commands are not held to their own verdicts; undefined where they are. */
  get unboundReason(): string | undefined {
    return this.#parts.commands === undefined ? 'the session is held as a whole' : this.#monitor.unboundReason;
  }

  /** Once the first process of the session is there, and before anything runs in it. */
  async begin(registration: Registration): Promise<void> {
    this.#ancestry = new this.#parts.kernel.Ancestry(registration.pid);
    await this.#monitor.begin(registration);
    const { unnamed } = this.#parts;
    if (this.#monitor.unboundReason === undefined) unnamed?.setMask({ ...registration.mask, hold: true });
  }

  /** From its start until the session ends. */
  read(started: Started): Promise<void> {
    this.#tally = started.tally;
    return started.read((event) => this.#take(event));
  }

  /** Once the command has ended. */
  async finish(started: Started, io: Io): Promise<Tally> {
    const { tally, left } = await started.finish((event) => this.#take(event));
    this.#tally = () => tally;
    if (left !== undefined) await io.stderr.write(`capgate: ${left}\n`);
    return tally;
  }

  /** Last, also where nothing was started. */
  async end(io: Io): Promise<void> {
    const { decided, denied, lost } = this.#tally();
    const totals = { decided: Number(decided), denied: Number(denied), lost: Number(lost) };
    await this.#stopped.tell(lost, await this.#monitor.end(totals), io);
  }

  /** The gate is told of what was stopped alone: all else would be told thousands of times a second. */
  #take(event: KernelEvent): void {
    const { commands, note } = this.#parts;
    note?.(event);
    this.#starts?.take(event);
    // Where somebody learns, nothing is stopped.
    if (!event.isDenied || note !== undefined) return;
    this.#stopped.add(event);
    const bootMs = Date.now() - uptime() * MS;
    const ancestry = this.#ancestry?.of(event) ?? [];
    this.#monitor.add(toldEvent(event, bootMs, ancestry, commands?.bindingOf(event.id)));
  }
}
