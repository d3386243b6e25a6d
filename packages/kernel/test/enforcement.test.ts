/** Tiers on this machine's kernel. */
import commands from './enforcement/commands-trace.suite.ts';
import trace from './enforcement/trace.suite.ts';
import { testsHere } from './guest/tests.ts';

const missing = process.getuid?.() === 0 ? undefined : 'root alone loads programs into the kernel';
testsHere(trace, missing);
testsHere(commands, missing);
