/** Commands that share what is wanted of them. */
import type { VerdictName } from '@capgate/core';

/** The verdicts that commands should get where the evaluation's context holds, and the reason for all of them. */
export interface Group {
  readonly balanced: VerdictName;
  readonly strict: VerdictName;
  readonly why: string;
  readonly commands: readonly string[];
}

/** One command with what is wanted of it. */
export interface RegressionCase {
  /** The field that it belongs to. */
  readonly field: string;
  readonly command: string;
  readonly balanced: VerdictName;
  readonly strict: VerdictName;
  readonly why: string;
}

/** The groups of a field, a command at a time. */
export function casesOf(field: string, groups: readonly Group[]): RegressionCase[] {
  return groups.flatMap(({ balanced, strict, why, commands }) =>
    commands.map((command) => ({ field, command, balanced, strict, why })),
  );
}
