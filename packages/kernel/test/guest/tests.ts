/** Suites as tests of vitest: on this kernel, and on those of guests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsProvided, type Skippable } from '@capgate/testing';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { bundle } from './bundle.ts';
import { type GuestCommand, type GuestResult, type Kernel, missingGuest, runInGuest } from './guest.ts';
import { OUTCOMES } from './runner.ts';
import type { Check, Outcome, Suite } from './suite.ts';

/** From power on to off: many times what it takes, as the machine may have much else to do. */
export const GUEST_TIMEOUT_MS = 300_000;

/** How the guest of some suites is. */
export type GuestOptions = Pick<GuestCommand, 'cpus' | 'env' | 'kernelArguments'>;

/** A test on this kernel for each check; `missing`: why none can run here, where none can. */
export function testsHere({ name, before, checks, after }: Suite, missing?: string): void {
  describe('this kernel', () => {
    beforeEach((context) => needsProvided(context, missing));
    if (before && missing === undefined) beforeAll(async () => void (await before()));
    if (after && missing === undefined) afterAll(async () => void (await after()));
    for (const check of checks) test(`${name}: ${check.name}`, () => expectHere(check));
  });
}

async function expectHere({ run }: Check): Promise<void> {
  await run();
}

/**
 * A test for each check of `suites` in a guest, which is booted once for all of them, and one for the guest. Give all
 * suites of a test file in one call: a boot takes most of the time.
 */
export function testsInGuest(kernel: Kernel, suites: readonly Suite[], options: GuestOptions = {}): void {
  let run: Promise<Report> | undefined;
  const report = (context: Skippable): Promise<Report> => {
    needsProvided(context, missingGuest(kernel));
    run ??= runSuites(kernel, suites, options);
    return run;
  };
  describe(`guest ${kernel}`, { timeout: GUEST_TIMEOUT_MS + 10_000 }, () => {
    test('runs its checks to the end', async (context) => expectEnded(await report(context)));
    for (const suite of suites)
      for (const check of suite.checks)
        test(`${suite.name}: ${check.name}`, async (context) => expectHeld(await report(context), suite, check));
  });
}

export interface Report {
  readonly outcomes: readonly Outcome[];
  readonly result: GuestResult;
}

/** Boots a guest and runs all checks of `suites` in it. Throws `GuestError`. */
export async function runSuites(kernel: Kernel, suites: readonly Suite[], options: GuestOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-suites-'));
  try {
    const path = join(folder, 'suites.mjs');
    writeFileSync(path, await bundle(suites));
    const result = await runInGuest({
      ...options,
      kernel,
      command: [process.execPath, path],
      timeoutMs: GUEST_TIMEOUT_MS,
    });
    return { outcomes: outcomesIn(result), result };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function outcomesIn({ files }: GuestResult): Outcome[] {
  const lines = files.get(OUTCOMES)?.toString().split('\n') ?? [];
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Outcome);
}

/** Throws where the process of the checks ended early, or something failed after the last one. */
export function expectEnded({ result }: Report): void {
  if (result.code !== 0) throw new Error(`expected all checks to end with exit code 0, met ${said(result)}`);
}

/** Throws what the check threw in the guest, and where it has no outcome. */
export function expectHeld({ outcomes, result }: Report, suite: Suite, check: Check): void {
  const own = outcomes.filter((outcome) => outcome.suite === suite.name && outcome.check === check.name);
  const [outcome] = own;
  if (outcome === undefined || own.length > 1)
    throw new Error(`expected one outcome of this check, met ${own.length}, ${said(result)}`);
  if (outcome.failure) throw Object.assign(new Error(outcome.failure.message), { stack: outcome.failure.stack });
}

function said({ code, stdout, stderr }: GuestResult): string {
  return `exit code ${code} and the output:\n${stdout}\n${stderr}`;
}
