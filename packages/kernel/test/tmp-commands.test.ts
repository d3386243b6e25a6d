import { actProgram } from './enforcement/act.ts';
import commands from './enforcement/commands-lsm.suite.ts';
import { testsInGuest } from './guest/tests.ts';
actProgram();
testsInGuest('6.12', [commands]);
