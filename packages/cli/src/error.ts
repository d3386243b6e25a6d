/** USAGE: the command line. FILE: a file could not be read or written. INPUT: what was read can't be used. */
export type CliErrorCode = 'USAGE' | 'FILE' | 'INPUT';

/** Why the program can't answer. Its message may hold anything a user typed: print it through `visible`. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
