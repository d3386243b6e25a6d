/**
 * Which calls are asked about, and which cannot be left to asking: a second filter over that of the backstop. Addresses
 * lie in memory, which no filter reads; so whoever answers reads them.
 */
import { constants } from 'node:os';
import type { Mask } from '../../mask.ts';
import {
  answer,
  assembled,
  type Block,
  keepBits,
  load,
  whenAnyBit,
  whenEqual,
  whenNoneOf,
  whenNotEqual,
} from '../../backstop/classic-bpf.ts';
import {
  ALLOW,
  argument,
  ASK,
  examine,
  fails,
  onCall,
  ownCallsOnly,
  type Processor,
  processorOf,
  upperHalf,
} from '../../backstop/filter.ts';
import { type CallNumbers, EXAMINED_CALLS } from '../../backstop/refused-calls.ts';
import { Family, TYPE_BITS } from '../../backstop/seccomp.ts';

export const ASKED_CALLS = {
  connect: { x64: 42, arm64: 203 },
  execve: { x64: 59, arm64: 221 },
  execveat: { x64: 322, arm64: 281 },
  sendmmsg: { x64: 307, arm64: 269 },
  sendmsg: { x64: 46, arm64: 211 },
  sendto: { x64: 44, arm64: 206 },
} as const satisfies Readonly<Record<string, CallNumbers>>;
export type AskedCall = keyof typeof ASKED_CALLS;

/** `MSG_FASTOPEN`: connects within a send, past Landlock. */
const FAST_OPEN = 0x20_00_00_00;
/** Which argument has the flags of a send, and which the address, where that is not in memory as well. */
const SENDS = [
  { call: ASKED_CALLS.sendto, flagsAt: 3, addressAt: 4 },
  { call: ASKED_CALLS.sendmsg, flagsAt: 2, addressAt: undefined },
  { call: ASKED_CALLS.sendmmsg, flagsAt: 3, addressAt: undefined },
] as const;

const SocketType = { STREAM: 1, DGRAM: 2, RAW: 3, PACKET: 10 } as const;
/** The usual one, ICMP, TCP, UDP, ICMPv6. Landlock does not know others, and SCTP connects by options of a socket too. */
const PROTOCOLS = [0, 1, 6, 17, 58];

const { EACCES, EOPNOTSUPP, EPROTONOSUPPORT } = constants.errno;

/** The filter's bytes. Throws `KernelError` UNSUPPORTED on another processor. */
export function askingFilter(mask: Mask, processor: string = process.arch): Uint8Array<ArrayBuffer> {
  const arch = processorOf(processor);
  return assembled([
    ...ownCallsOnly(arch),
    ...[ASKED_CALLS.execve, ASKED_CALLS.execveat, ASKED_CALLS.connect].flatMap((call) =>
      onCall(call, arch, answer(ASK)),
    ),
    ...SENDS.flatMap((send) => onCall(send.call, arch, sending(mask, send))),
    ...(mask.observe ? [] : sockets(mask, arch)),
    ...answer(ALLOW),
  ]);
}

/**
 * Whether datagrams are asked about: each costs what an answer takes. Where all but the metadata service may be reached,
 * they are not, as that one speaks TCP.
 */
export function asksAboutDatagrams({ connect }: Mask): boolean {
  return !connect.has('private') || !connect.has('public');
}

/** Where nothing but this machine may be reached there are none: a message's address can be changed after it was read. */
export function hasDatagrams({ connect }: Mask): boolean {
  return [...connect].some((reach) => reach !== 'local' && reach !== 'loopback');
}

function sending(mask: Mask, { flagsAt, addressAt }: (typeof SENDS)[number]): Block {
  const fastOpen = mask.observe ? [] : [...load(argument(flagsAt)), ...whenAnyBit(FAST_OPEN, fails(EOPNOTSUPP))];
  if (!asksAboutDatagrams(mask)) return [...fastOpen, ...answer(ALLOW)];
  if (addressAt === undefined) return [...fastOpen, ...answer(ASK)];
  const halves = [argument(addressAt), upperHalf(addressAt)];
  return [...fastOpen, ...halves.flatMap((half) => [...load(half), ...whenNotEqual(0, answer(ASK))]), ...answer(ALLOW)];
}

function sockets(mask: Mask, arch: Processor): Block {
  const byAddress = [
    ...load(argument(2)),
    ...whenNoneOf(PROTOCOLS, fails(EPROTONOSUPPORT)),
    ...load(argument(1)),
    ...keepBits(TYPE_BITS),
    ...whenNoneOf(Object.values(SocketType), fails(EPROTONOSUPPORT)),
    ...(hasDatagrams(mask) ? [] : whenEqual(SocketType.DGRAM, fails(EACCES))),
    ...answer(ALLOW),
  ];
  return examine(
    EXAMINED_CALLS.socket,
    arch,
    0,
    [Family.INET, Family.INET6].flatMap((family) => whenEqual(family, byAddress)),
  );
}
