/** What the thread that answers is told, and shares. */
import type { MessagePort } from 'node:worker_threads';
import type { Mask, Scope } from '../../mask.ts';
import type { FileKey } from '../files.ts';
import type { Counts } from '../told.ts';

/** What it knows of files. */
export interface Known {
  /** Flags of descriptors. */
  readonly tools: readonly (readonly [FileKey, number])[];
  /** Of sockets in folders. */
  readonly places: readonly (readonly [FileKey, Scope])[];
}

export type ToAnswerer =
  | ({ readonly kind: 'known' } & Known)
  | {
      readonly kind: 'mask';
      readonly mask: Mask;
    };

/** Of a session, by `LINE`: which descriptor the listener has, plus one, and whether to end. */
export type Line = Int32Array<SharedArrayBuffer>;
export const LINE = { listener: 0, isEnding: 1 } as const;

export function newLine(): Line {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(LINE).length));
}

/** How long the thread waits for questions before it looks whether it is to end. */
export const ROUND_MS = 250;

export interface AnswererStart {
  readonly line: Line;
  readonly mask: Mask;
  readonly known: Known;
  readonly counts: Counts;
  readonly events: MessagePort;
}
