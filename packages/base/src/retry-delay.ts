/** How long to wait before something is sent again that nobody took. */
export interface RetryDelay {
  /** Which try failed, from 1. */
  readonly tries: number;
  /** The bound on the first delay; each try doubles it. */
  readonly firstMs: number;
  /** The header `retry-after` of the answer, where there was one; seconds count, dates do not. */
  readonly retryAfter?: string | null | undefined;
  /** From 0 and below 1. */
  readonly random: () => number;
}

const DELAY_MS_MAX = 60_000;

/**
 * Any time up to a bound that doubles (full jitter: M. Brooker, Exponential backoff and jitter, 2015), after what the
 * answer asks for; a minute at most.
 */
export function retryDelayMs({ tries, firstMs, retryAfter, random }: RetryDelay): number {
  const askedMs = /^\d{1,6}$/u.test(retryAfter ?? '') ? 1_000 * Number(retryAfter) : 0;
  return Math.min(DELAY_MS_MAX, askedMs + random() * Math.min(DELAY_MS_MAX, firstMs * 2 ** (tries - 1)));
}
