/** How a log is written. */
import { ENTRY_BYTES_MAX } from '../verify/tile.ts';

const DAY_MS = 86_400_000;

export interface LogOptions {
  /** A batch is written once it has this many entries or bytes, … */
  readonly batchCountMax: number;
  readonly batchBytesMax: number;
  /** … or after this long, though no sooner than the batch before it is on the disk. */
  readonly batchDelayMs: number;
  /** What may wait for its batch; beyond that, `append` says BUSY. */
  readonly queueCountMax: number;
  readonly queueBytesMax: number;
  /** A checkpoint follows an entry after this long at the latest, or after this many entries or bytes. */
  readonly sealDelayMs: number;
  readonly sealCountMax: number;
  readonly sealBytesMax: number;
  /** How long entries are kept. */
  readonly retentionMs: number;
}

export const DEFAULT_OPTIONS: LogOptions = {
  batchCountMax: 4_096,
  batchBytesMax: 4 << 20,
  batchDelayMs: 0,
  queueCountMax: 65_536,
  queueBytesMax: 64 << 20,
  sealDelayMs: 1_000,
  sealCountMax: 65_536,
  sealBytesMax: 64 << 20,
  retentionMs: 365 * DAY_MS,
};

/**
 * Entries that no checkpoint covers yet are in memory: at most this many times those after which one is due. Beyond that
 * nothing is written until there is one; what is appended waits in the queue, and is BUSY once that is full.
 */
export const UNSEALED_FACTOR = 2;

/** After a key failed to sign, it is asked again no sooner than this, unless somebody asks for a checkpoint. */
export const SEAL_RETRY_MS = 1_000;

/** The largest journal that is read back; the bounds above keep those that are written far below. */
export const JOURNAL_BYTES_MAX = 1 << 30;

/** Throws a `RangeError` for a bound that nothing can keep. */
export function checkOptions(options: LogOptions): LogOptions {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isFinite(value) || value < 0) throw new RangeError(`expected ${name} to be 0 or more, met ${value}`);
  }
  const { batchCountMax, batchBytesMax, queueCountMax, sealCountMax } = options;
  if (Math.min(batchCountMax, queueCountMax, sealCountMax) < 1) throw new RangeError('expected counts of 1 or more');
  if (batchBytesMax < ENTRY_BYTES_MAX || batchBytesMax > 8 << 20) {
    throw new RangeError(`expected batchBytesMax from ${ENTRY_BYTES_MAX} to ${8 << 20}, met ${batchBytesMax}`);
  }
  return options;
}
