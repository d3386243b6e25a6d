/** For who is served for longer than a call takes: told at once when what a caller showed counts no more. */
import type { Clock } from '@capgate/base';

/** No answer takes longer than this: what lasts longer needs no timer. */
const ANSWER_MS_MAX = 86_400_000;

export class Endings {
  readonly #clock: Clock;
  /** Who is to be told, by the hash of the secret. */
  readonly #watchers = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `onEnd` once `end` is told of the hash, or its time is over. What is returned calls that off. */
  watch(hash: string, expiresAt: number, onEnd: () => void): () => void {
    const leftMs = expiresAt - this.#clock.nowMs();
    const cancel = leftMs > ANSWER_MS_MAX ? undefined : this.#clock.schedule(Math.max(0, leftMs), onEnd);
    const among = this.#watchers.get(hash) ?? new Set();
    this.#watchers.set(hash, among.add(onEnd));
    return () => {
      cancel?.();
      among.delete(onEnd);
      if (among.size === 0) this.#watchers.delete(hash);
    };
  }

  /** It was revoked, or whoever it belongs to signed out. */
  end(hash: string): void {
    const among = this.#watchers.get(hash) ?? [];
    this.#watchers.delete(hash);
    for (const onEnd of among) onEnd();
  }
}
