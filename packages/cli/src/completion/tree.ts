/** The table of commands as completion scripts need it: flat, each command with its full name. */
import { optionsOf } from '../arguments.ts';
import type { CommandSpec, Completion, OptionSpec } from '../specification.ts';

export interface CompletedOption {
  readonly spec: OptionSpec;
  /** `--mode`, `-h`. */
  readonly spellings: readonly string[];
  /** What its value may be; undefined where it takes none. */
  readonly completion: Completion | undefined;
}

export interface CompletedCommand {
  /** `capgate policy lint`. */
  readonly name: string;
  readonly spec: CommandSpec;
  readonly options: readonly CompletedOption[];
}

/** `root` and every command below it, parents first. */
export function flatten(root: CommandSpec, prefix = ''): CompletedCommand[] {
  const name = prefix === '' ? root.name : `${prefix} ${root.name}`;
  const below = (root.commands ?? []).flatMap((command) => flatten(command, name));
  return [{ name, spec: root, options: optionsOf(root).map(completed) }, ...below];
}

function completed(spec: OptionSpec): CompletedOption {
  return {
    spec,
    spellings: [`--${spec.name}`, ...(spec.short === undefined ? [] : [`-${spec.short}`])],
    completion: spec.value === undefined ? undefined : (spec.choices ?? spec.completion ?? []),
  };
}
