/** Whole files on a disk. */
import { DiskError, type Disk, type DiskFile } from './disk.ts';

/** The whole file; undefined where there is none. Throws `DiskError` SIZE beyond `maxBytes`. */
export async function readWhole(disk: Disk, path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = await openIfThere(disk, path);
  if (file === undefined) return undefined;
  try {
    const bytes = await file.read(0, maxBytes + 1);
    if (bytes.length > maxBytes) throw new DiskError('SIZE', `expected at most ${maxBytes} bytes in ${path}, met more`);
    return bytes;
  } finally {
    await file.close();
  }
}

/** Opens a file for reading; undefined where there is none. */
export async function openIfThere(disk: Disk, path: string): Promise<DiskFile | undefined> {
  try {
    return await disk.open(path, 'read');
  } catch (error) {
    if (error instanceof DiskError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** Makes a new file with this content, durable but for its name: `syncFolder` does that for all names at once. */
export async function writeNew(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, 'create');
  try {
    await file.write(bytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives the file `path` this content, whether it was there or not: after a crash the old or the new is found, whole. */
export async function replaceWhole(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const next = `${path}.next`;
  await disk.remove(next);
  await writeNew(disk, next, bytes);
  await disk.rename(next, path);
  await disk.syncFolder(folderOf(path));
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 1));
}
