/** Tiers on this machine's kernel. */
import { needsProvided } from '@capgate/testing';
import { test } from 'vitest';
import trace from './enforcement/trace.suite.ts';
import { testsHere } from './guest/tests.ts';

if (process.getuid?.() === 0) testsHere(trace);
// oxlint-disable-next-line vitest/expect-expect -- it says what is not tested here, and why
else test(trace.name, (context) => needsProvided(context, 'root alone loads programs into the kernel'));
