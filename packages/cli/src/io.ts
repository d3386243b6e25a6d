/** What the program needs of its surroundings. The real ones are in `process-io.ts`; tests bring their own. */
import type { Clock } from '@capgate/base';

/** Where text goes. */
export interface Output {
  /** Resolves once everything has been taken. What comes after the reader has gone is dropped. */
  write(data: string | Uint8Array): Promise<void>;
  /** Whether the reader has gone (a broken pipe). */
  readonly closed: boolean;
  readonly isTerminal: boolean;
  /** Width of the terminal in columns, where there is one. */
  readonly columns: number | undefined;
}

export interface Io {
  /** Standard input in chunks; each is valid only until the next is asked for. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /**
   * The same for who waits no longer than until `signal`: then it rejects, and what was not read holds up no end of the
   * process. Costs what Node's streams cost to load. `stdin` where absent.
   */
  readonly stdinUntil?: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute paths. */
  readonly cwd: string;
  readonly home: string;
  /** The number of the user; undefined where the system has none, and in tests, which must not meet a person's gate. */
  readonly uid?: number | undefined;
  /** As Node names it: `linux`, `darwin`, `win32` … */
  readonly platform: string;
  /** The system's where absent: most commands need none, and a start must not load it. */
  readonly clock?: Clock;
  /** What a person types behind `question`, unseen; undefined where no terminal is there. */
  askSecret(question: string): Promise<Uint8Array | undefined>;
  /** The line that a person types behind `question`; undefined where no terminal controls this process. */
  askLine(question: string): Promise<string | undefined>;
  /** The text as a person leaves it in an editor. Throws `CliError` where there is none, or it ends with an error. */
  edit(text: string): Promise<string>;
}

/** Exit statuses. Whatever gives no answer ends with USAGE, so that nothing but an allow is ever 0. */
export const ExitStatus = {
  /** Done; for `check`: allow. */
  OK: 0,
  /** Looked, and found something wrong: an unsound descriptor, a policy that fails its tests, a name not found. */
  PROBLEM: 1,
  /** No answer: the command line, a file or the input could not be used. */
  USAGE: 2,
  ASK: 3,
  DENY: 4,
  /** Nobody reads the output any more; as a shell reports a program that ended by SIGPIPE. */
  BROKEN_PIPE: 141,
} as const;
