/** What needs a kernel that this machine may not have, in guests. */
import { KERNELS } from './guest/guest.ts';
import itself from './guest/itself.suite.ts';
import { testsInGuest } from './guest/tests.ts';

// All suites in one call: they share a boot.
for (const kernel of KERNELS) testsInGuest(kernel, [itself]);
