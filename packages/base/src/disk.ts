/**
 * Files, as they come in from outside. What is written may be lost, in part or in any order, until `sync` has
 * returned; a new, renamed or removed name may be lost until `syncFolder` of its folder has. Paths are absolute.
 */
import { CodedError } from './error.ts';

export interface Disk {
  /**
   * Opens a file: `read` and `write` need it to be there, `create` needs it not to be. Throws `DiskError`: NOT_A_FILE,
   * and waits for nothing, where something else has that name, a link to a file too. Links to folders on the way are
   * followed.
   */
  open(path: string, how: 'read' | 'write' | 'create'): Promise<DiskFile>;
  /** The names in a folder, sorted; none where there is no such folder. */
  list(path: string): Promise<string[]>;
  /** Makes a folder and those around it, for the owner alone; it may be there already. Their names are durable. */
  makeFolder(path: string): Promise<void>;
  /** Puts the file `from` in the place of `to`, which may be there; either the old or the new is seen, never a part. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or an empty folder; it may be absent. */
  remove(path: string): Promise<void>;
  /** Whether anyone but this process's user may change what is in a folder; not where there is none. */
  othersMayWrite(path: string): Promise<boolean>;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Takes the lock `path` for this process until it is released or the process ends. Throws LOCKED where another has it. */
  lock(path: string): Promise<Lock>;
}

export interface DiskFile {
  size(): Promise<number>;
  /** The bytes from `position`, at most `lengthBytes`, fewer only at the file's end. */
  read(position: number, lengthBytes: number): Promise<Uint8Array>;
  /** Writes all of `bytes` at `position`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Makes the file's content and size durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Lock {
  release(): Promise<void>;
}

/**
 * NOT_FOUND: no such file or folder. NOT_A_FILE: a link, a folder, a FIFO, a device where a file should be. EXISTS: it
 * is there already. DENIED: not permitted. FULL: no room left. LOCKED: another process has the lock. SIZE: more bytes
 * than were to be read. IO: anything else.
 */
export type DiskErrorCode = 'NOT_FOUND' | 'NOT_A_FILE' | 'EXISTS' | 'DENIED' | 'FULL' | 'LOCKED' | 'SIZE' | 'IO';

export class DiskError extends CodedError<DiskErrorCode> {
  override readonly name = 'DiskError';
}
