/** A clock that ticks: components that use it are drawn once a second. */
import { useSyncExternalStore } from 'react';
import { HOUR_MS, startOfDay } from './times.ts';

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}

/** The beginning of this hour, by UTC: for what is counted by hours. */
export function useHour(): number {
  return useSyncExternalStore(subscribe, () => nowMs - (nowMs % HOUR_MS));
}

/** Midnight of today: whoever shows dates alone is told of another day, and of no second. */
export function useDay(): number {
  return useSyncExternalStore(subscribe, () => startOfDay(nowMs));
}
