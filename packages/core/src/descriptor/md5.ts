/**
 * The first four bytes of the MD5 (RFC 1321) of a command's name: what a descriptor calls it by.
 *
 * It names, it does not authenticate: MD5 is what the protocol prescribes. It runs for every unknown
 * tool on the hot path, so nothing is allocated: the block and the state below are scratch, used by
 * one call from its first line to its last and never seen outside this file.
 */

import { codePointOfUnits } from './utf8.ts';

const BLOCK: Int32Array = new Int32Array(16);
const STATE: Int32Array = new Int32Array(4);
const UNITS: Uint16Array = new Uint16Array(1024);

/** ⌊2³² · |sin(i + 1)|⌋, RFC 1321's table T; written out, as `Math.sin` is not exact everywhere. */
const SINES: Int32Array = Int32Array.of(
  0xd76aa478,
  0xe8c7b756,
  0x242070db,
  0xc1bdceee,
  0xf57c0faf,
  0x4787c62a,
  0xa8304613,
  0xfd469501,
  0x698098d8,
  0x8b44f7af,
  0xffff5bb1,
  0x895cd7be,
  0x6b901122,
  0xfd987193,
  0xa679438e,
  0x49b40821,
  0xf61e2562,
  0xc040b340,
  0x265e5a51,
  0xe9b6c7aa,
  0xd62f105d,
  0x02441453,
  0xd8a1e681,
  0xe7d3fbc8,
  0x21e1cde6,
  0xc33707d6,
  0xf4d50d87,
  0x455a14ed,
  0xa9e3e905,
  0xfcefa3f8,
  0x676f02d9,
  0x8d2a4c8a,
  0xfffa3942,
  0x8771f681,
  0x6d9d6122,
  0xfde5380c,
  0xa4beea44,
  0x4bdecfa9,
  0xf6bb4b60,
  0xbebfbc70,
  0x289b7ec6,
  0xeaa127fa,
  0xd4ef3085,
  0x04881d05,
  0xd9d4d039,
  0xe6db99e5,
  0x1fa27cf8,
  0xc4ac5665,
  0xf4292244,
  0x432aff97,
  0xab9423a7,
  0xfc93a039,
  0x655b59c3,
  0x8f0ccc92,
  0xffeff47d,
  0x85845dd1,
  0x6fa87e4f,
  0xfe2ce6e0,
  0xa3014314,
  0x4e0811a1,
  0xf7537e82,
  0xbd3af235,
  0x2ad7d2bb,
  0xeb86d391,
);

/** The command hash of `name`, unsigned. Allocates nothing for names of up to 1,024 code units. */
export function commandHash(name: string): number {
  const units = name.length <= UNITS.length ? UNITS : new Uint16Array(name.length);
  for (let index = 0; index < name.length; index++) units[index] = name.charCodeAt(index);
  return digestHead(units, 0, name.length) >>> 0;
}

/** The command hash of the name that `units` hold from `start` to `end`, unsigned. */
export function commandHashOfUnits(units: Uint16Array, start: number, end: number): number {
  return digestHead(units, start, end) >>> 0;
}

/** As above, signed: an unsigned one returned by a function too large to inline would be boxed. */
function digestHead(units: Uint16Array, start: number, end: number): number {
  STATE[0] = 0x67452301;
  STATE[1] = 0xefcdab89;
  STATE[2] = 0x98badcfe;
  STATE[3] = 0x10325476;
  let length = 0;
  for (let index = start; index < end; index++) {
    const unit = units[index] as number;
    if (unit < 0x80) {
      length = put(unit, length);
      continue;
    }
    const point = codePointOfUnits(units, index, end);
    length = putPoint(point, length);
    if (point > 0xffff) index++;
  }
  finish(length);
  return swapped(STATE[0]);
}

/** Adds one byte to the block; returns how many bytes there have been. */
function put(byte: number, length: number): number {
  const word = (length >>> 2) & 15;
  BLOCK[word] = (BLOCK[word] as number) | (byte << ((length & 3) << 3));
  if ((length & 63) === 63) digestBlock();
  return length + 1;
}

