/** Addresses as calls name them: `struct sockaddr`. */
import { textOfIPv6 } from '../../ipv6.ts';
import type { Reach } from '../../mask.ts';
import { reach4, reach6 } from '../../reach.ts';

const AF_UNSPEC = 0;
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
/** `struct sockaddr_storage`; the kernel takes no longer one. */
export const ADDRESS_BYTES_MAX = 128;
const INET_BYTES = 16;
/** Without the scope, which is of a later standard. */
const INET6_BYTES = 24;

export interface Address {
  /** As text. */
  readonly address: string;
  readonly port: number;
  readonly reach: Reach;
}

/** Of an address; 0 where it is too short to name one. */
function familyOf(bytes: Buffer): number {
  return bytes.length < 2 ? AF_UNSPEC : bytes.readUInt16LE(0);
}

/** Undefined for what is none of IPv4 or IPv6, or too short, so that the kernel connects to nothing by it. */
export function addressIn(bytes: Buffer): Address | undefined {
  const family = familyOf(bytes);
  if (family === AF_INET && bytes.length >= INET_BYTES) return ofIPv4(bytes);
  if (family !== AF_INET6 || bytes.length < INET6_BYTES) return undefined;
  const words = [8, 12, 16, 20].map((at) => bytes.readUInt32BE(at)) as [number, number, number, number];
  return { address: textOfIPv6(bytes.subarray(8, 24)), port: bytes.readUInt16BE(2), reach: reach6(words) };
}

/** The same for what a datagram is sent to: there a socket of IPv4 takes no family for its own. */
export function destinationIn(bytes: Buffer): Address | undefined {
  return familyOf(bytes) === AF_UNSPEC && bytes.length >= INET_BYTES ? ofIPv4(bytes) : addressIn(bytes);
}

function ofIPv4(bytes: Buffer): Address {
  return {
    address: bytes.subarray(4, 8).join('.'),
    port: bytes.readUInt16BE(2),
    reach: reach4(bytes.readUInt32BE(4)),
  };
}

/** Where the socket of a path lies, a character for each byte; undefined for one without a name, or an abstract one. */
export function socketPathIn(bytes: Buffer): string | undefined {
  if (familyOf(bytes) !== AF_UNIX || bytes.length < 3 || bytes[2] === 0) return undefined;
  const end = bytes.indexOf(0, 2);
  return bytes.toString('latin1', 2, end === -1 ? bytes.length : end);
}
