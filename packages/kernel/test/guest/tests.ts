/** Suites as tests of vitest: on this kernel, and on those of guests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsProvided } from '@capgate/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { bundle } from './bundle.ts';
import { type GuestResult, type Kernel, missingGuest, runInGuest } from './guest.ts';
import { OUTCOMES } from './runner.ts';
import type { Check, Outcome, Suite } from './suite.ts';

/** From power on to off, on a machine with much else to do. */
const GUEST_TIMEOUT_MS = 300_000;

/** A test on this kernel for each check. */
export function testsHere(suite: Suite): void {
  describe(suite.name, () => {
    if (suite.before) beforeAll(async () => void (await suite.before?.()));
    if (suite.after) afterAll(async () => void (await suite.after?.()));
    test.each(suite.checks)('$name', async ({ run }) => void (await run()));
  });
}

/**
 * A test for each check of `suites` in a guest, which is booted once for all of them. Give all suites of a test file in
 * one call: a boot takes most of the time.
 */
export function testsInGuest(kernel: Kernel, suites: readonly Suite[]): void {
  let run: Promise<Report> | undefined;
  describe(`guest ${kernel}`, { timeout: GUEST_TIMEOUT_MS + 10_000 }, () => {
    for (const suite of suites)
      describe(suite.name, () => {
        test.for(suite.checks)('$name', async (check, context) => {
          needsProvided(context, missingGuest(kernel));
          run ??= runSuites(kernel, suites);
          hold(await run, suite, check);
        });
      });
  });
}

export interface Report {
  readonly outcomes: readonly Outcome[];
  readonly result: GuestResult;
}

/** Boots a guest and runs all checks of `suites` in it, at most `timeoutMs`. Throws `GuestError`. */
export async function runSuites(
  kernel: Kernel,
  suites: readonly Suite[],
  timeoutMs: number = GUEST_TIMEOUT_MS,
): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-suites-'));
  try {
    const path = join(folder, 'suites.mjs');
    writeFileSync(path, await bundle(suites));
    const result = await runInGuest({ kernel, command: [process.execPath, path], timeoutMs });
    return { outcomes: outcomesIn(result), result };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function outcomesIn({ files }: GuestResult): Outcome[] {
  const lines = files.get(OUTCOMES)?.toString().split('\n') ?? [];
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Outcome);
}

/** Throws what the check threw in the guest, and where it or its suite came to no end. */
export function hold({ outcomes, result }: Report, suite: Suite, check: Check): void {
  const own = outcomes.filter((outcome) => outcome.suite === suite.name && outcome.check === check.name);
  const [outcome] = own;
  const rest = `its output:\n${result.stdout}\n${result.stderr}`;
  if (outcome === undefined || own.length > 1)
    throw new Error(`expected one outcome of this check, met ${own.length} and exit code ${result.code}; ${rest}`);
  if (outcome.failure) throw Object.assign(new Error(outcome.failure.message), { stack: outcome.failure.stack });
  if (result.code !== 0)
    throw new Error(`expected all checks to come to an end, met exit code ${result.code}; ${rest}`);
}
