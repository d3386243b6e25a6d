/** Keeps the socket where it is: what removes it or puts another in its place cuts agents off, or lies to them. */
import { lstatSync } from 'node:fs';

const CHECK_MS = 1_000;

/** Calls `restore` where the file at `path` is no longer the one that was there; what is returned ends it. */
export function keepInPlace(path: string, restore: () => Promise<void>): () => void {
  let inode = inodeOf(path);
  let isRestoring = false;
  const timer = setInterval(() => {
    if (isRestoring || inodeOf(path) === inode) return;
    isRestoring = true;
    void restore().finally(() => {
      inode = inodeOf(path);
      isRestoring = false;
    });
  }, CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function inodeOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ino;
}
