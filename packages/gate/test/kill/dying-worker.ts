/** A thread of the log that takes what it is sent, and ends without an answer. */
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', () => process.exit(1));
parentPort?.postMessage({ type: 'open', lastMs: 0 }, []);
