/** A vector as the text that is signed: its counts in two bytes each, the low one first, in base64. */
import { fromBase64, toBase64 } from '@capgate/base';
import { FleetError } from '../error.ts';
import { VECTOR_LENGTH } from './features.ts';

const SIZE_BYTES = 2 * VECTOR_LENGTH;

/** Of the vector that begins at `offset`. */
export function vectorText(vectors: Uint16Array, offset = 0): string {
  const bytes = new Uint8Array(SIZE_BYTES);
  for (let i = 0; i < VECTOR_LENGTH; i++) {
    const count = vectors[offset + i] as number;
    bytes[2 * i] = count & 0xff;
    bytes[2 * i + 1] = count >>> 8;
  }
  return toBase64(bytes);
}

/** Throws `FleetError` FORM for any text that `vectorText` gives no vector. */
export function vectorOf(text: string): Uint16Array {
  const bytes = fromBase64(text);
  if (bytes?.length !== SIZE_BYTES) {
    const met = bytes === undefined ? 'no base64' : `${bytes.length} bytes`;
    throw new FleetError('FORM', `expected a vector of ${SIZE_BYTES} bytes in base64, met ${met}`);
  }
  const vector = new Uint16Array(VECTOR_LENGTH);
  for (let i = 0; i < VECTOR_LENGTH; i++) vector[i] = (bytes[2 * i] as number) + 256 * (bytes[2 * i + 1] as number);
  return vector;
}
