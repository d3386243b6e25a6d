/** What a suite may rely on wherever it runs: its own order, what lies beside it, and modules of machine code. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import koffi from 'koffi';
import type { Suite } from './suite.ts';

const seen: string[] = [];

export default {
  name: 'anywhere',
  url: import.meta.url,
  before: () => seen.push('before'),
  checks: [
    { name: 'what comes before the checks has run', run: () => assert.deepEqual(seen, ['before']) },
    { name: 'a file beside the suite is found', run: findsItsNeighbour },
    { name: 'functions of the C library are called', run: callsC },
  ],
  after: () => assert.deepEqual(seen, ['before']),
} satisfies Suite;

function findsItsNeighbour(): void {
  assert.ok(existsSync(new URL('suite.ts', import.meta.url)));
}

function callsC(): void {
  assert.equal(koffi.load('libc.so.6').func('int getpid()')(), process.pid);
}
