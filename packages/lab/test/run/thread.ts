/** The worker thread of the suites: as the lab's own, with their arms. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerData } from '../../src/run/protocol.ts';
import { serve } from '../../src/run/serve.ts';
import { openTestArm } from './arms.ts';

if (parentPort !== null) await serve(parentPort, workerData as WorkerData, openTestArm);
