/** What the threads of this tier are told, and share. */
import type { MessagePort } from 'node:worker_threads';
import type { Mask } from '../../mask.ts';
import type { FileKey } from '../files.ts';
import type { Counts } from '../told.ts';

/** Before each answer the listener reads what it was told, so what is sent holds from then on. */
export type ToListener =
  | { readonly kind: 'tools'; readonly tools: readonly (readonly [FileKey, number])[] }
  | {
      readonly kind: 'begin';
      readonly name: string;
      /** Of its control group. */
      readonly id: bigint;
      readonly mask: Mask;
      readonly counts: Counts;
      readonly events: MessagePort;
    }
  | { readonly kind: 'mask'; readonly name: string; readonly mask: Mask }
  | { readonly kind: 'command'; readonly name: string; readonly command: string; readonly mask: Mask | undefined }
  | { readonly kind: 'end'; readonly name: string };

/** Of all: how often the listener came round, and whether it is to end. */
export type Beat = Int32Array<SharedArrayBuffer>;
export const BEAT = { rounds: 0, isEnding: 1 } as const;

export function newBeat(): Beat {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(BEAT).length));
}

/** How long the listener waits for questions before it comes round. */
export const ROUND_MS = 250;
/** Far more than any answer takes, and less than people wait before they pull the plug. */
export const STALL_MS = 3000;

export interface ListenerStart {
  readonly listener: number;
  /** Of all sessions, in the hierarchy of control groups. */
  readonly folder: string;
  readonly beat: Beat;
}

export interface WatchdogStart {
  readonly listener: number;
  /** Of /dev/null, which takes its place. */
  readonly nothing: number;
  readonly beat: Beat;
  readonly stallMs: number;
}
