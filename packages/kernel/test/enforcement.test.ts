/** Tiers on this machine's kernel. */
import trace from './enforcement/trace.suite.ts';
import { testsHere } from './guest/tests.ts';

testsHere(trace, process.getuid?.() === 0 ? undefined : 'root alone loads programs into the kernel');
