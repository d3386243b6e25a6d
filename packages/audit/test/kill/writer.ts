/** Writes to the log in the folder that it is given, and says what was promised, until it is killed. */
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { Keyring } from '@capgate/keys';
import { FileKeyStore, nodePrimitives } from '@capgate/keys/node';
import { readFileSync, writeSync } from 'node:fs';
import { AuditLog } from '../../src/index.ts';

const [folder = '', keys = ''] = process.argv.slice(2);
const disk = new NodeDisk();
const store = new FileKeyStore(keys, {
  disk,
  random: systemRandom,
  primitives: nodePrimitives,
  passphrase: async () => undefined,
});
const statements = JSON.parse(readFileSync(`${keys}/chain.json`, 'utf8')) as string[];
const keyring = await Keyring.from({ store, primitives: nodePrimitives }, statements);
const log = await AuditLog.open({
  folder,
  disk,
  clock: systemClock,
  random: systemRandom,
  primitives: nodePrimitives,
  keyring,
  options: { sealDelayMs: 5, sealCountMax: 700 },
});

for (let n = 0; ; n++) {
  const burst = Array.from({ length: 50 }, () => log.append('decision', { command: 'npm run build', n }));
  const receipts = await Promise.all(burst);
  // In one write, which is whole in the pipe before this process can be killed in the next.
  writeSync(1, receipts.map(({ index, id }) => `${index} ${id}\n`).join(''));
}
