/** What runs in a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { openArm } from '../arms/open-arm.ts';
import type { WorkerData } from './protocol.ts';
import { serve } from './serve.ts';

if (parentPort !== null) await serve(parentPort, workerData as WorkerData, openArm);
