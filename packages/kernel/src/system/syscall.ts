/**
 * Calls of the system by number, syscall(2), through libc. Node has none of those that enforcement takes, and an addon
 * of our own would have to be compiled by whoever installs it.
 */
import { constants } from 'node:os';
import koffi from 'koffi';
import { KernelError } from '../error.ts';

/** By processor, as in the kernel's `unistd.h`. Those from 424 on have one number everywhere. */
const NUMBERS = {
  bpf: { x64: 321, arm64: 280 },
  clock_gettime: { x64: 228, arm64: 113 },
  close: { x64: 3, arm64: 57 },
  connect: { x64: 42, arm64: 203 },
  dup3: { x64: 292, arm64: 24 },
  fanotify_init: { x64: 300, arm64: 262 },
  fanotify_mark: { x64: 301, arm64: 263 },
  fcntl: { x64: 72, arm64: 25 },
  getsockopt: { x64: 55, arm64: 209 },
  ioctl: { x64: 16, arm64: 29 },
  landlock_create_ruleset: { x64: 444, arm64: 444 },
  landlock_add_rule: { x64: 445, arm64: 445 },
  landlock_restrict_self: { x64: 446, arm64: 446 },
  mmap: { x64: 9, arm64: 222 },
  mount: { x64: 165, arm64: 40 },
  munmap: { x64: 11, arm64: 215 },
  name_to_handle_at: { x64: 303, arm64: 264 },
  openat2: { x64: 437, arm64: 437 },
  pidfd_getfd: { x64: 438, arm64: 438 },
  pidfd_open: { x64: 434, arm64: 434 },
  ppoll: { x64: 271, arm64: 73 },
  prctl: { x64: 157, arm64: 167 },
  process_vm_readv: { x64: 310, arm64: 270 },
  read: { x64: 0, arm64: 63 },
  seccomp: { x64: 317, arm64: 277 },
  setgroups: { x64: 116, arm64: 159 },
  setresgid: { x64: 119, arm64: 149 },
  setresuid: { x64: 117, arm64: 147 },
  waitid: { x64: 247, arm64: 95 },
  write: { x64: 1, arm64: 64 },
} as const;

export type SystemCall = keyof typeof NUMBERS;

type Call = (
  number: number,
  a: bigint | number,
  b: bigint | number,
  c: bigint | number,
  d: bigint | number,
  e: bigint | number,
  f: bigint | number,
) => number | bigint;

let call: Call | undefined;

/** What the call gave, or the negated number of its error (errno(3)). Throws where this system has no such calls. */
export function trySystemCall(name: SystemCall, ...args: readonly (bigint | number)[]): number {
  const { platform, arch } = process;
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64'))
    throw new KernelError('UNSUPPORTED', `expected Linux on x86-64 or arm64, met ${platform} on ${arch}`);
  call ??= koffi.load(null).func('long syscall(long, long, long, long, long, long, long)') as unknown as Call;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
  const result = call(NUMBERS[name][arch], a, b, c, d, e, f);
  return Number(result) === -1 ? -koffi.errno() : Number(result);
}

/** The same for calls that must work; `what` is what they were for, in words. */
export function systemCall(what: string, name: SystemCall, ...args: readonly (bigint | number)[]): number {
  const result = trySystemCall(name, ...args);
  if (result < 0) throw systemError(what, name, -result);
  return result;
}

const REFUSALS = new Set<number>([constants.errno.EPERM, constants.errno.EACCES]);

export function systemError(what: string, name: SystemCall, number: number): KernelError {
  const code = number === constants.errno.ENOSYS ? 'UNSUPPORTED' : REFUSALS.has(number) ? 'REFUSED' : 'SYSTEM';
  return new KernelError(code, `${what}: ${name} answered ${errorName(number)}`);
}

/** `ENOENT` and the like. */
export function errorName(number: number): string {
  const found = Object.entries(constants.errno).find(([, value]) => value === number);
  return found?.[0] ?? `error ${number}`;
}
