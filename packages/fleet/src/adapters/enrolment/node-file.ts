/** What a node keeps of its place in the fleet, beside its keys. No secret is in it. */
import {
  type Canonical,
  CanonicalError,
  decodeCanonical,
  encodeCanonical,
  readWhole,
  replaceWhole,
} from '@capgate/base';
import { fingerprint, type SigningKey, STATEMENT_LENGTH_MAX } from '@capgate/keys';
import { Type } from 'typebox';
import { type Trusted, trustedIn, TrustedSchema, trustedValue } from '../../enrolment/messages.ts';
import { checkMembership, type FleetNode } from '../../enrolment/node.ts';
import { FleetError } from '../../error.ts';
import { CLOSED, formOf, wholeOf } from '../../forms.ts';
import { type EnrolmentParts, keysIn, NODE_FILE, textIn, TLS_FILE, TLS_FILE_BYTES_MAX } from './parts.ts';
import { readTlsFile, type TlsFile } from './tls-key.ts';

const FORM = 'capgate node v1';
const BYTES_MAX = 1 << 20;

export interface NodeFile {
  /** Where it has enrolled, and asks for its next certificate. */
  readonly host: string;
  readonly port: number;
  /** The node, as the enrolment says it. */
  readonly node: FleetNode;
  readonly enrolment: string;
  readonly trusted: Trusted;
}

const nodeForm = formOf(
  Type.Object(
    {
      form: Type.Literal(FORM),
      host: Type.String({ maxLength: 253 }),
      port: wholeOf(1, 65_535),
      enrolment: Type.String({ maxLength: STATEMENT_LENGTH_MAX }),
      trusted: TrustedSchema,
    },
    CLOSED,
  ),
  'the file of a node',
);

/**
 * What a node keeps in `folder`; undefined where none is enrolled there. Rejects with `FleetError` FOLDER, also where
 * the enrolment is none by those whom it trusts; `DiskError`.
 */
export async function readNodeFile(
  folder: string,
  { disk, primitives }: Pick<EnrolmentParts, 'disk' | 'primitives'>,
): Promise<NodeFile | undefined> {
  const path = pathIn(folder);
  const bytes = await readWhole(disk, path, BYTES_MAX);
  if (bytes === undefined) return undefined;
  try {
    const { host, port, enrolment, ...others } = nodeForm.read(decodeCanonical(bytes));
    const trusted = trustedIn(others.trusted);
    const { kind, value } = await checkMembership(enrolment, trusted.enrollers, primitives);
    if (kind === 'enrolment') return { host, port, node: value, enrolment, trusted };
  } catch (error) {
    if (!(error instanceof CanonicalError || error instanceof FleetError)) throw error;
  }
  throw new FleetError('FOLDER', `expected the file of a node at ${path}, met another; enrol again`);
}

export async function writeNodeFile(
  folder: string,
  { host, port, enrolment, trusted }: Omit<NodeFile, 'node'>,
  { disk }: Pick<EnrolmentParts, 'disk'>,
): Promise<void> {
  const value: Canonical = { form: FORM, host, port, enrolment, trusted: trustedValue(trusted) };
  await replaceWhole(disk, pathIn(folder), encodeCanonical(value));
}

/** A node with its keys: what speaks for it. */
export interface OpenNode {
  readonly file: NodeFile;
  readonly key: SigningKey;
  readonly tls: TlsFile;
}

/** The node in `folder`, an enrolling hub too. Rejects with `FleetError` FOLDER where there is none, `KeyError`, `DiskError`. */
export async function openNode(folder: string, parts: EnrolmentParts): Promise<OpenNode> {
  const file = await readNodeFile(folder, parts);
  if (file === undefined) throw new FleetError('FOLDER', `expected a node in ${folder}, met none; enrol it`);
  const tls = readTlsFile((await textIn(`${folder}/${TLS_FILE}`, parts, TLS_FILE_BYTES_MAX)) ?? '');
  return { file, tls, key: await keysIn(folder, parts).open(fingerprint(file.node.identity, parts.primitives)) };
}

function pathIn(folder: string): string {
  return `${folder}/${NODE_FILE}`;
}
