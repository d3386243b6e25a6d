/** How a hook's answer has its command bound: by a line that shows a token first, or by being waited for as it is. */
import type { Binding, GateAnswer, HookCall } from '@capgate/agents';
import type { NamedPath } from '@capgate/core';
import type { Caller } from '@capgate/gate';
import { commandLine } from '../../exec/quote.ts';
import type { Command, Commands, Widened } from './commands.ts';
import { type Processes, realFolder } from './processes.ts';
import type { Held } from './sessions.ts';

export interface HookBindingParts {
  readonly commands: Commands;
  readonly processes: Processes;
  /** The words before a token; looked up where a line is made. */
  readonly tokenProgram: () => readonly string[];
  /** The paths that a command line names for certain, in the folders that it was decided in. */
  readonly pathsOf: (where: CommandPlace, command: string) => readonly NamedPath[];
}

export interface CommandPlace {
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  /** Of the user whose hook it is, where that is not the gate's own. */
  readonly home?: string;
  /** With links resolved. */
  readonly folder: string;
}

/** As many as are told; of a command that names more, no others are granted. */
const PATHS_MAX = 64;

/** Longer chains are nobody's. */
const ABOVE_MAX = 64;
const TOKEN = /(?<= )[0-9a-f]+$/u;

/** For what a caller's hook announces, in a session that the kernel holds. */
export class HookBinding implements Binding {
  readonly #parts: HookBindingParts;
  readonly #caller: Caller & { readonly pid: number };
  readonly #held: Held;

  constructor(parts: HookBindingParts, caller: Caller & { readonly pid: number }, held: Held) {
    this.#parts = parts;
    this.#caller = caller;
    this.#held = held;
  }

  isOwn(guard: string, command: string, { session }: HookCall): boolean {
    const token = TOKEN.exec(guard)?.[0] ?? '';
    const given = this.#parts.commands.find(token);
    if (given === undefined || guard !== this.#guardOf(token)) return false;
    return given.command === command && given.held === this.#held.held && given.session === session;
  }

  guard(call: HookCall, answer: GateAnswer): string | undefined {
    const command = this.#commandOf(call, answer);
    return command && this.#guardOf(this.#parts.commands.give(command));
  }

  await(call: HookCall, answer: GateAnswer): void {
    const command = this.#commandOf(call, answer);
    if (command !== undefined) this.#parts.commands.await(command);
  }

  #guardOf(token: string): string {
    return `${commandLine(this.#parts.tokenProgram())} ${token}`;
  }

  /** Undefined for what cannot be bound: it runs under what the session may do. */
  #commandOf({ agent, session, cwd, actions }: HookCall, answer: GateAnswer): Command | undefined {
    const { decision, descriptor } = answer;
    const [action, ...others] = actions;
    if (action?.kind !== 'command' || others.length > 0) return undefined;
    if (session === undefined || cwd === undefined || decision === undefined || descriptor === undefined) {
      return undefined;
    }
    const { pid, tenant, home } = this.#caller;
    const { verdict, allowedBy } = answer;
    const folder = realFolder(cwd);
    const place = { tenant, agent, session, folder, ...(home !== undefined && { home }) };
    return {
      tenant,
      agent,
      session,
      held: this.#held.held,
      decision,
      descriptor,
      command: action.command,
      folder,
      above: this.#above(pid),
      isAskedFirst: verdict === 'ask',
      ...(allowedBy !== undefined && {
        widened: this.#widened(allowedBy, place, action.command),
      }),
    };
  }

  #widened(approval: string, where: CommandPlace, command: string): Widened {
    const paths = this.#parts.pathsOf(where, command).slice(0, PATHS_MAX);
    return { by: 'approval', approval, paths };
  }

  #above(pid: number): number[] {
    const above: number[] = [];
    for (let at = pid; at > 1 && above.length < ABOVE_MAX; ) {
      above.push(at);
      at = this.#parts.processes.lineage(at)?.parentPid ?? 0;
    }
    return above;
  }
}
