/**
 * Tier 2 from outside: executables by the numbers that the kernel has for their inodes. They are not those of stat(2),
 * which overlayfs makes up; so a program in the kernel says them, for files that this process has open.
 */
import { closeSync, readSync } from 'node:fs';
import { createIterator } from '../bpf/call.ts';
import { attachIterator, type LoadedProgram } from '../bpf/loader.ts';
import type { BpfMap } from '../bpf/map.ts';
import { memory } from '../system/memory.ts';
import { NumberedTools } from './numbered.ts';
import { opened } from './lsm.ts';
import type { Labels, Tool } from './tier.ts';

/** How many files are open at a time. */
const BATCH = 200;
/** `struct opened` in bpf/trace.bpf.c, of which the last is `struct inode_number`. */
const OPENED_BYTES = 24;
const NUMBER_AT = 8;
/** Where a descriptor has its flags, in big endian: spec/descriptor.md. */
const FLAGS_AT = 10;

export class NumberedInodes implements Labels {
  readonly #tools: NumberedTools;
  readonly #iterator: LoadedProgram;

  constructor(maps: ReadonlyMap<string, BpfMap>, iterator: LoadedProgram) {
    this.#tools = new NumberedTools(maps.get('tools') as BpfMap);
    this.#iterator = iterator;
  }

  registerTools(tools: readonly Tool[]): readonly string[] {
    const missing: string[] = [];
    for (let from = 0; from < tools.length; from += BATCH)
      missing.push(...this.#registerBatch(tools.slice(from, from + BATCH)));
    return missing;
  }

  /** Files are not held by this tier. */
  labelPlaces(): readonly string[] {
    return [];
  }

  #registerBatch(tools: readonly Tool[]): readonly string[] {
    const files = tools.map((tool) => ({ tool, fd: opened(tool.path) }));
    try {
      const numbers = this.#numbers();
      const missing: string[] = [];
      for (const { tool, fd } of files) {
        const number = fd === undefined ? undefined : numbers.get(fd);
        if (number === undefined) missing.push(tool.path);
        else this.#tools.set(number, Buffer.from(tool.descriptor).readUInt32BE(FLAGS_AT));
      }
      return missing;
    } finally {
      for (const { fd } of files) if (fd !== undefined) closeSync(fd);
    }
  }

  /** By the descriptors of this process's open files. */
  #numbers(): Map<number, Buffer> {
    const link = attachIterator(this.#iterator, process.pid);
    try {
      const bytes = readAll(createIterator(link));
      const count = Math.floor(bytes.length / OPENED_BYTES);
      return new Map(
        Array.from({ length: count }, (_, index) => {
          const record = bytes.subarray(index * OPENED_BYTES, (index + 1) * OPENED_BYTES);
          return [record.readUInt32LE(0), record.subarray(NUMBER_AT)] as const;
        }),
      );
    } finally {
      closeSync(link);
    }
  }
}

function readAll(fd: number): Buffer {
  const pieces: Buffer[] = [];
  try {
    for (;;) {
      const piece = memory(64 * 1024);
      const length = readSync(fd, piece);
      if (length === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, length));
    }
  } finally {
    closeSync(fd);
  }
}
