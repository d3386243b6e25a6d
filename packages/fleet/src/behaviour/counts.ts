/** Typed arrays that are kept over a restart: their bytes, as they lie in memory. */

export type Counts = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

export function bytesOf({ buffer, byteOffset, byteLength }: Counts): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** How numbers lie in memory here: what was kept elsewhere may lie otherwise. */
export const BYTE_ORDER = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'little' : 'big';
