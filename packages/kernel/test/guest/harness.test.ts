import { existsSync } from 'node:fs';
import { needsProvided } from '@capgate/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import failing, { WRITTEN } from './failing.suite.ts';
import { type GuestCommand, missingGuest, runInGuest } from './guest.ts';
import { hold, runSuites } from './tests.ts';

const kernel = '6.12';
const TIMEOUT_MS = 300_000;

describe('a guest', { timeout: TIMEOUT_MS + 10_000 }, () => {
  beforeEach((context) => needsProvided(context, missingGuest(kernel)));

  test('fails each check that fails in it, by its name, and leaves the host as it was', async () => {
    const report = await runSuites(kernel, [failing], TIMEOUT_MS);
    const seen = failing.checks.map((check) => [check.name, messageOf(() => hold(report, failing, check))]);
    expect(Object.fromEntries(seen)).toEqual({
      holds: expect.stringContaining('exit code 7'),
      throws: expect.stringContaining('1 !== 2'),
      rejects: 'refused later',
      'ends its process': expect.stringContaining('met 0 and exit code 7'),
      'is never reached': expect.stringContaining('met 0 and exit code 7'),
    });
    expect(existsSync(WRITTEN)).toBe(false);
  });

  test('tells code, output and files of its command', async () => {
    const script = 'cat /etc/hostname /none; echo "$WORD" >"$GUEST_OUT/word"; kill -9 $$';
    const result = await run({ command: ['sh', '-c', script], env: { WORD: `it's "quoted" $HOME` } });
    expect(result).toMatchObject({ code: 137, stderr: expect.stringContaining('/none') });
    expect(result.files.get('word')?.toString()).toBe(`it's "quoted" $HOME\n`);
  });

  test('that hangs is stopped at its limit, and says so', async () => {
    const hung = run({ command: ['sleep', '10000'], timeoutMs: 20_000 });
    await expect(hung).rejects.toMatchObject({ code: 'TIMED_OUT', message: expect.stringContaining('20000 ms') });
  });

  test('that dies says so with its console', async () => {
    const dead = run({ command: ['sh', '-c', 'echo begun; echo c >/proc/sysrq-trigger'] });
    await expect(dead).rejects.toMatchObject({ code: 'DIED', message: expect.stringMatching(/sysrq.*begun/isu) });
  });

  test('that does not come up says so with its console', async () => {
    const down = run({ command: ['true'], kernelArguments: ['rdinit=/none'] });
    await expect(down).rejects.toMatchObject({ code: 'DID_NOT_COME_UP', message: expect.stringContaining('panic') });
  });
});

function run(wanted: Partial<GuestCommand> & Pick<GuestCommand, 'command'>) {
  return runInGuest({ kernel, timeoutMs: TIMEOUT_MS, ...wanted });
}

function messageOf(work: () => void): string {
  try {
    work();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
