/** Writes to the log in the folder that it is given, and says what was promised, until it is killed. */
import { readFileSync, writeSync } from 'node:fs';
import { decodeChain, Keyring } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { keyStoreIn, openNodeLog } from '../node-log.ts';

const [folder = '', keys = ''] = process.argv.slice(2);
const statements = decodeChain(readFileSync(`${keys}/chain.json`));
const keyring = await Keyring.from({ store: keyStoreIn(keys), primitives: nodePrimitives }, statements);
const log = await openNodeLog(folder, keyring, { sealDelayMs: 5, sealCountMax: 700 });

for (let n = 0; ; n++) {
  const burst = Array.from({ length: 50 }, () => log.append('decision', { command: 'npm run build', n }));
  const receipts = await Promise.all(burst);
  // In one write, which is whole in the pipe before this process can be killed in the next.
  writeSync(1, receipts.map(({ index, id }) => `${index} ${id}\n`).join(''));
}
