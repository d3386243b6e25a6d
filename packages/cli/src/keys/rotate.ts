/** `capgate keys rotate`. */
import { currentKey, DEFAULT_ROTATION, type KeyChain, type RotationPolicy } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { DAY_MS, timeText } from '../machine/times.ts';
import { told } from '../machine/told.ts';
import { changeChain } from './change.ts';
import { isLogOpen, rotateByService } from './by-service.ts';
import { algorithmsOf, verifierKeys } from './shown.ts';

const DAYS_MAX = 36_500;

export async function run(args: Arguments, io: Io): Promise<number> {
  const rotation = rotationOf(args);
  const chain = await told(async () =>
    (await isLogOpen(args, io))
      ? rotateByService(args, io, rotation)
      : changeChain(args, io, { rotation, make: (keyring, nowMs) => keyring.rotate(nowMs) }),
  );
  await io.stdout.write(report(chain, io));
  return ExitStatus.OK;
}

function rotationOf(args: Arguments): RotationPolicy {
  const { lifetimeMs, overlapMs } = DEFAULT_ROTATION;
  const policy = {
    lifetimeMs: args.has('lifetime-days') ? args.integer('lifetime-days', DAYS_MAX) * DAY_MS : lifetimeMs,
    overlapMs: args.has('overlap-days') ? args.integer('overlap-days', DAYS_MAX) * DAY_MS : overlapMs,
  };
  if (policy.lifetimeMs > 0) return policy;
  throw args.misuse('expected a lifetime of at least one day, met 0');
}

function report(chain: KeyChain, io: Io): string {
  const key = currentKey(chain);
  const before = chain.keys.at(-2);
  const lines = [
    `New key      ${key.fingerprint}`,
    `Algorithms   ${algorithmsOf(key)}`,
    `Expires      ${timeText(key.expiresMs)}`,
    `Replaces     ${before?.fingerprint ?? ''}`,
    `Both sign    until ${timeText(before?.overlapUntilMs ?? 0)}`,
    '',
    'Who trusts an earlier fingerprint need not change it: the chain leads from it to the new key.',
    '',
    "For other people's verifiers of signed notes:",
    ...verifierKeys(key, machineOf(io).primitives),
  ];
  return `${lines.join('\n')}\n`;
}
