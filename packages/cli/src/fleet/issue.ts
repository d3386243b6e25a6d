/** `capgate fleet issue`. */
import type { Issuance } from '@capgate/fleet/run';
import type { Arguments } from '../arguments.ts';
import { MAX_JSON_BYTES, parseDocument } from '../documents.ts';
import { readBytes, readText } from '../files.ts';
import type { Io } from '../io.ts';
import { findFleet } from './find.ts';
import { handedOn } from './handed-on.ts';
import { needed } from './needed.ts';

const DAY_MS = 86_400_000;
const DAYS_MAX = 3_650;
/** Where it is not said: what is bad now is looked at again. */
const INDICATOR_DAYS = 30;
const REGISTRY_BYTES_MAX = 1 << 20;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { issueDocument } = await findFleet('run');
  const issuance = await issuanceOf(args, io);
  return handedOn(args, io, (folder, parts) => issueDocument(folder, parts, issuance));
}

async function issuanceOf(args: Arguments, io: Io): Promise<Issuance> {
  const [kind, path] = args.operands as readonly [string, string];
  const days = args.positive('days', DAYS_MAX) ?? (kind === 'indicators' ? INDICATOR_DAYS : undefined);
  const expires = days === undefined ? {} : { expiresMs: Date.now() + days * DAY_MS };
  const whose = { tenant: args.value('tenant') ?? null, ...expires };
  const name = (what: string): { name: string } => ({ name: needed(args, 'name', what) });
  const value = (): Promise<unknown> => parseDocument(readText(io, path, MAX_JSON_BYTES), path);
  switch (kind) {
    case 'indicators':
    case 'policy':
      return { ...whose, kind, value: await value() };
    case 'baseline':
      return { ...whose, kind, ...name('the kind of agents'), value: await value() };
    case 'registry':
      return { ...whose, kind, ...name('its name'), bytes: readBytes(io, path, REGISTRY_BYTES_MAX) };
    default:
      throw args.misuse('expected indicators, policy, baseline or registry before the file, met another kind');
  }
}
