import type { ThreadStart } from './seat.ts';

/** The lab's own program of worker threads: beside where the bundle lies; or among the sources, where our packages are found by a condition. */
export const OWN_THREAD: ThreadStart = import.meta.url.endsWith('.ts')
  ? { url: new URL('./thread.ts', import.meta.url), execArgv: ['--conditions=@capgate/source'] }
  : { url: new URL('./thread.js', import.meta.url) };
