/** The key that a verification trusts. */
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { findChain } from '../keys/local-chain.ts';
import type { Machine } from '../machine/machine.ts';
import { keysFolder } from '../machine/places.ts';
import { quoted } from '@capgate/base';

export interface Anchor {
  readonly fingerprint: string;
  /** Whether it was named; else it is this machine's first. */
  readonly isGiven: boolean;
}

/** `--key`, whole: the first digits of a fingerprint can be had for another key too. Else the first key of this machine. */
export async function anchorOf(args: Arguments, io: Io, machine: Machine): Promise<Anchor> {
  const given = args.value('key');
  if (given !== undefined) {
    if (/^[0-9a-f]{64}$/u.test(given)) return { fingerprint: given, isGiven: true };
    throw args.misuse(`expected the 64 hexadecimal digits of a fingerprint for --key, met ${quoted(given)}`);
  }
  const folder = keysFolder(io, args.value('keys'));
  const first = (await findChain(machine, folder))?.keys[0];
  if (first !== undefined) return { fingerprint: first.fingerprint, isGiven: false };
  throw args.misuse(`expected --key FINGERPRINT or a chain of keys in ${quoted(folder)}, met neither`);
}

/** What trusting it is worth. */
export function anchorText({ fingerprint, isGiven }: Anchor): string {
  return isGiven ? fingerprint : `${fingerprint} (not named by --key: this machine's word for its own log)`;
}
