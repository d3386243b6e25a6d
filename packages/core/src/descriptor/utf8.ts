/** UTF-8 without the host's `TextEncoder`, which not every place that runs the core provides. */

/** Stands for a surrogate without its partner. */
const REPLACEMENT = 0xfffd;
/** A surrogate without its partner, where that is told apart. */
const LONE = -1;

/** The code point of a code unit and the one behind it (0 at the end); above 0xffff it spans both. */
function pointOf(unit: number, next: number): number {
  if ((unit & 0xf800) !== 0xd800) return unit;
  if (unit > 0xdbff || (next & 0xfc00) !== 0xdc00) return LONE;
  return 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
}

/** The code point that begins at `index`; a lone surrogate is U+FFFD. Above 0xffff it spans two units. */
export function codePointOfUnits(units: Uint16Array, index: number, end: number): number {
  const next = index + 1 < end ? (units[index + 1] as number) : 0;
  const point = pointOf(units[index] as number, next);
  return point === LONE ? REPLACEMENT : point;
}

/**
 * The code point that begins at `index`, or LONE. Not `codePointAt`: once compiled by V8 (Node 24) it
 * reads beyond the end of a string that is a slice of a longer one, and so mends a cut surrogate pair.
 */
function codePointOfText(text: string, index: number): number {
  const next = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
  return pointOf(text.charCodeAt(index), next);
}

/** Bytes of the UTF-8 of `text`; a lone surrogate counts as U+FFFD. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const point = codePointOfText(text, index);
    length += pointLength(point === LONE ? REPLACEMENT : point);
    if (point > 0xffff) index++;
  }
  return length;
}

function pointLength(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/**
 * Writes the UTF-8 of `text` to the start of `target` and returns its length in bytes, or −1 when it
 * does not fit or holds a lone surrogate. Then the content of `target` is of no use.
 */
export function writeUtf8(text: string, target: Uint8Array): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const point = codePointOfText(text, index);
    if (point === LONE || length + pointLength(point) > target.length) return -1;
    length = writePoint(point, target, length);
    if (point > 0xffff) index++;
  }
  return length;
}

/** Writes one code point at `offset` and returns the offset behind it. */
function writePoint(point: number, target: Uint8Array, offset: number): number {
  const length = pointLength(point);
  if (length === 1) {
    target[offset] = point;
    return offset + 1;
  }
  target[offset] = ((0xf00 >> length) & 0xff) | (point >>> (6 * (length - 1)));
  for (let index = 1; index < length; index++) {
    target[offset + index] = 0x80 | ((point >>> (6 * (length - 1 - index))) & 0x3f);
  }
  return offset + length;
}

/** The UTF-8 of `text`, or undefined when it holds a lone surrogate or takes more than `maxBytes`. */
export function encodeUtf8(text: string, maxBytes: number): Uint8Array | undefined {
  const target = new Uint8Array(Math.min(maxBytes, utf8Length(text)));
  return writeUtf8(text, target) < 0 ? undefined : target;
}

/**
 * The text whose UTF-8 lies in `bytes` from `start` to `end`, or undefined when that is not
 * well-formed (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF, nothing cut off).
 */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  for (let index = start; index < end; ) {
    const point = pointAt(bytes, index, end);
    if (point < 0) return undefined;
    text += String.fromCodePoint(point);
    index += pointLength(point);
  }
  return text;
}

/** The code point encoded at `index`, or −1 when no well-formed one lies there. */
function pointAt(bytes: Uint8Array, index: number, end: number): number {
  const lead = bytes[index] as number;
  if (lead < 0x80) return lead;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4 || index + length > end) return -1;
  let point = lead & (0x7f >> length);
  for (let next = index + 1; next < index + length; next++) {
    const byte = bytes[next] as number;
    if ((byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  const sound = pointLength(point) === length && (point & 0xfffff800) !== 0xd800 && point <= 0x10ffff;
  return sound ? point : -1;
}
