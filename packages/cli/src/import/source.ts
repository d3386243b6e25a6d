/** What the rules of other programs say, whichever program it is. */
import type { VerdictName } from '@capgate/core';

/** What a rule is about. */
export type Subject =
  /** Command lines that begin with these words, and with `more` go on in any way. Without words: all. */
  | { readonly kind: 'command'; readonly words: readonly string[]; readonly more: boolean }
  /** An agent's file tool; without a path on any file. A path is absolute, or begins with `~/` or `./`. */
  | { readonly kind: 'file'; readonly operation: 'read' | 'list' | 'write'; readonly path?: string }
  /** An agent's fetch tool; without a host to any. */
  | { readonly kind: 'fetch'; readonly host?: string }
  /** Tools of servers: any of these tools on any of these servers; without tools all of them. */
  | { readonly kind: 'call'; readonly servers: readonly string[]; readonly tools?: readonly string[] }
  /** Whatever an agent does. */
  | { readonly kind: 'all' }
  /** What no rule can be made of, and why. */
  | { readonly kind: 'unread'; readonly why: string };

export interface SourceRule {
  readonly verdict: VerdictName;
  readonly subject: Subject;
  /** The rule as its source spells it. */
  readonly text: string;
  /** Where in the file: `permissions.deny[2]`, `line 4`. */
  readonly place: string;
  /** What the source says to whoever is refused. */
  readonly reason?: string;
}

/** Reads a file of one program. Throws `CliError` INPUT where it is not of that program's form. */
export type SourceReader = (text: string, path: string) => readonly SourceRule[];
