/** `capgate fleet issue`. */
import type { DocumentStatus, Issuance } from '@capgate/fleet/run';
import type { Arguments } from '../arguments.ts';
import { MAX_JSON_BYTES, parseDocument } from '../documents.ts';
import { CliError } from '../error.ts';
import { readBytes, readText } from '../files.ts';
import type { Io } from '../io.ts';
import { compileFiles, failedExamples, readPolicyFiles } from '../policy/files.ts';
import { findFleet } from './find.ts';
import { signedAndHandedOn } from './handed-on.ts';
import { needed } from './needed.ts';

const DAY_MS = 86_400_000;
const DAYS_MAX = 3_650;
/** Where it is not said: what is bad now is looked at again. */
const INDICATOR_DAYS = 30;
const REGISTRY_BYTES_MAX = 1 << 20;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { issueDocument } = await findFleet('run');
  const issuance = await issuanceOf(args, io);
  return signedAndHandedOn(args, io, (folder, parts, known) =>
    issueDocument(folder, parts, issuance, versionOf(issuance, known)),
  );
}

/** Of what the hub knows, that whose place the new one takes. */
function versionOf({ kind, tenant, name }: Issuance, known: readonly DocumentStatus[]): number {
  const before = known.find((one) => one.kind === kind && one.tenant === tenant && one.name === name);
  return before?.version ?? 0;
}

async function issuanceOf(args: Arguments, io: Io): Promise<Issuance> {
  const [kind, path] = args.operands as readonly [string, string];
  const days = args.positive('days', DAYS_MAX) ?? (kind === 'indicators' ? INDICATOR_DAYS : undefined);
  const expires = days === undefined ? {} : { expiresMs: Date.now() + days * DAY_MS };
  const whose = { tenant: args.value('tenant') ?? null, ...expires };
  if ((kind === 'policy' || kind === 'indicators') && args.has('name'))
    throw args.misuse(`expected --name for a baseline or a registry alone, met it for ${kind}`);
  switch (kind) {
    case 'policy':
      return { ...whose, kind, value: await policyIn(args, io, path) };
    case 'indicators':
      return { ...whose, kind, value: await documentIn(io, path) };
    case 'baseline':
      return { ...whose, kind, name: needed(args, 'name', 'the kind of agents'), value: await documentIn(io, path) };
    case 'registry':
      return {
        ...whose,
        kind,
        name: needed(args, 'name', 'the name of the registry'),
        bytes: readBytes(io, path, REGISTRY_BYTES_MAX),
      };
    default:
      throw args.misuse('expected indicators, policy, baseline or registry before the file, met another kind');
  }
}

function documentIn(io: Io, path: string): Promise<unknown> {
  return parseDocument(readText(io, path, MAX_JSON_BYTES), path);
}

/** As it is written; no gate would have one in force that fails its own examples. */
async function policyIn(args: Arguments, io: Io, path: string): Promise<unknown> {
  const [failure] = failedExamples(compileFiles(await readPolicyFiles(args, [`organisation=${path}`], io), false));
  if (failure !== undefined) throw new CliError('INPUT', `the policy fails its own examples: ${failure.message}`);
  return documentIn(io, path);
}
