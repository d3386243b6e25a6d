/** The token by which the lab is read over HTTP: in a file that its owner alone can read. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { LabError } from '../error.ts';

export interface ReadToken {
  readonly token: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
}

/** What tokens begin with, so that people and scanners know one when they see it. */
const TOKEN_PREFIX = 'cgl_';
const TOKEN_BYTES = 32;
/** Of one that somebody chose: shorter ones can be guessed. */
const TOKEN = /^[!-~]{32,512}$/u;
const FILE_BYTES_MAX = 1_024;

/** The one in the file `path`, which is made with a new one where it is absent. Rejects with `LabError` RUN. */
export async function tokenIn(path: string): Promise<ReadToken> {
  const token = `${TOKEN_PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  try {
    await writeFile(path, `${token}\n`, { flag: 'wx', mode: 0o600 });
    return { token, isNew: true };
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unusable(path, `met ${codeOf(error)}`);
    return { token: await tokenOf(path), isNew: false };
  }
}

/** Rejects with `LabError` RUN. */
export async function tokenOf(path: string): Promise<string> {
  // Neither a link is followed nor a FIFO waited for.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error) => {
    throw unusable(path, `met ${codeOf(error)}`);
  });
  try {
    return await tokenFrom(file, path);
  } finally {
    await file.close();
  }
}

async function tokenFrom(file: FileHandle, path: string): Promise<string> {
  const facts = await file.stat();
  if (!facts.isFile()) throw unusable(path, 'met something that is no file');
  if ((facts.mode & 0o077) !== 0 || facts.uid !== (process.getuid?.() ?? facts.uid)) {
    throw unusable(path, "met one that is not its user's alone; chmod 600 it");
  }
  const { buffer, bytesRead } = await file.read(Buffer.alloc(FILE_BYTES_MAX), 0, FILE_BYTES_MAX, 0);
  const token = buffer.toString('latin1', 0, bytesRead).trimEnd();
  if (TOKEN.test(token)) return token;
  throw unusable(path, 'met another content: 32 to 512 visible characters of ASCII are one');
}

function unusable(path: string, met: string): LabError {
  return new LabError('RUN', `expected a token in ${path}, ${met}`);
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
