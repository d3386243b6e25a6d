/**
 * Command lines that the gate allowed in sessions which the kernel holds, until they run: each is known by a token that
 * stands in the line which the agent was given, or by its text alone. Each serves once, and for a time.
 */
import { BoundedMap, type Clock, type Random, toHex } from '@capgate/base';
import type { NamedPath } from '@capgate/core';
import { isRunBy } from './matching.ts';

/**
 * What let it do more than the session may: a person's answer to an approval of the gate's. One to the agent's own question
 * does not, as the gate never learns it: what read the token could be the one to use it.
 */
export interface Widened {
  readonly by: 'approval';
  readonly approval: string;
  /** The paths that the command names for certain: these may be granted to it, as what it does to them. */
  readonly paths: readonly NamedPath[];
}

export interface Command {
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  /** The session that the kernel holds. */
  readonly held: string;
  /** The id of the decision, and its 24 bytes in hexadecimal digits. */
  readonly decision: string;
  readonly descriptor: string;
  readonly command: string;
  /** Where it is to run, with links resolved. */
  readonly folder: string;
  /** The agent's process and those above it, which the hook came from: none of them is the shell that runs it. */
  readonly above: readonly number[];
  /** Whether the agent asks its person before it runs. */
  readonly isAskedFirst: boolean;
  readonly widened?: Widened;
}

interface Waiting {
  readonly command: Command;
  /** By the clock that never goes back. */
  readonly untilMs: number;
}

const TOKEN_BYTES = 32;
/** An agent runs what it was allowed at once; where its person is asked first, that person may take longer. */
const RUN_MS = 60_000;
const ANSWER_MS = 3_600_000;
/** Older ones are forgotten: with their tokens nothing runs. */
const TOKENS_MAX = 4_096;
/** Of one session. Older ones are forgotten, and run under what their session may do. */
const UNTOLD_MAX = 256;

export class Commands {
  readonly #clock: Clock;
  readonly #random: Random;
  /** By their tokens, the oldest first. */
  readonly #given = new BoundedMap<string, Waiting>(TOKENS_MAX);
  /** By the session that the kernel holds: those of agents that take no other line than their own. */
  readonly #untold = new Map<string, Waiting[]>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The token of a command; it must go nowhere but into the agent's line. */
  give(command: Command): string {
    const token = toHex(this.#random.bytes(TOKEN_BYTES));
    const waitMs = command.isAskedFirst ? ANSWER_MS : RUN_MS;
    this.#given.set(token, { command, untilMs: this.#clock.monotonicMs() + waitMs });
    return token;
  }

  /** What a token stands for, which is not used up by looking; undefined where it is none, or none any more. */
  find(token: string): Command | undefined {
    const waiting = this.#given.get(token);
    return waiting !== undefined && this.#isInTime(waiting) ? waiting.command : undefined;
  }

  /** As `find`, and it serves no more: whoever has shown it, and whatever comes of that. */
  take(token: string): Command | undefined {
    const command = this.find(token);
    this.#given.delete(token);
    return command;
  }

  /** For an agent whose line stays as it is: it is known by what runs. */
  await(command: Command): void {
    const untold = this.#untoldIn(command.held);
    untold.push({ command, untilMs: this.#clock.monotonicMs() + RUN_MS });
    this.#untold.set(command.held, untold.slice(-UNTOLD_MAX));
  }

  /**
   * The one command of the session that `argv` runs in this folder, which serves no more; undefined where there is none, or
   * more than one that it may be: nobody could say whose mask it gets.
   */
  match(held: string, argv: readonly string[], folder: string): Command | undefined {
    const untold = this.#untoldIn(held);
    const found = untold.filter(({ command }) => command.folder === folder && isRunBy(argv, command.command));
    const [only] = found;
    if (only === undefined || found.length > 1) return undefined;
    this.#untold.set(
      held,
      untold.filter((waiting) => waiting !== only),
    );
    return only.command;
  }

  /** Forgets those of a session that has ended. */
  forget(held: string): void {
    this.#untold.delete(held);
    for (const [token, { command }] of this.#given) if (command.held === held) this.#given.delete(token);
  }

  #untoldIn(held: string): Waiting[] {
    return (this.#untold.get(held) ?? []).filter((waiting) => this.#isInTime(waiting));
  }

  #isInTime({ untilMs }: Waiting): boolean {
    return this.#clock.monotonicMs() < untilMs;
  }
}
