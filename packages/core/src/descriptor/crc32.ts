/**
 * CRC-32 (IEEE 802.3, reflected polynomial 0xEDB88320), as zlib and PNG use it.
 *
 * A CRC is linear over GF(2): for a message of fixed length each byte contributes independently of
 * the others. A descriptor's CRC covers 22 bytes, of which the first six are the same in all, so it
 * is one constant and sixteen table look-ups, none waiting for another.
 */

const BYTE_TABLE: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/** CRC-32 of `bytes` from `start` to `end`, unsigned. */
export function crc32(bytes: Uint8Array, start: number, end: number): number {
  let remainder = ~0;
  for (let index = start; index < end; index++) {
    remainder = stepped(remainder ^ (bytes[index] as number));
  }
  return ~remainder >>> 0;
}

/** The remainder after one more byte, which the caller has XORed into it. */
function stepped(remainder: number): number {
  return (BYTE_TABLE[remainder & 0xff] as number) ^ (remainder >>> 8);
}

/** First byte of a descriptor that differs from one to the next, and first that its CRC leaves out. */
const VARYING_START = 6;
const COVERED_END = 22;

/** What each value (low index) at each varying position (high index) adds to the CRC's low 16 bits. */
const CONTRIBUTIONS: Uint16Array = contributions();

function contributions(): Uint16Array {
  const table = new Uint16Array((COVERED_END - VARYING_START) * 256);
  const current = Int32Array.from(BYTE_TABLE);
  for (let position = COVERED_END - 1; position >= VARYING_START; position--) {
    table.set(current, (position - VARYING_START) * 256);
    for (let byte = 0; byte < 256; byte++) current[byte] = stepped(current[byte] as number);
  }
  return table;
}

/** The low 16 bits for a descriptor whose varying bytes are all zero. */
const CONSTANT: number =
  crc32(Uint8Array.of(0x54, 0x43, 0x50, 2, 0, 2, ...new Uint8Array(16)), 0, COVERED_END) & 0xffff;

/**
 * Low 16 bits of the CRC-32 of a descriptor's first 22 bytes, given bytes 6–21 as four big-endian
 * words (signed or unsigned). Takes bytes 0–5 to be the magic and version of a descriptor.
 */
export function descriptorCrc(word6: number, word10: number, word14: number, word18: number): number {
  return CONSTANT ^ wordCrc(word6, 0) ^ wordCrc(word10, 0x400) ^ wordCrc(word14, 0x800) ^ wordCrc(word18, 0xc00);
}

/** What the four bytes of `word` add, their tables starting at `base`. */
function wordCrc(word: number, base: number): number {
  return (
    (CONTRIBUTIONS[base | (word >>> 24)] as number) ^
    (CONTRIBUTIONS[(base + 0x100) | ((word >>> 16) & 0xff)] as number) ^
    (CONTRIBUTIONS[(base + 0x200) | ((word >>> 8) & 0xff)] as number) ^
    (CONTRIBUTIONS[(base + 0x300) | (word & 0xff)] as number)
  );
}
