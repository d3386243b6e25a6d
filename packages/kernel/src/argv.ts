/** The words that a process was started with, as the kernel copied them: proc(5), /proc/[pid]/cmdline. */
import { readFileSync } from 'node:fs';

/**
 * Of one that waits (`HeldSession.waiting`) nothing in it has run yet that could have changed them. Throws what reading a
 * file does where there is no such process. Bytes that are no UTF-8 come as U+FFFD.
 */
export function argvOf(pid: number): readonly string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
}
