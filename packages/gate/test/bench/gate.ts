/** A gate on the real disk, as a service has it. */
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { Keyring } from '@capgate/keys';
import { FileKeyStore, nodePrimitives } from '@capgate/keys/node';
import type { Store } from '@capgate/store';
import type { Caller } from '../../src/index.ts';
import { Gate } from '../../src/index.ts';

export function benchCaller({ pid, uid }: { pid: number; uid: number }): Caller {
  return { kind: 'service', name: 'bench', tenant: 'default', scopes: ['decide', 'read'], way: 'socket', pid, uid };
}

export async function openGate(folder: string): Promise<Gate> {
  const disk = new NodeDisk();
  const machine = { disk, random: systemRandom, primitives: nodePrimitives };
  const keyStore = new FileKeyStore(`${folder}/keys`, { ...machine, passphrase: async () => undefined });
  await disk.makeFolder(`${folder}/keys`);
  const keyring = await Keyring.create(
    { store: keyStore, primitives: nodePrimitives },
    { name: 'bench.example', algorithms: ['ed25519'], nowMs: Date.now() },
  );
  let position = -1;
  const store = {
    position: async () => position,
    applyEncoded: async (_: string, first: number, entries: readonly Uint8Array[]) => {
      position = first + entries.length - 1;
    },
    startState: async () => ({
      tenants: [],
      policies: [],
      registries: [],
      tokens: [],
      pauses: [],
      pendingApprovals: [],
      standingApprovals: [],
    }),
    policyVersions: async () => ({ items: [] }),
  } as unknown as Store;
  return Gate.start({
    ...machine,
    version: 'bench',
    clock: systemClock,
    keyring,
    store,
    logFolder: `${folder}/log`,
    backupFolder: `${folder}/backups`,
    home: '/home/user',
    platform: 'linux',
    gatePaths: [],
    onFailure: (part, error) => console.error(part, error),
  });
}
