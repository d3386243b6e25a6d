/** Options without which a command has nothing to do. */
import type { Arguments } from '../arguments.ts';

/** The option's value; `what` says what it names. Throws `CliError` USAGE where it was not given. */
export function needed(args: Arguments, option: string, what: string): string {
  const value = args.value(option);
  if (value === undefined) throw args.misuse(`expected --${option} with ${what}, met none`);
  return value;
}
