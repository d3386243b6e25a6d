/** Applies decisions to the store at the path that it is given, and says up to which, until it is killed. */
import { writeSync } from 'node:fs';
import { openStore } from '../../src/index.ts';
import { decision, record } from '../harness.ts';

const LOG = 'log.example';
const [path = '', batch = '1'] = process.argv.slice(2);
const store = await openStore({ kind: 'sqlite', path });

for (;;) {
  const next = ((await store.position(LOG)) ?? -1) + 1;
  const records = Array.from({ length: Number(batch) }, (_, i) => record(next + i, 'decision', decision()));
  await store.apply(LOG, records);
  // In one write, which is whole in the pipe before this process can be killed in the next.
  writeSync(1, `${next + records.length - 1}\n`);
}
