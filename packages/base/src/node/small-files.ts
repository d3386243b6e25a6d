import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import type { SmallFiles } from '../small-files.ts';

// Windows has neither of these, nor what they are for. A link is not followed, and a FIFO is not waited for.
const WARY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Those of the machine. */
export const nodeSmallFiles: SmallFiles = {
  realPath: (path) => unlessRefused(() => realpathSync.native(path)),
  read: (path, bytesMax) => unlessRefused(() => readPlain(path, bytesMax)),
};

function readPlain(path: string, bytesMax: number): Uint8Array | undefined {
  const file = openSync(path, WARY);
  try {
    const stats = fstatSync(file);
    return stats.isFile() && stats.size <= bytesMax ? readUpTo(file, bytesMax) : undefined;
  } finally {
    closeSync(file);
  }
}

/** Undefined where there is more: a file may grow, and some have no size at all. */
function readUpTo(file: number, bytesMax: number): Uint8Array | undefined {
  const bytes = new Uint8Array(bytesMax + 1);
  let length = 0;
  while (length <= bytesMax) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    if (read === 0) return bytes.slice(0, length);
    length += read;
  }
  return undefined;
}

/** Whatever the system refuses: none of it is anybody's but the file's. */
function unlessRefused<Value>(attempt: () => Value): Value | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
