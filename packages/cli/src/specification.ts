/** The form in which commands are described; parsing, help and shell completion are all made from it. */
import type { Arguments } from './arguments.ts';
import type { Io } from './io.ts';

/** What a shell offers where a word is to be completed. */
export type Completion = 'file' | 'folder' | readonly string[];

export interface OptionSpec {
  /** Long name without dashes. */
  readonly name: string;
  /** One letter, used with one dash. */
  readonly short?: string;
  /** What its value is called; an option without one takes none. */
  readonly value?: string;
  /** What may follow it behind `=`, where it needs no value. */
  readonly attachable?: readonly string[];
  /** The only values allowed. */
  readonly choices?: readonly string[];
  readonly completion?: Completion;
  /** May be given several times. */
  readonly repeats?: boolean;
  readonly summary: string;
}

interface OperandSpec {
  /** As the usage line shows it: `COMMAND`, `FILE…`. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly completion?: Completion;
}

interface Example {
  readonly line: string;
  readonly says: string;
}

/** Runs a command; the number is its exit status. */
type Run = (args: Arguments, io: Io) => Promise<number>;

export interface CommandSpec {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What one needs to know beyond the summary; paragraphs are wrapped when shown. */
  readonly description?: readonly string[];
  readonly examples: readonly Example[];
  readonly operands?: OperandSpec;
  readonly options?: readonly OptionSpec[];
  readonly commands?: readonly CommandSpec[];
  /** Loads the module that runs it, and nothing else; of a command with subcommands, where none of them is named. */
  readonly load?: () => Promise<{ readonly run: Run }>;
}
