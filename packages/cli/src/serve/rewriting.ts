/**
 * Asks by rewriting: an agent that asks nobody for a hook, but asks its person about a program that its rules name, gets a
 * command line that begins with that program and then runs what it announced, in the same shell. The program ends well only
 * where the gate heard from the agent that it is showing its person just that line: without the rule nothing runs. What is
 * run stands in the line, so whoever writes such a line himself has it judged as what it is.
 */
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asking, HookCall, Prompt } from '@capgate/agents';
import { BoundedMap, type Clock, clipped, type Random, shellQuoted, toHex } from '@capgate/base';
import type { Caller } from '@capgate/gate';
import { commandLine } from '../exec/quote.ts';

export interface RewritingPlaces {
  /** The program that the rule names. */
  readonly runner: string;
  /** The agent's rules, which name it. */
  readonly rules: string;
  /** Of a file for each line that is shown; nobody but the gate writes there. */
  readonly folder: string;
}

export interface RewritingParts {
  readonly places: RewritingPlaces;
  readonly clock: Clock;
  readonly random: Random;
}

/** A line that was given to an agent and not shown yet. */
interface Given {
  readonly ticket: string;
  readonly tenant: string;
  readonly caller: string;
  readonly session: string;
  readonly cwd: string;
}

const TICKET_BYTES = 16;
/** Older ones are forgotten: they ask nobody, and nothing runs. */
const GIVEN_MAX = 256;
/** How long a person may take to answer. */
const ANSWER_MS = 3_600_000;
const REASON_LENGTH_MAX = 300;

export class Rewriting {
  readonly #parts: RewritingParts;
  /** By their lines, the oldest first. */
  readonly #given = new BoundedMap<string, Given>(GIVEN_MAX);

  private constructor(parts: RewritingParts) {
    this.#parts = parts;
  }

  /** What a run before this one noted counts no more. */
  static open(parts: RewritingParts): Rewriting {
    rmSync(parts.places.folder, { recursive: true, force: true });
    return new Rewriting(parts);
  }

  /** Undefined where the caller's agent would ask nobody: what is installed is for whoever runs the gate. */
  for(caller: Caller): Asking | undefined {
    const { runner, rules } = this.#parts.places;
    const isOwn = caller.way === 'socket' && caller.uid === process.getuid?.();
    if (!isOwn || !existsSync(runner) || !existsSync(rules)) return undefined;
    return {
      rewritten: (call, reason, guard) => this.#rewritten(call, reason, guard, caller),
      shown: (prompt) => this.#shown(prompt, caller),
    };
  }

  #rewritten(
    { session, cwd, actions }: HookCall,
    reason: string,
    guard: string | undefined,
    { tenant, name }: Caller,
  ): string | undefined {
    const [action, ...others] = actions;
    if (action?.kind !== 'command' || others.length > 0 || session === undefined || cwd === undefined) return undefined;
    const ticket = toHex(this.#parts.random.bytes(TICKET_BYTES));
    const { runner } = this.#parts.places;
    const why = shellQuoted(clipped(reason, REASON_LENGTH_MAX));
    // To eval, a dash at the beginning were an option.
    const command = shellQuoted(action.command.replace(/^-/u, ' -'));
    const bound = guard === undefined ? '' : `${guard} && `;
    const line = `${commandLine([runner])} ${ticket} ${why} && ${bound}eval ${command}`;
    this.#given.set(line, { ticket, tenant, caller: name, session, cwd });
    return line;
  }

  #shown({ command, session, cwd }: Prompt, { tenant, name }: Caller): void {
    const given = this.#given.get(command);
    if (given?.session !== session || given.cwd !== cwd || given.tenant !== tenant || given.caller !== name) return;
    this.#given.delete(command);
    const { places, clock } = this.#parts;
    mkdirSync(places.folder, { recursive: true, mode: 0o700 });
    const file = join(places.folder, given.ticket);
    writeFileSync(file, `${realpathSync(cwd)}\n`, { mode: 0o600, flag: 'wx' });
    clock.schedule(ANSWER_MS, () => rmSync(file, { force: true }));
  }
}
