/** The key store that the options name: files, or a token. */
import type { KeyStore } from '@capgate/keys';
import { FileKeyStore, Pkcs11KeyStore } from '@capgate/keys/node';
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import type { Machine } from '../machine/machine.ts';
import { pinOf, type Secret } from './secrets.ts';

export interface Vault {
  readonly store: KeyStore;
  /** Where private keys are, for people. */
  readonly place: string;
  close(): void;
}

/** Throws `CliError` USAGE for options that do not fit, `KeyError` for a token that does not answer. */
export async function openVault(
  args: Arguments,
  io: Io,
  { disk, random, primitives }: Machine,
  folder: string,
  passphrase: Secret,
): Promise<Vault> {
  const module = args.value('pkcs11');
  const token = args.value('token');
  if (module === undefined && token === undefined && !args.has('pin-file')) {
    const store = new FileKeyStore(folder, { disk, random, primitives, passphrase: passphrase.give });
    return { store, place: folder, close: () => passphrase.erase() };
  }
  if (module === undefined || token === undefined) throw args.misuse('expected --pkcs11 and --token together, met one');
  const pin = pinOf(args, io);
  try {
    const store = await Pkcs11KeyStore.open({ module, token, pin: pin.give, random, primitives });
    return { store, place: `token ${token}`, close: () => store.close() };
  } finally {
    pin.erase();
  }
}
