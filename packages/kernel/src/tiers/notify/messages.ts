/** What the thread that answers is told, and shares. */
import type { MessagePort } from 'node:worker_threads';
import { KernelError } from '../../error.ts';
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

/**
 * Of a session, by `LINE`: the descriptor of the listener, plus one; whether its command may run; whether to end; whether
 * what is asked cannot be read.
 */
export type Line = Int32Array<SharedArrayBuffer>;
export const LINE = { listener: 0, isBegun: 1, isEnding: 2, isBlind: 3 } as const;

export function newLine(): Line {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(LINE).length));
}

/** Throws where nobody waits for it any more: then nobody may be asked either. */
export function giveListener(line: Line, listener: number): void {
  if (Atomics.compareExchange(line, LINE.listener, 0, listener + 1) !== 0)
    throw new KernelError('SYSTEM', 'expected a thread that answers, met the end of it');
  Atomics.notify(line, LINE.listener);
}

/**
 * Takes the listener out, so that one alone closes it; undefined where there is none, or it was taken. A thread that still
 * waits for it waits no longer.
 */
export function takeListener(line: Line): number | undefined {
  const found = Atomics.exchange(line, LINE.listener, -1);
  Atomics.notify(line, LINE.listener);
  return found > 0 ? found - 1 : undefined;
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
