/** What rulings and errors come to among many answers, and when they may leave. */
import type { Ruling } from '../decisions/decider.ts';
import { GateError } from '../error.ts';
import { problemOf } from './problem.ts';

/** What one of many came to, where it erred. */
export function errorText(error: unknown): string {
  const { code, detail: message } = problemOf(error);
  return JSON.stringify({ error: { code, message } });
}

/** Resolves once the answer may leave. Throws `GateError` UNAVAILABLE where its record did not reach the disk. */
export async function whenLogged({ before }: Ruling): Promise<void> {
  try {
    await before;
  } catch {
    throw new GateError('UNAVAILABLE', 'expected a log that takes records, met one that does not work; ask again');
  }
}
