/**
 * Compiled programs as they are shipped: what `bpftool gen skeleton -L` makes of an object. Its instructions are those
 * of a program that, run in the kernel, makes the maps and loads the programs in `data`; so nobody who runs this needs
 * libbpf or a compiler. One file serves all processors of little endian.
 */
import { brotliDecompressSync } from 'node:zlib';
import { KernelError } from '../error.ts';

export interface BpfObject {
  readonly name: string;
  /** In the order in which the loader fills in their descriptors. */
  readonly maps: readonly string[];
  readonly programs: readonly BpfProgram[];
  readonly data: Buffer;
  readonly instructions: Buffer;
}

export interface BpfProgram {
  readonly name: string;
  /** Where it is attached, in libbpf's words: `lsm/file_open`, `cgroup/connect4`. */
  readonly section: string;
}

/** The form in which an object lies in a file: JSON, the bytes compressed with Brotli and in Base64. */
export interface ObjectFile {
  readonly name: string;
  readonly maps: readonly string[];
  readonly programs: readonly BpfProgram[];
  readonly data: string;
  readonly instructions: string;
}

export function readObject(text: string): BpfObject {
  const file = parsed(text);
  if (typeof file !== 'object' || file === null) throw new KernelError('OBJECT', 'expected an object of programs');
  const { name, maps, programs, data, instructions } = file as Partial<ObjectFile>;
  if (typeof name !== 'string' || !isNames(maps) || !Array.isArray(programs) || !programs.every(isProgram))
    throw new KernelError('OBJECT', 'expected a name, maps and programs');
  return { name, maps, programs, data: unpacked(data, 'data'), instructions: unpacked(instructions, 'instructions') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KernelError('OBJECT', 'expected JSON, met something else');
  }
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isProgram(value: unknown): value is BpfProgram {
  const { name, section } = (value ?? {}) as Partial<BpfProgram>;
  return typeof name === 'string' && typeof section === 'string';
}

function unpacked(value: unknown, what: string): Buffer {
  if (typeof value !== 'string') throw new KernelError('OBJECT', `expected ${what} as text`);
  try {
    return brotliDecompressSync(Buffer.from(value, 'base64'));
  } catch {
    throw new KernelError('OBJECT', `expected ${what} compressed with Brotli`);
  }
}
