/** The place of the socket: nobody else's, and no gate's that still answers. */
import { chmodSync, lstatSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { GateError } from '../error.ts';

/** The longest path that a unix socket can have: unix(7). */
const PATH_BYTES_MAX = 107;
const PRIVATE_FOLDER = 0o700;
const OTHERS_WRITE = 0o022;

/**
 * Makes the folder and clears a socket away that nobody answers at. Throws `GateError` STATE where a gate does, or where
 * others could put a socket of theirs in its place.
 */
export async function clearPlace(path: string): Promise<void> {
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) {
    throw new GateError('REQUEST', `expected a socket path of at most ${PATH_BYTES_MAX} bytes, met a longer one`);
  }
  ensureFolder(path);
  const isFile = lstatSync(path, { throwIfNoEntry: false })?.isSocket() === false;
  if (isFile) {
    throw new GateError(
      'STATE',
      `expected a socket or nothing at ${path}, met another file; move it, or name another path`,
    );
  }
  if (await answers(path)) {
    throw new GateError(
      'STATE',
      `expected no other gate at ${path}, met one that answers; end it, or name another path`,
    );
  }
  rmSync(path, { force: true });
}

/** Throws `GateError` STATE where others could put something in the socket's place. */
export function ensureFolder(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const { mode, uid } = statSync(folder);
  if (uid === process.getuid?.() && (mode & OTHERS_WRITE) === 0) return;
  throw new GateError('STATE', `expected the folder ${folder} to be this user's and closed to others' changes`);
}

/** What these say is that nobody listens; anything else, as of a gate too busy to take a connection, is no proof of it. */
const NOBODY: readonly unknown[] = ['ECONNREFUSED', 'ENOENT'];

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(!NOBODY.includes(error.code)));
  });
}

/** Open to this user alone, or to all whose user ids are checked then. */
export function setMode(path: string, isShared: boolean): void {
  chmodSync(path, isShared ? 0o666 : 0o600);
}
