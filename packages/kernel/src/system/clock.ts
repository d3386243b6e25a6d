/** Time as the kernel has it. */
import { addressOf, memory } from './memory.ts';
import { systemCall } from './syscall.ts';

const CLOCK_BOOTTIME = 7;

/** Nanoseconds since boot, suspended time included, as the kernel's own programs have it. */
export function sinceBoot(): bigint {
  const time = memory(16);
  systemCall('reading the clock', 'clock_gettime', CLOCK_BOOTTIME, addressOf(time));
  return time.readBigInt64LE(0) * 1_000_000_000n + time.readBigInt64LE(8);
}
