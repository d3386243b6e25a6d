/** Tiers on this machine's kernel. */
import commands from './enforcement/commands-trace.suite.ts';
import notify from './enforcement/notify.suite.ts';
import trace from './enforcement/trace.suite.ts';
import { testsHere } from './guest/tests.ts';

const isRoot = process.getuid?.() === 0;
const missing = isRoot ? undefined : 'root alone loads programs into the kernel';

testsHere(trace, missing);
testsHere(commands, missing);
testsHere(notify, isRoot ? undefined : 'root alone does all that is tried here without a session');
