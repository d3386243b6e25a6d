/** `capgate keys revoke`. */
import { type ChainKey, type KeyChain, KeyError } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { told } from '../machine/told.ts';
import { clipped, quoted } from '@capgate/base';
import { changeChain } from './change.ts';

/** Fewer digits are too easily those of another key. */
const DIGITS_MIN = 8;

export async function run(args: Arguments, io: Io): Promise<number> {
  const reason = args.value('reason') ?? '';
  if (reason === '') throw args.misuse('expected --reason TEXT, which the log keeps for good, met none');
  const digits = args.operands[0] ?? '';
  if (!/^[0-9a-f]+$/u.test(digits) || digits.length < DIGITS_MIN) {
    throw args.misuse(`expected at least ${DIGITS_MIN} hexadecimal digits of a fingerprint, met ${quoted(digits)}`);
  }
  let fingerprint = '';
  await told(() =>
    changeChain(args, io, {
      make: async (keyring, nowMs) => {
        ({ fingerprint } = meant(keyring.chain, digits));
        await keyring.revoke(fingerprint, nowMs, reason);
      },
    }),
  );
  await io.stdout.write(`Revoked  ${fingerprint}\nReason   ${clipped(reason)}\n`);
  return ExitStatus.OK;
}

function meant({ keys }: KeyChain, digits: string): ChainKey {
  const [key, another] = keys.filter(({ fingerprint }) => fingerprint.startsWith(digits));
  if (key !== undefined && another === undefined) return key;
  const met = key === undefined ? 'none' : 'several';
  throw new KeyError(
    'NOT_FOUND',
    `expected one key of the chain to begin with ${digits}, met ${met}; see capgate keys show`,
  );
}
