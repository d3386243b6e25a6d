/**
 * The first four bytes of the MD5 (RFC 1321) of a command's name: what a descriptor calls it by.
 *
 * It names, it does not authenticate: MD5 is what the protocol prescribes. It runs on the hot path for
 * every name that is not its description's first, so nothing is allocated: block and state are scratch,
 * used by one name from `beginName` to `endName` and never seen outside this file.
 */

import { codePointOfUnits } from './utf8.ts';

const BLOCK: Int32Array = new Int32Array(16);
const STATE: Int32Array = new Int32Array(4);
/** The state while a block is mixed in. */
const RUNNING: Int32Array = new Int32Array(4);
const UNITS: Uint16Array = new Uint16Array(1024);
/** Bytes of the name so far. */
let length = 0;

/** The command hash of `name`, unsigned. Allocates nothing for names of up to 1,024 code units. */
export function commandHash(name: string): number {
  beginName();
  addTextToName(name);
  return endName() >>> 0;
}

/** Adds the UTF-8 of a text. */
export function addTextToName(text: string): void {
  const units = text.length <= UNITS.length ? UNITS : new Uint16Array(text.length);
  for (let index = 0; index < text.length; index++) units[index] = text.charCodeAt(index);
  addToName(units, 0, text.length);
}

/** Starts a name that is given in parts. */
export function beginName(): void {
  STATE[0] = 0x67452301;
  STATE[1] = 0xefcdab89;
  STATE[2] = 0x98badcfe;
  STATE[3] = 0x10325476;
  length = 0;
}

/** Adds the UTF-8 of `units[start…end)`. */
export function addToName(units: Uint16Array, start: number, end: number): void {
  for (let index = start; index < end; index++) {
    const unit = units[index] as number;
    if (unit < 0x80) {
      addByte(unit);
      continue;
    }
    const point = codePointOfUnits(units, index, end);
    addPoint(point);
    if (point > 0xffff) index++;
  }
}

/** Adds a blank between two parts. */
export function addBlankToName(): void {
  addByte(0x20);
}

/** Bytes of the UTF-8 of the name that was given. */
export function nameBytes(): number {
  return length;
}

/** The command hash of the name that was given, signed: an unsigned one returned by a function too large to inline would be boxed. */
export function endName(): number {
  const bytes = length;
  addByte(0x80);
  if ((length & 63) > 56) digestBlock();
  BLOCK[14] = bytes << 3;
  BLOCK[15] = bytes >>> 29;
  digestBlock();
  length = bytes;
  return swapped(STATE[0]!);
}

function addByte(byte: number): void {
  const word = (length >>> 2) & 15;
  BLOCK[word] = BLOCK[word]! | (byte << ((length & 3) << 3));
  if ((++length & 63) === 0) digestBlock();
}

/** Adds the UTF-8 of a code point above 0x7f. */
function addPoint(point: number): void {
  if (point < 0x800) addByte(0xc0 | (point >>> 6));
  else {
    if (point < 0x10000) addByte(0xe0 | (point >>> 12));
    else {
      addByte(0xf0 | (point >>> 18));
      addByte(0x80 | ((point >>> 12) & 0x3f));
    }
    addByte(0x80 | ((point >>> 6) & 0x3f));
  }
  addByte(0x80 | (point & 0x3f));
}

/** Digests the block into the state, and clears the block. */
function digestBlock(): void {
  for (let i = 0; i < 4; i++) RUNNING[i] = STATE[i]!;
  mixFirst();
  mixSecond();
  mixThird();
  mixFourth();
  for (let i = 0; i < 4; i++) STATE[i] = STATE[i]! + RUNNING[i]!;
  for (let i = 0; i < 16; i++) BLOCK[i] = 0;
}

/** `other` and, turned left by `bits`, `value`. */
function turned(value: number, bits: number, other: number): number {
  return (((value << bits) | (value >>> (32 - bits))) + other) | 0;
}

/*
 * The four rounds of sixteen steps, with RFC 1321's table T, ⌊2³² · |sin(i + 1)|⌋, written out: a step that
 * looks up which word and which constant it takes is three times as long.
 */

