/** From a command that was allowed to a process that has its mask: exactly one for each, or none. */
import { type Random, toHex } from '@capgate/base';
import { type Caller, type Gate, GateError, type Lineage } from '@capgate/gate';
import type { BindingWay } from '@capgate/store';
import type { BoundCommands } from './bound.ts';
import type { Command, Commands } from './commands.ts';
import type { KernelCounts } from './counts.ts';
import type { Binding, Done } from './deliveries.ts';
import { isThere, type Processes, realFolder } from './processes.ts';
import type { MatchBody } from './schemas.ts';
import { type Held, type HeldSessions, processOf } from './sessions.ts';

export interface BinderParts {
  readonly gate: Gate;
  readonly random: Random;
  readonly processes: Processes;
  readonly sessions: HeldSessions;
  readonly commands: Commands;
  readonly bound: BoundCommands;
  readonly counts: KernelCounts;
}

const ID_BYTES = 16;

export class Binder {
  readonly #parts: BinderParts;

  constructor(parts: BinderParts) {
    this.#parts = parts;
  }

  /**
   * Binds the shell that called whoever shows a token, and resolves once it has its mask. Rejects with `GateError` FORBIDDEN,
   * BUSY, UNAVAILABLE: then nothing may run.
   */
  async bind(token: string, caller: Caller): Promise<void> {
    const { counts, commands } = this.#parts;
    // Used up, whoever shows it.
    const command = commands.take(token);
    let admitted: readonly [Command, Held, Lineage];
    try {
      admitted = this.#admitted(command, caller);
    } catch (error) {
      counts.addBinding('hook', 'refused');
      throw error;
    }
    const [allowed, held, shell] = admitted;
    await this.#bound(held, allowed, shell, 'hook');
  }

  /** The command that a process runs, by what it was started with; undefined where that is not certain. */
  match(held: Held, { argv, cwd, pid, startTicks }: MatchBody): Binding | undefined {
    const { processes, sessions, commands } = this.#parts;
    if (!isThere(processes, { pid, startTicks }) || sessions.of(pid) !== held) return undefined;
    const command = commands.match(held.held, argv, realFolder(cwd));
    if (command === undefined) return undefined;
    const binding = this.#bindingOf(command, { pid, startTicks });
    // The monitor says in its next question whether the process has it.
    this.#confirmed(held, command, binding, 'argv', true).catch(() => {});
    return binding;
  }

  /** Throws `GateError` FORBIDDEN. */
  #admitted(command: Command | undefined, caller: Caller): readonly [Command, Held, Lineage] {
    const { processes, sessions } = this.#parts;
    const teller = processOf(caller, processes);
    if (command === undefined)
      throw forbidden('a token of a command that was allowed and has not run yet, met another; ask for it again');
    const held = sessions.of(teller.pid);
    if (held === undefined || held.held !== command.held || held.tenant !== caller.tenant)
      throw forbidden('a process of the session in which the command was allowed, met another');
    const folder = processes.folder(teller.pid);
    // Of root's processes another user's gate is not shown where they work.
    if (folder !== undefined && folder !== command.folder)
      throw forbidden('the folder in which the command was allowed, met another');
    const shell = processes.lineage(teller.parentPid);
    if (shell === undefined || sessions.of(shell.pid) !== held || command.above.includes(shell.pid))
      throw forbidden('a shell of the agent’s to have called this, met none');
    return [command, held, shell];
  }

  #bound(held: Held, command: Command, shell: Lineage, way: BindingWay): Promise<void> {
    return this.#confirmed(held, command, this.#bindingOf(command, shell), way, false);
  }

  async #confirmed(held: Held, command: Command, given: Binding, way: BindingWay, isTold: boolean): Promise<void> {
    const { counts, bound } = this.#parts;
    // From now on: what is stopped may be told before the answer comes.
    bound.add(given.binding, held.held, command);
    let done: Done;
    try {
      done = await held.deliveries.deliver(given, isTold);
    } catch (error) {
      counts.addBinding(way, 'failed');
      throw error;
    }
    counts.addBinding(way, 'bound');
    this.#record(held, command, given, way, done);
  }

  #record(
    { held }: Held,
    { tenant, agent, session, widened }: Command,
    given: Binding,
    way: BindingWay,
    done: Done,
  ): void {
    const { recorder, events } = this.#parts.gate;
    const { binding, decision, pid } = given;
    const approval = done.widened === true && widened && { approval: widened.approval };
    const body = { tenant, held, binding, decision, agent, session, pid, way, ...approval };
    recorder.recordOrDefer('kernel.bound', body);
    events.tell('kernel', tenant, { kind: 'bound', ...body });
  }

  #bindingOf({ descriptor, decision, widened }: Command, { pid, startTicks }: Pick<Lineage, 'pid' | 'startTicks'>) {
    const binding = toHex(this.#parts.random.bytes(ID_BYTES));
    return { binding, pid, startTicks, descriptor, decision, ...(widened && { widened }) };
  }
}

function forbidden(expected: string): GateError {
  return new GateError('FORBIDDEN', `expected ${expected}; nothing may run`);
}
