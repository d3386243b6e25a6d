import { existsSync } from 'node:fs';
import { needsProvided } from '@capgate/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import failing, { WRITTEN } from './failing.suite.ts';
import { type GuestCommand, missingGuest, runInGuest } from './guest.ts';
import { expectEnded, expectHeld, GUEST_TIMEOUT_MS, runSuites } from './tests.ts';

const kernel = '6.12';

describe('a guest', { timeout: GUEST_TIMEOUT_MS + 10_000 }, () => {
  beforeEach((context) => needsProvided(context, missingGuest(kernel)));

  test('fails each check that fails in it, by its name, and leaves the host as it was', async () => {
    const report = await runSuites(kernel, [failing], {});
    const seen = failing.checks.map((check) => [check.name, messageOf(() => expectHeld(report, failing, check))]);
    expect(Object.fromEntries(seen)).toEqual({
      holds: '',
      throws: expect.stringContaining('1 !== 2'),
      rejects: 'refused later',
      'ends its process': expect.stringContaining('met 0, exit code 7'),
      'is never reached': expect.stringContaining('met 0, exit code 7'),
    });
    expect(messageOf(() => expectEnded(report))).toContain('exit code 7');
    expect(existsSync(WRITTEN)).toBe(false);
  });

  test('tells code, output and files of its command', async () => {
    const script = 'nproc; cat /none; echo "$WORD" >"$GUEST_OUT/word"; kill -9 $$';
    const result = await run({ command: ['sh', '-c', script], env: { WORD: `it's "quoted" $HOME` }, cpus: 2 });
    expect(result).toMatchObject({ code: 137, stdout: '2\n', stderr: expect.stringContaining('/none') });
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

test('a guest that cannot be is named with what is missing', () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(missingGuest(kernel)).toMatch(/^(qemu-system-x86_64 is not on PATH; `sudo|guest kernels are for Linux)/u);
  vi.unstubAllEnvs();
});

function run(wanted: Partial<GuestCommand> & Pick<GuestCommand, 'command'>) {
  return runInGuest({ kernel, timeoutMs: GUEST_TIMEOUT_MS, ...wanted });
}

function messageOf(work: () => void): string {
  try {
    work();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
