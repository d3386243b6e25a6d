/**
 * Values of ASN.1 in DER (ITU-T X.690), as far as certificates need them: only written, never read. What comes from
 * strangers is held against what would have been written.
 */
import { concatBytes, utf8 } from '@capgate/base';

/** A value with its tag and its length. */
export function tagged(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...content);
  return concatBytes(Uint8Array.of(tag, ...lengthOf(body.length)), body);
}

/** X.690 §8.1.3 and §10.1: the shortest form. */
function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tagged(0x30, ...parts);
}

export function setOf(part: Uint8Array): Uint8Array {
  return tagged(0x31, part);
}

export function octets(content: Uint8Array): Uint8Array {
  return tagged(0x04, content);
}

/** A whole number of bytes. */
export function bits(content: Uint8Array): Uint8Array {
  return tagged(0x03, Uint8Array.of(0), content);
}

/** A list of at most eight named bits, the first of them the highest; as many as `unused` are behind the last that is set. */
export function namedBits(first: number, unused: number): Uint8Array {
  return tagged(0x03, Uint8Array.of(unused, first));
}

export function truth(): Uint8Array {
  return tagged(0x01, Uint8Array.of(0xff));
}

/** Above zero and in its shortest form: the first byte is from 1 to 0x7f. */
export function integer(bytes: Uint8Array): Uint8Array {
  return tagged(0x02, bytes);
}

export function text(value: string): Uint8Array {
  return tagged(0x0c, utf8(value));
}

/** Of an object identifier, by its arcs: `1.3.101.112`. */
export function identifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  return tagged(0x06, Uint8Array.from([first * 40 + second, ...arcs].flatMap(arcOf)));
}

/** In base 128, the highest first; all but the last have the highest bit (X.690 §8.19.2). */
function arcOf(arc: number): readonly number[] {
  const digits = [arc & 0x7f];
  for (let rest = arc >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

/** RFC 5280 §4.1.2.5: two digits of the year until 2049, four from there on. */
export function moment(ms: number): Uint8Array {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/gu, '');
  const isEarly = digits < '2050';
  return tagged(isEarly ? 0x17 : 0x18, utf8(isEarly ? digits.slice(2) : digits));
}
