/** What filters of system calls have in common, seccomp(2): they see numbers and plain arguments alone. */
import { constants } from 'node:os';
import { KernelError } from '../error.ts';
import { answer, type Block, load, whenAnyBit, whenEqual, whenNotEqual } from './classic-bpf.ts';
import type { CallNumbers } from './refused-calls.ts';

/** `SECCOMP_RET_…`. Of several filters the strictest answer counts: to end, an error, to ask, to allow. */
const KILL_PROCESS = 0x80_00_00_00;
const ERROR = 0x00_05_00_00;
export const ASK = 0x7f_c0_00_00;
export const ALLOW = 0x7f_ff_00_00;

/** Offsets in `struct seccomp_data`. */
const NUMBER = 0;
const PROCESSOR = 4;

/** Of an argument, the lower half. */
export function argument(index: number): number {
  return 16 + 8 * index;
}

export function upperHalf(index: number): number {
  return argument(index) + 4;
}

/** `AUDIT_ARCH_…` */
const PROCESSORS = { x64: 0xc0_00_00_3e, arm64: 0xc0_00_00_b7 } as const;
export type Processor = keyof typeof PROCESSORS;
/** Numbers from here on are the calls of x32, a second table on x86-64. */
const X32 = 0x40_00_00_00;

/** Throws `KernelError` UNSUPPORTED for another one. */
export function processorOf(arch: string): Processor {
  if (arch === 'x64' || arch === 'arm64') return arch;
  throw new KernelError('UNSUPPORTED', `expected x86-64 or arm64, met ${arch}: no filter is known for it`);
}

/** Programs of another processor have other numbers: 32-bit ones would pass by all that follows. */
export function ownCallsOnly(arch: Processor): Block {
  const own = [...load(PROCESSOR), ...whenNotEqual(PROCESSORS[arch], answer(KILL_PROCESS)), ...load(NUMBER)];
  return arch === 'x64' ? [...own, ...whenAnyBit(X32, fails(constants.errno.ENOSYS))] : own;
}

/** With the argument loaded; what the block leaves open is allowed. */
export function examine(numbers: CallNumbers, arch: Processor, index: number, block: Block): Block {
  return onCall(numbers, arch, [...load(argument(index)), ...block, ...answer(ALLOW)]);
}

export function onCall(numbers: CallNumbers, arch: Processor, block: Block): Block {
  const number = numbers[arch];
  return number === undefined ? [] : whenEqual(number, block);
}

export function fails(error: number): Block {
  return answer(ERROR | error);
}
