/** Keeps the socket where it is: what removes it or puts another in its place cuts agents off, or lies to them. */
import { lstatSync } from 'node:fs';

const CHECK_MS = 1_000;

/**
 * Calls `restore` where the file at `path` is no longer the one that was there, and again where it rejects; what is
 * returned ends it. `onFault` is told of a rejection once, until it works again.
 */
export function keepInPlace(
  path: string,
  restore: () => Promise<void>,
  onFault: (error: unknown) => void,
  checkMs = CHECK_MS,
): () => void {
  let inode = inodeOf(path);
  let isRestoring = false;
  let isAway = false;
  const restored = async (): Promise<void> => {
    isRestoring = true;
    try {
      await restore();
      inode = inodeOf(path);
      isAway = false;
    } catch (error) {
      if (!isAway) onFault(error);
      isAway = true;
    }
    isRestoring = false;
  };
  const timer = setInterval(() => {
    if (!isRestoring && (isAway || inodeOf(path) !== inode)) void restored();
  }, checkMs);
  timer.unref();
  return () => clearInterval(timer);
}

function inodeOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ino;
}
