/**
 * The thread that watches the one that answers. While nobody answers, no program starts on the whole file system, for
 * anybody: so it ends the listening, and whoever holds sessions ends those.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { endListening } from './calls.ts';
import { BEAT, type WatchdogStart } from './messages.ts';

function watch(port: MessagePort, { listener, nothing, beat, stallMs }: WatchdogStart): void {
  // How long threads take to begin is no stall: nothing is asked about before.
  Atomics.wait(beat, BEAT.rounds, 0);
  let seen = Atomics.load(beat, BEAT.rounds);
  while (Atomics.wait(beat, BEAT.rounds, seen, stallMs) !== 'timed-out') {
    if (Atomics.load(beat, BEAT.isEnding) !== 0) return;
    seen = Atomics.load(beat, BEAT.rounds);
  }
  if (Atomics.load(beat, BEAT.isEnding) !== 0) return;
  endListening(listener, nothing);
  port.postMessage('stalled');
}

if (parentPort !== null) watch(parentPort, workerData as WatchdogStart);
