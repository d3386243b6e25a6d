/** The token of `capgate mcp --http`: in a file for its owner alone, made where there is none. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { folderOf, fromUtf8, quoted, readWhole, replaceWhole, utf8 } from '@capgate/base';
import { NodeDisk } from '@capgate/base/node';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import { stateFolder } from '../machine/places.ts';
import { told } from '../machine/told.ts';

const TOKEN_BYTES = 32;
const FILE_BYTES_MAX = 1_024;
/** Not fewer than 256 bits in hexadecimal, or in base64. */
const TOKEN = /^[\w.~+/=-]{43,512}$/u;

/** Throws `CliError`: FILE where the file cannot be had, INPUT where it holds no token. */
export function tokenIn(io: Io, named: string | undefined): Promise<{ readonly token: string; readonly path: string }> {
  return told(async () => {
    const disk = new NodeDisk();
    const path = named === undefined ? `${stateFolder(io)}/mcp/token` : resolve(io.cwd, named);
    const bytes = await readWhole(disk, path, FILE_BYTES_MAX);
    if (bytes === undefined) {
      const token = randomBytes(TOKEN_BYTES).toString('hex');
      await disk.makeFolder(folderOf(path));
      await replaceWhole(disk, path, utf8(`${token}\n`));
      return { token, path };
    }
    const token = fromUtf8(bytes)?.trim() ?? '';
    if (TOKEN.test(token)) return { token, path };
    throw new CliError('INPUT', `expected a token of 43 to 512 characters in ${quoted(path, 400)}, met something else`);
  });
}
