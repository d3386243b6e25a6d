/** A general set of subcommands, and exceptions from it. */
import type { Shorthand } from '../vocabulary/spec.ts';

export type Commands = Readonly<Record<string, Shorthand>>;

/** The subcommands of `special`, and those of `general` that `special` does not name. */
export function override(general: Commands, special: Commands): Commands {
  const named = new Set(Object.keys(special).flatMap((names) => names.split(' ')));
  const rest = Object.entries(general).map(([names, spec]): [string, Shorthand] => [
    names
      .split(' ')
      .filter((name) => !named.has(name))
      .join(' '),
    spec,
  ]);
  return { ...special, ...Object.fromEntries(rest.filter(([names]) => names !== '')) };
}
