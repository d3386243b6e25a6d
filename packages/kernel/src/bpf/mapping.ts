/** Maps of the kernel as memory of this process: mmap(2). */
import { bytesAt } from '../system/memory.ts';
import { systemCall } from '../system/syscall.ts';

export const PAGE_BYTES = 4096;
export const PROT_READ = 1;
export const PROT_WRITE = 2;
const MAP_SHARED = 1;

export interface Mapping {
  readonly address: number;
  readonly bytes: Buffer<ArrayBuffer>;
}

/** `fd`: of the map; it may be closed from then on. */
export function mapped(fd: number, protection: number, length: number, offset: number): Mapping {
  const address = systemCall('mapping a map', 'mmap', 0, length, protection, MAP_SHARED, fd, offset);
  return { address, bytes: bytesAt(BigInt(address), length) };
}

/** Nobody may look at its bytes any more. */
export function unmap({ address, bytes }: Mapping): void {
  systemCall('unmapping a map', 'munmap', address, bytes.length);
}

/** All of an array that was made with `BPF_F_MMAPABLE`, in words of 64 bits, which are read and written as one. */
export function wordsOf(fd: number, entryBytes: number, entryCount: number): BigUint64Array<ArrayBuffer> {
  const { bytes } = mapped(fd, PROT_READ | PROT_WRITE, entryBytes * entryCount, 0);
  return new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}
