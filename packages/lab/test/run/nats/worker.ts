/** A worker of the suites: works on the experiment of this hash, at the server of this address, until it is over. */
import { writeSync } from 'node:fs';
import { work } from '../../../src/run/work.ts';
import { thread } from '../harness.ts';

const [address = '', hash = '', folder = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
try {
  const ending = await work({
    address,
    hash,
    folder,
    variables: process.env,
    thread,
    signal: stop.signal,
    onWait: () => writeSync(1, 'waiting\n'),
  });
  writeSync(1, `${ending.kind}\n`);
} catch (error) {
  writeSync(1, `${String(error)}\n`);
  process.exitCode = 1;
}
