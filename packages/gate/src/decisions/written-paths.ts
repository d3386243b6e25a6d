/** Paths that one session has written, the oldest forgotten first. */
import { LostPaths } from './lost-paths.ts';

/** So many paths a session, and characters of all of them together; a longer one is kept alone. */
export const PATHS_MAX = 1_000;
export const PATH_CHARACTERS_MAX = 64 << 10;
/** Whoever comes back after so long has somebody else's files before it, too. */
export const PATH_AGE_MS_MAX = 24 * 3_600_000;

export class WrittenPaths {
  /** When each was written last, by a clock that never goes back; the oldest first. */
  readonly #writtenAt = new Map<string, number>();
  #characters = 0;
  /** Those that were too many; what is too old is forgotten for good. */
  #lost: LostPaths | undefined;

  get count(): number {
    return this.#writtenAt.size;
  }

  /** Whether the path may be one that was written and had to make room. */
  mayHaveLost(path: string): boolean {
    return this.#lost?.mayHave(path) === true;
  }

  add(paths: readonly string[], nowMs: number): void {
    for (const path of paths) {
      this.#forget(path);
      this.#writtenAt.set(path, nowMs);
      this.#characters += path.length;
    }
    const isOver = (): boolean => this.count > PATHS_MAX || (this.#characters > PATH_CHARACTERS_MAX && this.count > 1);
    for (const path of this.#drop(isOver)) (this.#lost ??= new LostPaths()).add(path);
  }

  /** The paths that were written in the last day, the oldest first. */
  all(nowMs: number): readonly string[] {
    this.#drop((writtenAt) => writtenAt < nowMs - PATH_AGE_MS_MAX);
    return [...this.#writtenAt.keys()];
  }

  /** Drops the oldest for as long as the condition holds, and says which. */
  #drop(isOver: (writtenAt: number) => boolean): readonly string[] {
    const dropped: string[] = [];
    for (const [path, writtenAt] of this.#writtenAt) {
      if (!isOver(writtenAt)) break;
      this.#forget(path);
      dropped.push(path);
    }
    return dropped;
  }

  #forget(path: string): void {
    if (this.#writtenAt.delete(path)) this.#characters -= path.length;
  }
}
