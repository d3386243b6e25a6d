/** Daily work under the masks of its verdicts: by tracepoints on this kernel, by the hooks of security modules in a guest. */
import { needsProgram } from '@capgate/testing';
import { expect, it } from 'vitest';
import { testsHere, testsInGuest } from '../guest/tests.ts';
import files from './everyday-lsm-files.suite.ts';
import git from './everyday-lsm-git.suite.ts';
import system from './everyday-lsm-system.suite.ts';
import trace from './everyday-trace.suite.ts';

testsHere(trace, process.getuid?.() === 0 ? undefined : 'root alone loads programs into the kernel');
// A boot each, as emulation takes a minute or two for these, and many for languages and npm, which are left out there.
for (const suite of [git, files, system]) testsInGuest('6.12', [suite]);

const PROGRAMS =
  'bash git python3 gcc make perl curl wget jq sqlite3 zip unzip bzip2 xz zstd bc file patch xxd column lsof openssl ssh-keygen gpg strace script npm';

it.runIf(process.platform === 'linux')('the programs of these lines are there', (context) => {
  for (const program of PROGRAMS.split(' ')) expect(needsProgram(context, program)).toMatch(/^\//u);
});

it('the lines are many, and no two are the same', () => {
  expect(new Set(trace.checks.map(({ name }) => name)).size).toBe(trace.checks.length);
  expect(trace.checks.length).toBeGreaterThanOrEqual(200);
});
