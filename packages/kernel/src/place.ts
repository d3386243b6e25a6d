/** Which folders and files are of which kind, for one session. */
import type { Scope } from './mask.ts';

export interface Place {
  /** Absolute, without links. */
  readonly path: string;
  readonly scope: Scope;
}
