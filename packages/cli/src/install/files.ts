/** The few steps by which an installation changes a disk, each of which is whole or was not made. */
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Found } from '@capgate/agents';
import { fromUtf8 } from '@capgate/base';

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface Place {
  /** The path behind links, where there are any. */
  readonly target: string;
  readonly found: Found;
  readonly owner?: Owner;
}

/** The text of a file of settings, without a byte order mark; undefined where there is none, or no UTF-8. */
export function settingsText({ found }: Place): string | undefined {
  return found.kind === 'file' ? fromUtf8(found.bytes)?.replace(/^\uFEFF/u, '') : undefined;
}

/** What is written goes through these, so that tests can let any of them fail. */
export interface Files {
  readonly makeFolder: (path: string, mode: number) => void;
  /** A new file, durable but for its name. */
  readonly writeNew: (path: string, bytes: Uint8Array, mode: number, owner?: Owner) => void;
  readonly rename: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  /** Removes a folder that is empty. */
  readonly removeFolder: (path: string) => void;
}

export const machineFiles: Files = {
  makeFolder: (path, mode) => mkdirSync(path, { mode }),
  writeNew,
  rename: (from, to) => {
    renameSync(from, to);
    syncFolder(dirname(to));
  },
  remove: (path) => {
    unlinkSync(path);
    syncFolder(dirname(path));
  },
  removeFolder: (path) => rmdirSync(path),
};

/** No settings are longer; what is, is not read. */
const SIZE_BYTES_MAX = 1 << 23;

/** What is at a path. Links are followed; one that leads nowhere is no place for a file. */
export function lookAt(path: string): Place {
  const own = statOr(() => lstatSync(path));
  if (own === 'NOT_A_FOLDER') return other(path, 'a file where its folder must be');
  if (own === 'ABSENT') return { target: join(realOf(dirname(path)), basename(path)), found: { kind: 'absent' } };
  const stat = statOr(() => statSync(path));
  if (typeof stat === 'string') return other(path, 'a link that leads nowhere');
  const target = realpathSync(path);
  if (stat.isDirectory()) return other(target, 'a folder');
  if (!stat.isFile()) return other(target, 'a device or the like');
  if (stat.size > SIZE_BYTES_MAX) return other(target, `a file of ${stat.size} bytes`);
  if (!may(target, constants.R_OK)) return other(target, 'a file that may not be read');
  const isReadOnly = (stat.mode & 0o222) === 0 || !may(target, constants.W_OK);
  const found = { kind: 'file', bytes: readFileSync(target), mode: stat.mode & 0o7777, isReadOnly } as const;
  return { target, found, owner: { uid: stat.uid, gid: stat.gid } };
}

/** The folder behind links, as far as it is there. */
function realOf(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : join(realOf(dirname(folder)), basename(folder));
}

/** The folders around `path` that are not there yet, the outermost first. */
export function missingFolders(path: string): string[] {
  const missing: string[] = [];
  for (let folder = dirname(path); statOr(() => statSync(folder)) === 'ABSENT'; folder = dirname(folder)) {
    missing.unshift(folder);
  }
  return missing;
}

function other(target: string, what: string): Place {
  return { target, found: { kind: 'other', what } };
}

function statOr<Stat>(step: () => Stat): Stat | 'ABSENT' | 'NOT_A_FOLDER' {
  try {
    return step();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return 'ABSENT';
    if (code === 'ENOTDIR') return 'NOT_A_FOLDER';
    throw error;
  }
}

function may(path: string, how: number): boolean {
  try {
    accessSync(path, how);
    return true;
  } catch {
    return false;
  }
}

function writeNew(path: string, bytes: Uint8Array, mode: number, owner?: Owner): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  // Only root may give a file to another; one's own file is one's own already.
  if (owner !== undefined && owner.uid !== process.geteuid?.()) chownSync(path, owner.uid, owner.gid);
  // Last, as a change of owner clears bits, and the mask of new files does not count here.
  chmodSync(path, mode);
}

function syncFolder(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
