/** A map in the kernel, by the descriptor of its file. */
import { closeSync } from 'node:fs';
import { KernelError } from '../error.ts';
import { memory, memoryOf } from '../system/memory.ts';
import { addEntry, deleteEntry, lookupEntry, mapShape, nextKey, updateEntry } from './call.ts';

export class BpfMap {
  readonly fd: number;
  readonly keyBytes: number;
  readonly valueBytes: number;

  constructor(fd: number) {
    const { keyBytes, valueBytes } = mapShape(fd);
    this.fd = fd;
    this.keyBytes = keyBytes;
    this.valueBytes = valueBytes;
  }

  set(key: Uint8Array, value: Uint8Array): void {
    updateEntry(this.fd, this.#keyed(key), sized('value', value, this.valueBytes));
  }

  /** False where there is something by that key, which stays as it is. */
  add(key: Uint8Array, value: Uint8Array): boolean {
    return addEntry(this.fd, this.#keyed(key), sized('value', value, this.valueBytes));
  }

  get(key: Uint8Array): Buffer<ArrayBuffer> | undefined {
    const into = memory(this.valueBytes);
    return lookupEntry(this.fd, this.#keyed(key), into) ? into : undefined;
  }

  /** Whether it was there. */
  delete(key: Uint8Array): boolean {
    return deleteEntry(this.fd, this.#keyed(key));
  }

  *keys(): Generator<Buffer<ArrayBuffer>> {
    let last: Buffer<ArrayBuffer> | undefined;
    for (;;) {
      const next = memory(this.keyBytes);
      if (!nextKey(this.fd, last, next)) return;
      yield next;
      last = next;
    }
  }

  close(): void {
    closeSync(this.fd);
  }

  #keyed(key: Uint8Array): Buffer<ArrayBuffer> {
    return sized('key', key, this.keyBytes);
  }
}

function sized(what: string, bytes: Uint8Array, length: number): Buffer<ArrayBuffer> {
  if (bytes.length !== length)
    throw new KernelError('VALUE', `expected a ${what} of ${length} bytes, met ${bytes.length}`);
  return memoryOf(bytes);
}

/** Numbers as keys: places in an array, descriptors of files. */
export function key32(value: number): Buffer<ArrayBuffer> {
  const bytes = memory(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
