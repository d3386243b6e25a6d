import { closeSync, constants, openSync } from 'node:fs';
import { access, lstat, mkdir, open, readdir, rename, rm, rmdir, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import { DiskError, type Disk, type DiskErrorCode, type DiskFile, type Lock } from '../disk.ts';

/** Nobody but the owner reads or writes. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const OTHERS_WRITE = 0o022;
/** How many folders a disk remembers as durable; those of a log's last million entries are fewer. */
const DURABLE_MAX = 10_000;

const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR } = constants;
// Windows has neither of these, nor what they are for. A link is not followed, and a FIFO is not waited for.
const WARY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const FLAGS = { read: O_RDONLY | WARY, write: O_RDWR | WARY, create: O_RDWR | O_CREAT | O_EXCL | WARY } as const;

/** The file system of the machine. */
export class NodeDisk implements Disk {
  /** Folders whose names are known to be durable: each is looked after once. */
  readonly #durable = new Set<string>();

  async open(path: string, how: keyof typeof FLAGS): Promise<DiskFile> {
    const handle = await told(path, open(path, FLAGS[how], FILE_MODE));
    if ((await handle.stat()).isFile()) return new NodeFile(path, handle);
    await handle.close();
    throw new DiskError(
      'NOT_A_FILE',
      `expected a file at ${path}, met a folder, a device or the like; put a file there`,
    );
  }

  async list(path: string): Promise<string[]> {
    try {
      return (await readdir(path)).sort();
    } catch (error) {
      if (codeOf(error) === 'NOT_FOUND') return [];
      throw toldOf(path, error);
    }
  }