function mixFirst(): void {
  let a = RUNNING[0]!;
  let b = RUNNING[1]!;
  let c = RUNNING[2]!;
  let d = RUNNING[3]!;
  a = turned(a + ((b & c) | (~b & d)) + BLOCK[0]! + 0xd76aa478, 7, b);
  d = turned(d + ((a & b) | (~a & c)) + BLOCK[1]! + 0xe8c7b756, 12, a);
  c = turned(c + ((d & a) | (~d & b)) + BLOCK[2]! + 0x242070db, 17, d);
  b = turned(b + ((c & d) | (~c & a)) + BLOCK[3]! + 0xc1bdceee, 22, c);
  a = turned(a + ((b & c) | (~b & d)) + BLOCK[4]! + 0xf57c0faf, 7, b);
  d = turned(d + ((a & b) | (~a & c)) + BLOCK[5]! + 0x4787c62a, 12, a);
  c = turned(c + ((d & a) | (~d & b)) + BLOCK[6]! + 0xa8304613, 17, d);
  b = turned(b + ((c & d) | (~c & a)) + BLOCK[7]! + 0xfd469501, 22, c);
  a = turned(a + ((b & c) | (~b & d)) + BLOCK[8]! + 0x698098d8, 7, b);
  d = turned(d + ((a & b) | (~a & c)) + BLOCK[9]! + 0x8b44f7af, 12, a);
  c = turned(c + ((d & a) | (~d & b)) + BLOCK[10]! + 0xffff5bb1, 17, d);
  b = turned(b + ((c & d) | (~c & a)) + BLOCK[11]! + 0x895cd7be, 22, c);
  a = turned(a + ((b & c) | (~b & d)) + BLOCK[12]! + 0x6b901122, 7, b);
  d = turned(d + ((a & b) | (~a & c)) + BLOCK[13]! + 0xfd987193, 12, a);
  c = turned(c + ((d & a) | (~d & b)) + BLOCK[14]! + 0xa679438e, 17, d);
  b = turned(b + ((c & d) | (~c & a)) + BLOCK[15]! + 0x49b40821, 22, c);
  RUNNING[0] = a;
  RUNNING[1] = b;
  RUNNING[2] = c;
  RUNNING[3] = d;
}

function mixSecond(): void {
  let a = RUNNING[0]!;
  let b = RUNNING[1]!;
  let c = RUNNING[2]!;
  let d = RUNNING[3]!;
  a = turned(a + ((b & d) | (c & ~d)) + BLOCK[1]! + 0xf61e2562, 5, b);
  d = turned(d + ((a & c) | (b & ~c)) + BLOCK[6]! + 0xc040b340, 9, a);
  c = turned(c + ((d & b) | (a & ~b)) + BLOCK[11]! + 0x265e5a51, 14, d);
  b = turned(b + ((c & a) | (d & ~a)) + BLOCK[0]! + 0xe9b6c7aa, 20, c);
  a = turned(a + ((b & d) | (c & ~d)) + BLOCK[5]! + 0xd62f105d, 5, b);
  d = turned(d + ((a & c) | (b & ~c)) + BLOCK[10]! + 0x02441453, 9, a);
  c = turned(c + ((d & b) | (a & ~b)) + BLOCK[15]! + 0xd8a1e681, 14, d);
  b = turned(b + ((c & a) | (d & ~a)) + BLOCK[4]! + 0xe7d3fbc8, 20, c);
  a = turned(a + ((b & d) | (c & ~d)) + BLOCK[9]! + 0x21e1cde6, 5, b);
  d = turned(d + ((a & c) | (b & ~c)) + BLOCK[14]! + 0xc33707d6, 9, a);
  c = turned(c + ((d & b) | (a & ~b)) + BLOCK[3]! + 0xf4d50d87, 14, d);
  b = turned(b + ((c & a) | (d & ~a)) + BLOCK[8]! + 0x455a14ed, 20, c);
  a = turned(a + ((b & d) | (c & ~d)) + BLOCK[13]! + 0xa9e3e905, 5, b);
  d = turned(d + ((a & c) | (b & ~c)) + BLOCK[2]! + 0xfcefa3f8, 9, a);
  c = turned(c + ((d & b) | (a & ~b)) + BLOCK[7]! + 0x676f02d9, 14, d);
  b = turned(b + ((c & a) | (d & ~a)) + BLOCK[12]! + 0x8d2a4c8a, 20, c);
  RUNNING[0] = a;
  RUNNING[1] = b;
  RUNNING[2] = c;
  RUNNING[3] = d;
}

