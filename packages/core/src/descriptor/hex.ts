import { DescriptorError } from './error.ts';

/** Lower-case hexadecimal digits of `bytes`, two a byte. */
export function toHex(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0');
  return digits;
}

/**
 * The bytes that `digits` spell, in lower or upper case, without prefix, blanks or separators.
 * Throws `DescriptorError` with code HEX for anything else.
 */
export function fromHex(digits: string): Uint8Array {
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new DescriptorError('HEX', hexComplaint(digits));
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}

function hexComplaint(digits: string): string {
  const position = digits.search(/[^0-9a-fA-F]/);
  const met = position < 0 ? `${digits.length} digits` : `${JSON.stringify(digits[position])} at ${position}`;
  return `expected an even number of hexadecimal digits and nothing else, met ${met}`;
}
