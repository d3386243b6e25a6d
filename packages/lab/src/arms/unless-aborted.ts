import { LabError } from '../error.ts';

/** What `promise` comes to, or a rejection with `LabError` ARM as soon as `signal` says that nobody waits any more. */
export async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new LabError('ARM', 'expected an answer, met the end of the time for it'));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
