/** Where an address leads; bpf/decide.h says the same in the kernel. */
import type { Mask, Reach } from './mask.ts';

/** By the number of an address of IPv4. */
export function reach4(address: number): Reach {
  const first = address >>> 24;
  if (first === 127 || address === 0) return 'loopback';
  if (address === 0xa9_fe_a9_fe) return 'metadata';
  if (first === 10 || address >>> 20 === 0xac1 || address >>> 16 === 0xc0_a8) return 'private';
  return address >>> 22 === 0x191 || address >>> 16 === 0xa9_fe ? 'private' : 'public';
}

/** By the four words of an address of IPv6. */
export function reach6([first, second, third, last]: readonly [number, number, number, number]): Reach {
  const isZero = first === 0 && second === 0;
  // ::ffff:a.b.c.d, and the unspecified and loopback addresses.
  if (isZero && third === 0xff_ff) return reach4(last);
  if (isZero && third === 0 && last <= 1) return 'loopback';
  if (first === 0xfd_00_0e_c2 && second === 0 && third === 0 && last === 0x2_54) return 'metadata';
  return first >>> 25 === 0xfc >>> 1 || first >>> 22 === 0xfe_80 >>> 6 ? 'private' : 'public';
}

const PORTS_OF_RESOLVERS: ReadonlySet<number> = new Set([53, 853]);

export function mayReach({ connect }: Mask, reach: Reach, port: number): boolean {
  if (connect.has(reach)) return true;
  return reach !== 'metadata' && PORTS_OF_RESOLVERS.has(port) && connect.has('resolver');
}
