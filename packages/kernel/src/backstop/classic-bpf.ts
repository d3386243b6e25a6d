/** A small assembler of classic BPF, the language of seccomp's filters: linux/filter.h, linux/bpf_common.h. */
import { KernelError } from '../error.ts';

interface Instruction {
  readonly code: number;
  /** How many instructions are left out where the comparison holds, and where it does not. */
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly value: number;
}

/** Instructions that are run from the first to the last, unless one answers. */
export type Block = readonly Instruction[];

const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_ANY_BIT = 0x45;
const AND = 0x54;
const RETURN = 0x06;

/** Bytes of one instruction, `struct sock_filter`. */
const INSTRUCTION_BYTES = 8;
/** What the kernel takes, `BPF_MAXINSNS`. */
const INSTRUCTIONS_MAX = 4_096;
const JUMP_MAX = 255;

/** Loads the word at that offset of what is examined; all that follows compares with it. */
export function load(offset: number): Block {
  return [instruction(LOAD_WORD, offset)];
}

/** Of what is loaded only these bits. */
export function keepBits(bits: number): Block {
  return [instruction(AND, bits)];
}

export function answer(value: number): Block {
  return [instruction(RETURN, value)];
}

export function whenEqual(value: number, then: Block): Block {
  return [instruction(JUMP_EQUAL, value, 0, then.length), ...then];
}

export function whenNotEqual(value: number, then: Block): Block {
  return [instruction(JUMP_EQUAL, value, then.length, 0), ...then];
}

export function whenAnyBit(bits: number, then: Block): Block {
  return [instruction(JUMP_ANY_BIT, bits, 0, then.length), ...then];
}

/** Where what is loaded equals none of the values. */
export function whenNoneOf(values: readonly number[], then: Block): Block {
  // Each comparison leaps over those that are left, and over the block.
  const left = (index: number): number => then.length + values.length - 1 - index;
  return [...values.map((value, index) => instruction(JUMP_EQUAL, value, left(index), 0)), ...then];
}

/** The program as the kernel reads it, `struct sock_filter[]`, in the byte order of x86-64 and arm64. */
export function assembled(block: Block): Uint8Array<ArrayBuffer> {
  if (block.length > INSTRUCTIONS_MAX)
    throw new KernelError('VALUE', `expected at most ${INSTRUCTIONS_MAX} instructions, met ${block.length}`);
  const bytes = new Uint8Array(new ArrayBuffer(block.length * INSTRUCTION_BYTES));
  const view = new DataView(bytes.buffer);
  for (const [index, { code, jumpTrue, jumpFalse, value }] of block.entries()) {
    const at = index * INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, jumpTrue);
    view.setUint8(at + 3, jumpFalse);
    view.setUint32(at + 4, value, true);
  }
  return bytes;
}

function instruction(code: number, value: number, jumpTrue = 0, jumpFalse = 0): Instruction {
  if (Math.max(jumpTrue, jumpFalse) > JUMP_MAX)
    throw new KernelError('VALUE', `expected a leap over at most ${JUMP_MAX} instructions`);
  return { code, jumpTrue, jumpFalse, value };
}
