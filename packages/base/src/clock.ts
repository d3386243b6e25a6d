/** Time, as it comes in from outside. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC, whole. It may jump, also backwards. */
  nowMs(): number;
  /** Milliseconds since some fixed moment; never goes back. For durations. */
  monotonicMs(): number;
  /** Calls `callback` once, no sooner than in `delayMs`; what is returned cancels it. */
  schedule(delayMs: number, callback: () => void): Cancel;
}

export type Cancel = () => void;