/** Adds the UTF-8 of a code point above 0x7f. */
function putPoint(point: number, length: number): number {
  let total = length;
  if (point < 0x800) {
    total = put(0xc0 | (point >>> 6), total);
    return put(0x80 | (point & 0x3f), total);
  }
  if (point < 0x10000) {
    total = put(0xe0 | (point >>> 12), total);
  } else {
    total = put(0xf0 | (point >>> 18), total);
    total = put(0x80 | ((point >>> 12) & 0x3f), total);
  }
  total = put(0x80 | ((point >>> 6) & 0x3f), total);
  return put(0x80 | (point & 0x3f), total);
}

/** Padding: a one bit, zeros, and the length in bits as 64 bits, little-endian. */
function finish(length: number): void {
  const total = put(0x80, length);
  if ((total & 63) > 56) digestBlock();
  BLOCK[14] = length << 3;
  BLOCK[15] = length >>> 29;
  digestBlock();
}

/** Digests the block into the state, and clears the block. Four rounds of sixteen steps. */
function digestBlock(): void {
  let a = STATE[0] as number;
  let b = STATE[1] as number;
  let c = STATE[2] as number;
  let d = STATE[3] as number;
  for (let i = 0; i < 16; i += 4) {
    a = (b + rotated(a + ((b & c) | (~b & d)) + term(i, i), 7)) | 0;
    d = (a + rotated(d + ((a & b) | (~a & c)) + term(i + 1, i + 1), 12)) | 0;
    c = (d + rotated(c + ((d & a) | (~d & b)) + term(i + 2, i + 2), 17)) | 0;
    b = (c + rotated(b + ((c & d) | (~c & a)) + term(i + 3, i + 3), 22)) | 0;
  }
  for (let i = 16; i < 32; i += 4) {
    a = (b + rotated(a + ((b & d) | (c & ~d)) + term(i, 5 * i + 1), 5)) | 0;
    d = (a + rotated(d + ((a & c) | (b & ~c)) + term(i + 1, 5 * i + 6), 9)) | 0;
    c = (d + rotated(c + ((d & b) | (a & ~b)) + term(i + 2, 5 * i + 11), 14)) | 0;
    b = (c + rotated(b + ((c & a) | (d & ~a)) + term(i + 3, 5 * i), 20)) | 0;
  }
  for (let i = 32; i < 48; i += 4) {
    a = (b + rotated(a + (b ^ c ^ d) + term(i, 3 * i + 5), 4)) | 0;
    d = (a + rotated(d + (a ^ b ^ c) + term(i + 1, 3 * i + 8), 11)) | 0;
    c = (d + rotated(c + (d ^ a ^ b) + term(i + 2, 3 * i + 11), 16)) | 0;
    b = (c + rotated(b + (c ^ d ^ a) + term(i + 3, 3 * i + 14), 23)) | 0;
  }
  for (let i = 48; i < 64; i += 4) {
    a = (b + rotated(a + (c ^ (b | ~d)) + term(i, 7 * i), 6)) | 0;
    d = (a + rotated(d + (b ^ (a | ~c)) + term(i + 1, 7 * i + 7), 10)) | 0;
    c = (d + rotated(c + (a ^ (d | ~b)) + term(i + 2, 7 * i + 14), 15)) | 0;
    b = (c + rotated(b + (d ^ (c | ~a)) + term(i + 3, 7 * i + 21), 21)) | 0;
  }
  STATE[0] = (STATE[0] as number) + a;
  STATE[1] = (STATE[1] as number) + b;
  STATE[2] = (STATE[2] as number) + c;
  STATE[3] = (STATE[3] as number) + d;
  BLOCK.fill(0);
}

/** What a step adds from the sine table and from the block's word, counted modulo 16. */
function term(step: number, word: number): number {
  return (SINES[step] as number) + (BLOCK[word & 15] as number);
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** MD5 writes its state little-endian; the hash reads those bytes big-endian. */
function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
