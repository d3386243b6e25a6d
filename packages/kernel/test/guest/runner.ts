/** Runs suites in a guest, where there is no vitest: it would take longer to load than they take to run. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Outcome, Suite } from './suite.ts';

/** The file in GUEST_OUT with an outcome a line; it grows with each check. */
export const OUTCOMES = 'outcomes.jsonl';

/** Of one check; far more than any takes, so that one that hangs doesn't take the others' time. */
const CHECK_TIMEOUT_MS = 60_000;

/** Runs all of `suites`, one check after the other, and ends the process. */
export async function runAll(suites: readonly Suite[]): Promise<void> {
  const path = join(process.env['GUEST_OUT'] ?? '', OUTCOMES);
  for (const suite of suites) await runSuite(suite, (outcome) => appendFileSync(path, `${JSON.stringify(outcome)}\n`));
  // Whatever a check left open would keep it.
  process.exit(0);
}

async function runSuite(suite: Suite, report: (outcome: Outcome) => void): Promise<void> {
  const ready = prepared(suite);
  for (const check of suite.checks) {
    // Where the guest dies, this is the last that is seen of it.
    console.log(`${suite.name}: ${check.name}`);
    report(await outcomeOf(suite, check, ready));
  }
  await suite.after?.();
}

async function prepared({ before }: Suite): Promise<void> {
  await before?.();
}

async function outcomeOf(suite: Suite, check: Check, ready: Promise<void>): Promise<Outcome> {
  const start = performance.now();
  const outcome = () => ({ suite: suite.name, check: check.name, durationMs: performance.now() - start });
  try {
    await inTime(ready.then(() => check.run()));
    return outcome();
  } catch (error) {
    return { ...outcome(), failure: failureOf(error) };
  }
}

function inTime(work: Promise<unknown>): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`expected an end within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function failureOf(error: unknown): { message: string; stack: string } {
  if (error instanceof Error) return { message: error.message, stack: error.stack ?? '' };
  return { message: String(error), stack: '' };
}
