/** Checks that do not hold, for the test that says so: a guest whose failures nobody sees would prove nothing. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { Suite } from './suite.ts';

export const WRITTEN = '/written-by-a-failing-suite';

export default {
  name: 'failing',
  url: import.meta.url,
  checks: [
    { name: 'holds', run: () => writeFileSync(WRITTEN, 'x') },
    { name: 'throws', run: () => assert.equal(1, 2) },
    { name: 'rejects', run: () => Promise.reject(new Error('refused later')) },
    { name: 'ends its process', run: () => process.exit(7) },
    { name: 'is never reached', run: () => undefined },
  ],
} satisfies Suite;
