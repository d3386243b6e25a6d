/** Files by which tiers outside of the kernel know a program. */
import { type BigIntStats, closeSync, fstatSync } from 'node:fs';
import { opened } from './lsm.ts';

/** Device and inode, as fstat(2) has them. */
export type FileKey = string;

export function keyOf({ dev, ino }: BigIntStats): FileKey {
  return `${dev}:${ino}`;
}

export interface Found {
  readonly fd: number;
  readonly key: FileKey;
  readonly device: bigint;
  readonly isFolder: boolean;
}

/** Whoever asks closes it. Undefined where there is none. */
export function fileAt(path: string): Found | undefined {
  const fd = opened(path);
  if (fd === undefined) return undefined;
  const stats = fstatSync(fd, { bigint: true });
  return { fd, key: keyOf(stats), device: stats.dev, isFolder: stats.isDirectory() };
}

/** Held open, so that no other file gets the number of one that is gone. */
export class HeldFiles {
  readonly #held = new Map<FileKey, number>();

  hold(path: string): Found | undefined {
    const file = fileAt(path);
    if (file === undefined) return undefined;
    if (this.#held.has(file.key)) closeSync(file.fd);
    else this.#held.set(file.key, file.fd);
    return file;
  }

  close(): void {
    for (const fd of this.#held.values()) closeSync(fd);
    this.#held.clear();
  }
}

/** As spec/descriptor.md says: four bytes from the tenth on, in big endian. */
export function flagsOf(descriptor: Uint8Array): number {
  return new DataView(descriptor.buffer, descriptor.byteOffset).getUint32(10);
}
