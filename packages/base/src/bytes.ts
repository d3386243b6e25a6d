/** Bytes and their spellings, for any runtime. */

const HEX_DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Two lower-case digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_DIGITS[byte];
  return text;
}

/** The bytes of lower-case hexadecimal digits; undefined for any other text. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/u.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** By the code of a character; 0 of those that are none. */
const SEXTETS = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, BASE64.indexOf(String.fromCharCode(code))));

/** RFC 4648 §4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The bytes of `text`; undefined unless it is the one spelling that `toBase64` gives them. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/u.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let [rest, written] = [0, 0];
  for (let at = 0; at < text.length; at += 4) {
    const group =
      (sextetAt(text, at) << 18) |
      (sextetAt(text, at + 1) << 12) |
      (sextetAt(text, at + 2) << 6) |
      sextetAt(text, at + 3);
    // Beyond the end, a typed array takes nothing.
    bytes[written++] = group >> 16;
    bytes[written++] = group >> 8;
    bytes[written++] = group;
    rest = group;
  }
  // Bits that are left over would be another spelling of the same bytes.
  return (rest & ((1 << (8 * padding)) - 1)) === 0 ? bytes : undefined;
}

function sextetAt(text: string, at: number): number {
  return SEXTETS[text.charCodeAt(at)] as number;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sizeBytes, part) => sizeBytes + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Whether both hold the same bytes. Not in constant time: for public values only. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  // A loop, as `every` costs more than hashing what is compared.
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

const encoder = new TextEncoder();
// A byte order mark would vanish otherwise, and two files would read as one text.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Room for many short texts: a buffer for each costs more than what is written into it. */
const ROOM_BYTES = 1 << 16;
const BYTES_A_UNIT_MAX = 3;
let room = new Uint8Array();

/** The UTF-8 of `text`. The bytes may lie among others in their buffer. */
export function utf8(text: string): Uint8Array {
  const maxBytes = text.length * BYTES_A_UNIT_MAX;
  if (maxBytes > ROOM_BYTES / 16) return encoder.encode(text);
  if (maxBytes > room.length) room = new Uint8Array(ROOM_BYTES);
  const { written } = encoder.encodeInto(text, room);
  const bytes = room.subarray(0, written);
  room = room.subarray(written);
  return bytes;
}

/** The text of `bytes`; undefined where they are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