function mixThird(): void {
  let a = RUNNING[0]!;
  let b = RUNNING[1]!;
  let c = RUNNING[2]!;
  let d = RUNNING[3]!;
  a = turned(a + (b ^ c ^ d) + BLOCK[5]! + 0xfffa3942, 4, b);
  d = turned(d + (a ^ b ^ c) + BLOCK[8]! + 0x8771f681, 11, a);
  c = turned(c + (d ^ a ^ b) + BLOCK[11]! + 0x6d9d6122, 16, d);
  b = turned(b + (c ^ d ^ a) + BLOCK[14]! + 0xfde5380c, 23, c);
  a = turned(a + (b ^ c ^ d) + BLOCK[1]! + 0xa4beea44, 4, b);
  d = turned(d + (a ^ b ^ c) + BLOCK[4]! + 0x4bdecfa9, 11, a);
  c = turned(c + (d ^ a ^ b) + BLOCK[7]! + 0xf6bb4b60, 16, d);
  b = turned(b + (c ^ d ^ a) + BLOCK[10]! + 0xbebfbc70, 23, c);
  a = turned(a + (b ^ c ^ d) + BLOCK[13]! + 0x289b7ec6, 4, b);
  d = turned(d + (a ^ b ^ c) + BLOCK[0]! + 0xeaa127fa, 11, a);
  c = turned(c + (d ^ a ^ b) + BLOCK[3]! + 0xd4ef3085, 16, d);
  b = turned(b + (c ^ d ^ a) + BLOCK[6]! + 0x04881d05, 23, c);
  a = turned(a + (b ^ c ^ d) + BLOCK[9]! + 0xd9d4d039, 4, b);
  d = turned(d + (a ^ b ^ c) + BLOCK[12]! + 0xe6db99e5, 11, a);
  c = turned(c + (d ^ a ^ b) + BLOCK[15]! + 0x1fa27cf8, 16, d);
  b = turned(b + (c ^ d ^ a) + BLOCK[2]! + 0xc4ac5665, 23, c);
  RUNNING[0] = a;
  RUNNING[1] = b;
  RUNNING[2] = c;
  RUNNING[3] = d;
}

function mixFourth(): void {
  let a = RUNNING[0]!;
  let b = RUNNING[1]!;
  let c = RUNNING[2]!;
  let d = RUNNING[3]!;
  a = turned(a + (c ^ (b | ~d)) + BLOCK[0]! + 0xf4292244, 6, b);
  d = turned(d + (b ^ (a | ~c)) + BLOCK[7]! + 0x432aff97, 10, a);
  c = turned(c + (a ^ (d | ~b)) + BLOCK[14]! + 0xab9423a7, 15, d);
  b = turned(b + (d ^ (c | ~a)) + BLOCK[5]! + 0xfc93a039, 21, c);
  a = turned(a + (c ^ (b | ~d)) + BLOCK[12]! + 0x655b59c3, 6, b);
  d = turned(d + (b ^ (a | ~c)) + BLOCK[3]! + 0x8f0ccc92, 10, a);
  c = turned(c + (a ^ (d | ~b)) + BLOCK[10]! + 0xffeff47d, 15, d);
  b = turned(b + (d ^ (c | ~a)) + BLOCK[1]! + 0x85845dd1, 21, c);
  a = turned(a + (c ^ (b | ~d)) + BLOCK[8]! + 0x6fa87e4f, 6, b);
  d = turned(d + (b ^ (a | ~c)) + BLOCK[15]! + 0xfe2ce6e0, 10, a);
  c = turned(c + (a ^ (d | ~b)) + BLOCK[6]! + 0xa3014314, 15, d);
  b = turned(b + (d ^ (c | ~a)) + BLOCK[13]! + 0x4e0811a1, 21, c);
  a = turned(a + (c ^ (b | ~d)) + BLOCK[4]! + 0xf7537e82, 6, b);
  d = turned(d + (b ^ (a | ~c)) + BLOCK[11]! + 0xbd3af235, 10, a);
  c = turned(c + (a ^ (d | ~b)) + BLOCK[2]! + 0x2ad7d2bb, 15, d);
  b = turned(b + (d ^ (c | ~a)) + BLOCK[9]! + 0xeb86d391, 21, c);
  RUNNING[0] = a;
  RUNNING[1] = b;
  RUNNING[2] = c;
  RUNNING[3] = d;
}

/** MD5 writes its state little-endian; the hash reads those bytes big-endian. */
function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
