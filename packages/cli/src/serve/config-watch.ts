/** Notices that the configuration's file has changed, also where an editor or a deployment replaces it by another. */
import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';

/** How long nothing must happen in the folder: who writes a file writes it in pieces. */
const QUIET_MS = 250;

export interface WatchParts {
  /** An absolute path. */
  readonly path: string;
  /** SHA-256 of what the file held when it was read, in hexadecimal digits. */
  readonly digest: string | undefined;
  readonly onChange: () => void;
  /** Told where the folder cannot be watched any more. */
  readonly onEnd: (error: unknown) => void;
}

/**
 * Watches the folder, since a watched file is lost once another takes its place, and compares what the file holds, since
 * links may lead to it. What is returned ends it.
 */
export function watchConfig({ path, digest, onChange, onEnd }: WatchParts): () => void {
  let seen = digest;
  const look = (): void => {
    const now = contentHash(path);
    if (now === seen) return;
    seen = now;
    onChange();
  };
  // Once without any event: it may have changed since it was read.
  const timer = setTimeout(look, QUIET_MS);
  const watcher = watching(path, onEnd, () => timer.refresh());
  return () => {
    clearTimeout(timer);
    watcher?.close();
  };
}

function watching(path: string, onEnd: (error: unknown) => void, onEvent: () => void): FSWatcher | undefined {
  try {
    return watch(dirname(path), { persistent: false }, onEvent).on('error', onEnd);
  } catch (error) {
    onEnd(error);
    return undefined;
  }
}

/** Undefined where it cannot be read. */
function contentHash(path: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return undefined;
  }
}
