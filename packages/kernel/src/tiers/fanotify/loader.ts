/** What runs a program that is no machine code by itself: the loader that its file names, as elf(5) has it. */
import { closeSync, openSync, readSync } from 'node:fs';

/** Headers and the loader's name lie at the beginning of every program that a linker makes. */
const HEAD_BYTES = 4096;
const INTERPRETER = 3;
const HEADER_BYTES = 64;
const ENTRY_BYTES = 56;

/** Undefined for what is no program of 64 bits and little endian, or names none. Throws what open(2) does. */
export function loaderOf(path: string): string | undefined {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return loaderIn(head.subarray(0, readSync(fd, head, 0, HEAD_BYTES, 0)));
  } finally {
    closeSync(fd);
  }
}

export function loaderIn(head: Buffer): string | undefined {
  const isProgram =
    head.length >= HEADER_BYTES && head.readUInt32BE(0) === 0x7f_45_4c_46 && head[4] === 2 && head[5] === 1;
  if (!isProgram) return undefined;
  const from = Number(head.readBigUInt64LE(32));
  for (let index = 0; index < head.readUInt16LE(56); index++) {
    const at = from + index * ENTRY_BYTES;
    if (at + ENTRY_BYTES > head.length) return undefined;
    if (head.readUInt32LE(at) !== INTERPRETER) continue;
    const start = Number(head.readBigUInt64LE(at + 8));
    const end = start + Number(head.readBigUInt64LE(at + 32)) - 1;
    return end > start && end < head.length ? head.toString('utf8', start, end) : undefined;
  }
  return undefined;
}
