/** Policy files: one for each layer at most. */
import {
  type Action,
  checkExamples,
  compilePolicy,
  createContext,
  decide,
  type ExampleFailure,
  LAYERS,
  type LayerName,
  type Policy,
  type PolicyDocument,
  PolicyError,
  readPolicyDocument,
  tables,
} from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { readText } from '../files.ts';
import type { Io } from '../io.ts';
import { quoted } from '@capgate/base';
import { MAX_JSON_BYTES, parseDocument } from '../documents.ts';

export interface PolicyFile {
  readonly layer: LayerName;
  readonly path: string;
  readonly document: PolicyDocument;
}

/** Where `LAYER=` is left out. */
const DEFAULT_LAYER: LayerName = 'user';

/** A file that was read and is no policy: INPUT. */
export class PolicyFileError extends CliError {
  readonly path: string;
  override readonly cause: PolicyError;

  constructor(path: string, cause: PolicyError) {
    super('INPUT', `${quoted(path)}: ${cause.code}: ${cause.message}`);
    this.path = path;
    this.cause = cause;
  }
}

/** Reads `[LAYER=]FILE…`. Throws `CliError` for files that can't be read, and `PolicyFileError` for their content. */
export async function readPolicyFiles(args: Arguments, names: readonly string[], io: Io): Promise<PolicyFile[]> {
  const located = names.map(locate);
  const twice = LAYERS.find((layer) => located.filter((file) => file.layer === layer).length > 1);
  if (twice !== undefined) throw args.misuse(`expected one policy for layer ${twice}, met several`);
  return Promise.all(
    located.map(async ({ layer, path }) => {
      const value = await parseDocument(readText(io, path, MAX_JSON_BYTES), path);
      return { layer, path, document: documentOf(value, path) };
    }),
  );
}

function documentOf(value: unknown, path: string): PolicyDocument {
  try {
    return readPolicyDocument(value);
  } catch (error) {
    throw error instanceof PolicyError ? new PolicyFileError(path, error) : error;
  }
}

function locate(name: string): { layer: LayerName; path: string } {
  const layer = LAYERS.find((candidate) => name.startsWith(`${candidate}=`));
  return layer === undefined ? { layer: DEFAULT_LAYER, path: name } : { layer, path: name.slice(layer.length + 1) };
}

/** Compiles the layers together; `trustProject` lets the project's file widen what the others say. */
export function compileFiles(files: readonly PolicyFile[], trustProject: boolean): Policy {
  const documents = Object.fromEntries(files.map(({ layer, document }) => [layer, document]));
  const { organisation, user, project } = documents as Partial<Record<LayerName, PolicyDocument>>;
  return compilePolicy(
    {
      ...(organisation && { organisation }),
      ...(user && { user }),
      ...(project && { project: { document: project, trusted: trustProject } }),
    },
    tables,
  );
}

/** Where examples are tried, on every machine: so a policy that holds on one holds on all. */
export const EXAMPLE_PLACE = { workspace: '/workspace', home: '/home/user', platform: 'linux' } as const;

/** The examples that fail. */
export function failedExamples(policy: Policy): readonly ExampleFailure[] {
  const context = createContext(EXAMPLE_PLACE);
  return checkExamples(policy, (action: Action) => {
    decide(action, context);
    return context.assessment;
  });
}

/** The policy that `check` is to apply. Throws `CliError` where it is not sound or fails its own examples. */
export async function policyFrom(args: Arguments, io: Io): Promise<Policy> {
  const policy = compileFiles(await readPolicyFiles(args, args.values('policy'), io), args.has('trust-project'));
  const failure = failedExamples(policy)[0];
  if (failure === undefined) return policy;
  throw new CliError('INPUT', `the policy of layer ${failure.layer} fails its own examples: ${failure.message}`);
}

/** A file as it is named to the user. */
export function nameOf(files: readonly PolicyFile[], layer: LayerName): string {
  return quoted(files.find((file) => file.layer === layer)?.path ?? layer);
}
