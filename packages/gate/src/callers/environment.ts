/**
 * What another user's process was started with. proc(5) shows that to its own user alone; who has CAP_SYS_PTRACE reads it
 * where it lies in the process, and so needs no right to other users' files: process_vm_readv(2).
 */
import koffi from 'koffi';

/** Of a process's environment; the system lets none be much longer. */
const ENVIRONMENT_BYTES_MAX = 1 << 23;

interface Part {
  readonly base: Buffer | bigint;
  readonly length: number;
}

type Read = (pid: number, to: Part[], toCount: number, from: Part[], fromCount: number, flags: number) => number;

let read: Read | undefined;

/** From `start` to `end` in the memory of a process; undefined where that may not be read in full. */
export function environmentAt(pid: number, start: bigint, end: bigint): string | undefined {
  const length = Number(end - start);
  // The system says 0 to who may not look.
  if (start === 0n || length < 0 || length > ENVIRONMENT_BYTES_MAX) return undefined;
  read ??= processVmReadv();
  const bytes = Buffer.alloc(length);
  const count = length === 0 ? 0 : read(pid, [{ base: bytes, length }], 1, [{ base: start, length }], 1, 0);
  return count === length ? bytes.toString('latin1') : undefined;
}

function processVmReadv(): Read {
  const own = koffi.pointer(koffi.struct({ base: 'void *', length: 'size_t' }));
  const other = koffi.pointer(koffi.struct({ base: 'uint64_t', length: 'size_t' }));
  const words = ['int', own, 'unsigned long', other, 'unsigned long', 'unsigned long'];
  return koffi.load(null).func('process_vm_readv', 'long', words) as unknown as Read;
}
