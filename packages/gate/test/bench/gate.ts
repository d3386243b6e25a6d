/** A gate on the real disk, as a service has it. */
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { encodeChain, Keyring } from '@capgate/keys';
import { FileKeyStore, nodePrimitives } from '@capgate/keys/node';
import { openStore } from '@capgate/store';
import { writeFileSync } from 'node:fs';
import type { Caller } from '../../src/index.ts';
import { Gate, openRecorder, ThreadRecorder } from '../../src/index.ts';

export function benchCaller({ pid, uid }: { pid: number; uid: number }): Caller {
  return { kind: 'service', name: 'bench', tenant: 'default', scopes: ['decide', 'read'], way: 'socket', pid, uid };
}

export async function openGate(folder: string, inThread = true): Promise<Gate> {
  const disk = new NodeDisk();
  const machine = { disk, random: systemRandom, primitives: nodePrimitives };
  const keyStore = new FileKeyStore(`${folder}/keys`, { ...machine, passphrase: async () => undefined });
  await disk.makeFolder(`${folder}/keys`);
  const keyring = await Keyring.create(
    { store: keyStore, primitives: nodePrimitives },
    { name: 'bench.example', algorithms: ['ed25519'], nowMs: Date.now() },
  );
  writeFileSync(`${folder}/keys/chain.json`, encodeChain(keyring.chain.statements));
  const store = { kind: 'sqlite', path: `${folder}/store.db` } as const;
  const options = { logFolder: `${folder}/log`, keys: { kind: 'file', folder: `${folder}/keys` }, store } as const;
  const onFailure = (part: string, error: unknown): void => console.error(part, error);
  const recorder = inThread
    ? await ThreadRecorder.open({
        clock: systemClock,
        random: systemRandom,
        options,
        worker: new URL('../../src/recorder/worker.ts', import.meta.url),
        onFailure,
      })
    : await openRecorder(options, { onFailure });
  return Gate.start({
    ...machine,
    version: 'bench',
    clock: systemClock,
    recorder,
    chain: keyring.chain,
    store: await openStore(store),
    logFolder: `${folder}/log`,
    backupFolder: `${folder}/backups`,
    home: '/home/user',
    platform: 'linux',
    gatePaths: [],
    retentionMs: 1e12,
    onFailure,
  });
}
