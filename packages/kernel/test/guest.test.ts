/** What needs a kernel that this machine may not have, in guests. */
import { actProgram } from './enforcement/act.ts';
import commands from './enforcement/commands-lsm.suite.ts';
import lsm from './enforcement/lsm.suite.ts';
import either from './guest/either.suite.ts';
import { KERNELS } from './guest/guest.ts';
import itself from './guest/itself.suite.ts';
import { testsHere, testsInGuest } from './guest/tests.ts';

// Compiled here, where that is fast; guests find it.
actProgram();

testsHere(either);
// Suites of one call share a boot. The kernel takes programs out in its own time: what loads them anew has another.
for (const kernel of KERNELS) {
  testsInGuest(kernel, [itself, either, lsm]);
  testsInGuest(kernel, [commands]);
}
