/** Waiting at descriptors, poll(2). */
import { constants } from 'node:os';
import { addressOf, memory } from './memory.ts';
import { systemError, trySystemCall } from './syscall.ts';

/** `POLL…` */
export const POLL = { IN: 0x1, OUT: 0x4, ERR: 0x8, HUP: 0x10 } as const;

const ENTRY_BYTES = 8;

export interface Awaited {
  readonly fd: number;
  /** Bits of `POLL`; `ERR` and `HUP` are told in any case. */
  readonly events: number;
}

/** What happened at each, as bits of `POLL`; all zero where nothing did in time, or a signal came. */
export function poll(at: readonly Awaited[], timeoutMs: number): readonly number[] {
  const entries = memory(at.length * ENTRY_BYTES);
  for (const [index, { fd, events }] of at.entries()) {
    entries.writeInt32LE(fd, index * ENTRY_BYTES);
    entries.writeInt16LE(events, index * ENTRY_BYTES + 4);
  }
  const timeout = memory(16);
  timeout.writeBigInt64LE(BigInt(Math.trunc(timeoutMs / 1000)), 0);
  timeout.writeBigInt64LE(BigInt(Math.trunc(timeoutMs % 1000)) * 1_000_000n, 8);
  const count = trySystemCall('ppoll', addressOf(entries), at.length, addressOf(timeout), 0, 8);
  if (count < 0 && count !== -constants.errno.EINTR) throw systemError('waiting', 'ppoll', -count);
  return at.map((_, index) => (count > 0 ? entries.readInt16LE(index * ENTRY_BYTES + 6) : 0));
}