  async makeFolder(path: string): Promise<void> {
    const first = await told(path, mkdir(path, { recursive: true, mode: FOLDER_MODE }));
    for (let folder = path; ; folder = dirname(folder)) {
      const isNew = first !== undefined && folder.length >= first.length;
      // One that is there may have been made right before a crash, and its name not be durable yet.
      if (!isNew && (this.#durable.has(folder) || !(await mayBeOurs(folder)))) return;
      await this.syncFolder(dirname(folder));
      if (this.#durable.size === DURABLE_MAX) this.#durable.clear();
      this.#durable.add(folder);
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await told(from, rename(from, to));
  }

  async remove(path: string): Promise<void> {
    try {
      await ((await lstat(path)).isDirectory() ? rmdir(path) : rm(path, { force: true }));
    } catch (error) {
      if (codeOf(error) !== 'NOT_FOUND') throw toldOf(path, error);
    }
  }

  async othersMayWrite(path: string): Promise<boolean> {
    // Windows keeps no such bits; the folder of a user is closed to others there by its inherited list.
    if (process.platform === 'win32') return false;
    try {
      const { mode, uid } = await stat(path);
      return (mode & OTHERS_WRITE) !== 0 || uid !== process.geteuid?.();
    } catch (error) {
      if (codeOf(error) === 'NOT_FOUND') return false;
      throw toldOf(path, error);
    }
  }

  async syncFolder(path: string): Promise<void> {
    // Windows neither opens folders nor needs it: NTFS journals names.
    if (process.platform === 'win32') return;
    const folder = await told(path, open(path, 'r'));
    try {
      await told(path, folder.sync());
    } finally {
      await folder.close();
    }
  }

  async lock(path: string): Promise<Lock> {
    return takeLock(path);
  }
}

/**
 * Whether a process of this user may have made the folder: it is this user's and no mount point. Where its parent cannot be
 * read, and so not be synced, somebody else made it.
 */
async function mayBeOurs(folder: string): Promise<boolean> {
  const parent = dirname(folder);
  try {
    const [{ uid, dev }, above] = await Promise.all([stat(folder), stat(parent), access(parent, constants.R_OK)]);
    return parent !== folder && uid === process.geteuid?.() && dev === above.dev;
  } catch {
    return false;
  }
}

/**
 * SQLite's lock on a database, since Node has none of its own: the system drops it when the process ends, however it
 * ends, and it holds between containers that share the folder.
 */
function takeLock(path: string): Lock {
  const { DatabaseSync } = sqlite();
  let database: Sqlite.DatabaseSync | undefined;
  try {
    makeLockFile(path);
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const isHeld = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
    if (!isHeld) throw new DiskError('IO', `expected to lock ${path}, met ${reasonOf(error)}`);
    throw new DiskError('LOCKED', `expected ${path} to be free, met a process that holds it; stop that process first`);
  }
  const held = database;
  return { release: async () => held.close() };
}

/**
 * SQLite would make it for others to read. One that is there is not opened: to close it would free the lock that this
 * process may have on it.
 */
function makeLockFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', FILE_MODE));
  } catch (error) {
    if (codeOf(error) !== 'EXISTS') throw error;
  }
}

const SQLITE_BUSY = 5;

/**
 * Loaded with the first lock: nothing else needs it, and the oldest Nodes lack it. What is used of it has not changed
 * since it came, so Node's warning that it may is for us, not for whoever runs the program.
 */
function sqlite(): typeof Sqlite {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was, not called
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    const loaded = process.getBuiltinModule?.('node:sqlite');
    if (loaded !== undefined) return loaded;
    throw new DiskError('IO', `expected Node 22.13 or newer, whose SQLite locks files, met ${process.version}`);
  } finally {
    process.emitWarning = emitWarning;
  }
}

class NodeFile implements DiskFile {
  readonly #path: string;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  async size(): Promise<number> {
    return (await told(this.#path, this.#handle.stat())).size;
  }

  async read(position: number, lengthBytes: number): Promise<Uint8Array> {
    const wantedBytes = Math.max(0, Math.min(lengthBytes, (await this.size()) - position));
    const bytes = new Uint8Array(wantedBytes);
    let filledBytes = 0;
    while (filledBytes < wantedBytes) {
      const rest = this.#handle.read(bytes, filledBytes, wantedBytes - filledBytes, position + filledBytes);
      const { bytesRead } = await told(this.#path, rest);
      if (bytesRead === 0) return bytes.subarray(0, filledBytes);
      filledBytes += bytesRead;
    }
    return bytes;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    let writtenBytes = 0;
    while (writtenBytes < bytes.length) {
      const rest = this.#handle.write(bytes, writtenBytes, bytes.length - writtenBytes, position + writtenBytes);
      writtenBytes += (await told(this.#path, rest)).bytesWritten;
    }
  }

  async sync(): Promise<void> {
    await told(this.#path, this.#handle.sync());
  }

  async close(): Promise<void> {
    await told(this.#path, this.#handle.close());
  }
}

async function told<Value>(path: string, operation: Promise<Value>): Promise<Value> {
  try {
    return await operation;
  } catch (error) {
    throw toldOf(path, error);
  }
}

function toldOf(path: string, error: unknown): DiskError {
  const code = codeOf(error);
  if (code === 'NOT_A_FILE') {
    const text = `expected a file at ${path}, met a link, a folder or the like; put the file itself there`;
    return new DiskError(code, text, { cause: error });
  }
  return new DiskError(code, `expected to use ${path}, met ${reasonOf(error)}`, { cause: error });
}

const CODES: Readonly<Record<string, DiskErrorCode>> = {
  ENOENT: 'NOT_FOUND',
  ENOTDIR: 'NOT_FOUND',
  EEXIST: 'EXISTS',
  EACCES: 'DENIED',
  EPERM: 'DENIED',
  EROFS: 'DENIED',
  ENOSPC: 'FULL',
  EDQUOT: 'FULL',
  // A link that is not followed, a folder to be written to, a socket.
  ELOOP: 'NOT_A_FILE',
  EISDIR: 'NOT_A_FILE',
  ENXIO: 'NOT_A_FILE',
};

function codeOf(error: unknown): DiskErrorCode {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return CODES[code] ?? 'IO';
}

/** Node's messages name the path again; the part before the comma says what happened. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split(', ', 1)[0] ?? '') : String(error);
}
