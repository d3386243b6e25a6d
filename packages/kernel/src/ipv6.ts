/** Of 16 bytes, in the form that RFC 5952 asks for, as the platform's own parser of URLs writes it. */
export function textOfIPv6(address: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => address.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
