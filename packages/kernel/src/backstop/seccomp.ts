/**
 * The filter of system calls, seccomp(2): it lists what is refused, and lets the rest pass. It sees numbers and plain
 * arguments alone, so paths and addresses are not its matter.
 */
import { constants } from 'node:os';
import type { Mask } from '../mask.ts';
import { answer, assembled, type Block, keepBits, load, whenAnyBit, whenEqual, whenNoneOf } from './classic-bpf.ts';
import { ALLOW, argument, examine, fails, onCall, ownCallsOnly, type Processor, processorOf } from './filter.ts';
import { ABSENT_CALLS, EXAMINED_CALLS, REFUSED_CALLS } from './refused-calls.ts';

/** `CLONE_NEW…` but for the time namespace, whose bit means something else to clone. */
const NAMESPACES = 0x7e_02_00_00;
const TIME_NAMESPACE = 0x80;

/** Typing into the terminal as if a person did, and its kin of the Linux console. */
const TERMINAL_INPUTS = [0x54_12, 0x54_1c];

export const Family = { UNIX: 1, INET: 2, INET6: 10, NETLINK: 16 } as const;
/** Routes and addresses, which getaddrinfo asks for; sockets, for ss; devices that come and go. */
const NETLINK_PROTOCOLS = [0, 4, 15];
export const TYPE_BITS = 0xf;
const SOCKET_RAW = 3;
const SOCKET_PACKET = 10;

const { EACCES, EAFNOSUPPORT, ENOSYS, EPERM, EPROTONOSUPPORT } = constants.errno;

/** The filter's bytes. Throws `KernelError` UNSUPPORTED on another processor. */
export function filterOf(mask: Mask, processor: string = process.arch): Uint8Array<ArrayBuffer> {
  const arch = processorOf(processor);
  return assembled([
    ...ownCallsOnly(arch),
    ...absent(arch),
    ...refused(mask, arch),
    ...namespaces(mask, arch),
    ...terminal(arch),
    ...sockets(mask, arch),
    ...answer(ALLOW),
  ]);
}

/** Whether a mask permits any connection by an address: without one, there are no sockets for it either. */
export function hasNetwork({ connect }: Mask): boolean {
  return [...connect].some((reach) => reach !== 'local');
}

function absent(arch: Processor): Block {
  return Object.values(ABSENT_CALLS).flatMap((numbers) => onCall(numbers, arch, fails(ENOSYS)));
}

function refused({ controls }: Mask, arch: Processor): Block {
  return REFUSED_CALLS.filter(({ unless }) => unless === undefined || !controls.has(unless))
    .flatMap(({ calls }) => Object.values(calls))
    .flatMap((numbers) => onCall(numbers, arch, fails(EPERM)));
}

/** In a namespace of one's own one is root, and reaches code of the kernel that is little tried. */
function namespaces({ controls }: Mask, arch: Processor): Block {
  if (controls.has('mount')) return [];
  const { clone, unshare } = EXAMINED_CALLS;
  return [
    ...examine(clone, arch, 0, whenAnyBit(NAMESPACES, fails(EPERM))),
    ...examine(unshare, arch, 0, whenAnyBit(NAMESPACES | TIME_NAMESPACE, fails(EPERM))),
  ];
}

function terminal(arch: Processor): Block {
  const inputs = TERMINAL_INPUTS.flatMap((request) => whenEqual(request, fails(EPERM)));
  return examine(EXAMINED_CALLS.ioctl, arch, 1, inputs);
}

function sockets(mask: Mask, arch: Processor): Block {
  const families = Object.values(Family);
  const raw = [SOCKET_RAW, SOCKET_PACKET].flatMap((type) => whenEqual(type, fails(EPERM)));
  const byAddress = hasNetwork(mask) ? [...load(argument(1)), ...keepBits(TYPE_BITS), ...raw] : fails(EACCES);
  const netlink = [...load(argument(2)), ...whenNoneOf(NETLINK_PROTOCOLS, fails(EPROTONOSUPPORT))];
  return examine(EXAMINED_CALLS.socket, arch, 0, [
    ...whenNoneOf(families, fails(EAFNOSUPPORT)),
    // Each block ends with an answer: what it loaded is nothing to the next.
    ...[Family.INET, Family.INET6].flatMap((family) => whenEqual(family, [...byAddress, ...answer(ALLOW)])),
    ...whenEqual(Family.NETLINK, [...netlink, ...answer(ALLOW)]),
  ]);
}
