/** Waiting for what nobody tells of. */
import { setTimeout } from 'node:timers/promises';

const PAUSE_MS = 100;

/** Whether it came to hold within the time; looked at every tenth of a second. */
export async function until(holds: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > endMs) return false;
    await setTimeout(PAUSE_MS);
  }
  return true;
}
