/** The tier for kernels that take no programs of ours, on this machine's kernel. */
import fanotify from './enforcement/fanotify.suite.ts';
import { testsHere } from './guest/tests.ts';

testsHere(fanotify);
