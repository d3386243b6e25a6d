/** Work that is done again and again, one time after the other. */
import type { Cancel, Clock } from '@capgate/base';
import type { Stop } from '../../node/carrier.ts';

export interface LoopParts {
  readonly clock: Clock;
  /** From when the last time has ended. */
  readonly delayMs: () => number;
  readonly work: () => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/** Goes on whatever `work` rejects with. */
export function loop({ clock, delayMs, work, onFault }: LoopParts): Stop {
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  let cancel: Cancel | undefined;
  const once = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onFault(error);
    }
    schedule();
  };
  const schedule = (): void => {
    if (!isOver) cancel = clock.schedule(delayMs(), () => (running = once()));
  };
  schedule();
  return async () => {
    isOver = true;
    cancel?.();
    await running;
  };
}

export interface WindowParts extends Omit<LoopParts, 'delayMs' | 'work'> {
  readonly windowMs: number;
  /** How long after its end a window is closed. */
  readonly afterMs: number;
  /** Closes the window that began then. */
  readonly end: (beganMs: number) => Promise<void>;
}

/**
 * Ends each window, aligned to 1970 as all nodes' are. One that was missed, as in a suspended machine, is not made up for:
 * what was done in it counts for the window that is ended next. None is ended twice, also where the clock is set back.
 */
export function windows({ clock, windowMs, afterMs, end, onFault }: WindowParts): Stop {
  const current = (): number => Math.floor((clock.nowMs() - afterMs) / windowMs);
  let ended = current() - 1;
  return loop({
    clock,
    onFault,
    delayMs: () => Math.max(1, (current() + 1) * windowMs + afterMs - clock.nowMs()),
    work: async () => {
      const window = current() - 1;
      if (window <= ended) return;
      ended = window;
      await end(window * windowMs);
    },
  });
}
