/** `capgate keys new`. */
import { hostname } from 'node:os';
import { AuditLog } from '@capgate/audit';
import { KEYS_PATH } from '@capgate/audit/verify';
import { quoted, readWhole } from '@capgate/base';
import { type Algorithm, CHAIN_BYTES_MAX, currentKey, type KeyChain, Keyring, type KeyStore } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { type Machine, machineOf } from '../machine/machine.ts';
import { keysFolder, logFolder } from '../machine/places.ts';
import { told } from '../machine/told.ts';
import { findChain, whileLocked, writeFirstChain } from './local-chain.ts';
import { newPassphrase } from './secrets.ts';
import { algorithmsOf, verifierKeys } from './shown.ts';
import { openVault, type Vault } from './vault.ts';

const HYBRID: readonly Algorithm[] = ['ed25519', 'ml-dsa-65'];

interface Places {
  readonly keys: string;
  readonly log: string;
}

export function run(args: Arguments, io: Io): Promise<number> {
  return told(() => begin(args, io));
}

async function begin(args: Arguments, io: Io): Promise<number> {
  const machine = machineOf(io);
  const places = { keys: keysFolder(io, args.value('keys')), log: logFolder(io, args.value('log')) };
  const passphrase = newPassphrase(args, io);
  await refuseWhatIsThere(machine, places);
  const vault = await openVault(args, io, machine, places.keys, passphrase);
  try {
    // Where nothing can be locked, no log can be begun: nothing is made then.
    await machine.disk.makeFolder(places.keys);
    const chain = await whileLocked(machine, places.keys, () => made(args, io, machine, vault, places));
    await io.stdout.write(report(chain, machine, vault, places));
    return ExitStatus.OK;
  } finally {
    vault.close();
  }
}

/** Another log is left alone: its keys may be lost here and alive elsewhere. */
async function refuseWhatIsThere(machine: Machine, { keys, log }: Places): Promise<void> {
  if ((await findChain(machine, keys)) !== undefined) {
    throw new CliError(
      'INPUT',
      `expected no chain of keys in ${quoted(keys)}, met one; capgate keys rotate continues it`,
    );
  }
  if ((await readWhole(machine.disk, `${log}/${KEYS_PATH}`, CHAIN_BYTES_MAX)) !== undefined) {
    throw new CliError('INPUT', `expected no log in ${quoted(log)}, met one of other keys; name another with --log`);
  }
}

async function made(args: Arguments, io: Io, machine: Machine, vault: Vault, { keys, log }: Places): Promise<KeyChain> {
  const { store } = vault;
  const name = args.value('name') ?? defaultKeyName();
  const algorithms = await algorithmsFor(args, io, store);
  const parts = { store, primitives: machine.primitives };
  const keyring = await Keyring.create(parts, { name, algorithms, nowMs: machine.clock.nowMs() });
  await writeFirstChain(machine.disk, keys, keyring.chain);
  const open = await AuditLog.open({ ...machine, folder: log, keyring });
  await open.close();
  keyring.close();
  return keyring.chain;
}

export function defaultKeyName(): string {
  return `${hostname()}/capgate`;
}

async function algorithmsFor(args: Arguments, io: Io, store: KeyStore): Promise<readonly Algorithm[]> {
  if (args.has('algorithm')) return args.value('algorithm') === 'ed25519' ? ['ed25519'] : HYBRID;
  return bestAlgorithms(io, store);
}

/** Both, unless one is all there is here. */
export async function bestAlgorithms(io: Io, store: KeyStore): Promise<readonly Algorithm[]> {
  if (HYBRID.every((algorithm) => store.algorithms.includes(algorithm))) return HYBRID;
  await io.stderr.write(
    'capgate: no ML-DSA-65 here (Node has it from 24 on, tokens not yet): the key signs by Ed25519 alone\n',
  );
  return ['ed25519'];
}

function report(chain: KeyChain, { primitives }: Machine, { place }: Vault, { keys, log }: Places): string {
  const key = currentKey(chain);
  const lines = [
    `Fingerprint  ${key.fingerprint}`,
    `Algorithms   ${algorithmsOf(key)}`,
    `Private key  ${quoted(place, 400)}`,
    `Chain        ${quoted(keys, 400)}`,
    `Log          ${quoted(log, 400)}, begun`,
    '',
    'Keep the fingerprint where this machine cannot write: who verifies the log trusts it, and nothing else here.',
    '',
    "For other people's verifiers of signed notes:",
    ...verifierKeys(key, primitives),
  ];
  return `${lines.join('\n')}\n`;
}
