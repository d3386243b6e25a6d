/**
 * What outlasts a restart of a node. It is kept before anything of it is sent: a node that had forgotten what it signed last
 * would sign another text of the same number, which nobody could tell from a lie.
 */
import type { Tail } from '../evidence/ledger.ts';
import type { Addressed } from './outbox.ts';

export interface Kept {
  /** What it has signed last. */
  readonly tail: Tail;
  /** What nobody has taken yet. */
  readonly unsent: readonly Addressed[];
  /** What it has taken last of each node that sends to it. */
  readonly taken: ReadonlyMap<string, Tail>;
}

/** Where it rejects, nothing was signed. */
export type Keep = (kept: Kept) => Promise<void>;
