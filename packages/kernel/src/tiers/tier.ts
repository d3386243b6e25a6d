/** A way of holding processes to their masks. One suite holds all of them to what they say that they do. */
import type { Place } from '../place.ts';

/**
 * `lsm`: hooks of security modules, which refuse before anything happened. `trace`: tracepoints, which kill, and hooks
 * of control groups.
 */
export const TIERS = ['lsm', 'trace'] as const;
export type TierName = (typeof TIERS)[number];

export interface Tool {
  /** Of the executable; links are followed. */
  readonly path: string;
  /** 24 bytes. */
  readonly descriptor: Uint8Array;
}

/** What a tier knows of files, while it holds. */
export interface Labels {
  /** Answers the paths of which there is nothing. */
  registerTools(tools: readonly Tool[]): readonly string[];
  /** Likewise. A tier that holds no files takes none. */
  labelPlaces(places: readonly Place[]): readonly string[];
}
