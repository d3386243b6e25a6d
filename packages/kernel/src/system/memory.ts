/** Memory that the kernel may read and write: where it lies never changes, as the engine moves small arrays about. */
import koffi from 'koffi';

/** Zeroed. Lives as long as the buffer is referred to: whoever hands an address out keeps the buffer. */
export function memory(length: number): Buffer<ArrayBuffer> {
  return Buffer.from(new ArrayBuffer(length));
}

export function memoryOf(bytes: Uint8Array | string): Buffer<ArrayBuffer> {
  const from = typeof bytes === 'string' ? Buffer.from(`${bytes}\0`) : bytes;
  const to = memory(from.length);
  to.set(from);
  return to;
}

export function addressOf(buffer: Buffer<ArrayBuffer>): bigint {
  return koffi.address(buffer);
}

/** The bytes at an address that the kernel gave. Never collected: for mappings. */
export function bytesAt(address: bigint, length: number): Buffer<ArrayBuffer> {
  return Buffer.from(koffi.view(address, length));
}
