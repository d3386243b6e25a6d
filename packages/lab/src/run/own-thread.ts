import { ownProgram } from '../own-program.ts';
import type { ThreadStart } from './seat.ts';

/** The lab's own program of worker threads. */
export const OWN_THREAD: ThreadStart = ownProgram('run/thread');
