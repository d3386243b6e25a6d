/** Parts of bytes in a row, each behind its length (32 bits, the low byte first). */
import { FleetError } from '../error.ts';

const LENGTH_BYTES = 4;

export function encodeFrames(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + LENGTH_BYTES);
    at += LENGTH_BYTES + part.length;
  }
  return bytes;
}

/** At most `max` parts, which are views of `bytes`. Throws `FleetError` FORM for other bytes. */
export function decodeFrames(bytes: Uint8Array, max: number): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + LENGTH_BYTES <= bytes.length ? view.getUint32(at, true) : Infinity;
    const end = at + LENGTH_BYTES + length;
    if (end > bytes.length || parts.length === max)
      throw new FleetError('FORM', `expected at most ${max} parts, each behind its length, met other bytes`);
    parts.push(bytes.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return parts;
}
