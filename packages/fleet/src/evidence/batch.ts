/**
 * Batches of what a node says of a window, of its agents or of the nodes below it: one signature over a Merkle root (RFC
 * 6962, section 2.1), so that a million points cost some hundred signatures, and each leaf can be proved alone.
 *
 * Everything that matters is under the signature: whose evidence it is and from whom, of when, how many leaves and which,
 * and behind which batch of the same node it comes.
 */
import { ENTRY_BYTES_MAX, GrowingTree, leafHash } from '@capgate/audit/verify';
import { toHex, utf8 } from '@capgate/base';
import { type Primitives, type SigningKey, type Statement, signStatement } from '@capgate/keys';
import { Type } from 'typebox';
import { openStatement } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { CLOSED, type Form, formOf, HASH_PATTERN, LINE_PATTERN, NAME_LENGTH_MAX, textOf, wholeOf } from '../forms.ts';

/** `evidence`: a leaf says something of an agent. `summary`: of a node, by whoever took its evidence. */
export type BatchKind = 'evidence' | 'summary';

export interface BatchHeader {
  /** Of a node that serves several, `FLEET_TENANT`. */
  readonly tenant: string;
  /** The name of the identity that signs. */
  readonly node: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  /** The SHA-256 of the statement before, in hexadecimal digits; of the first, `NOTHING_BEFORE`. */
  readonly previous: string;
  /** When the window began, and how long it is, in milliseconds. */
  readonly beganMs: number;
  readonly windowMs: number;
  readonly count: number;
  /** Of the leaves, in their order; in hexadecimal digits. */
  readonly root: string;
}

export interface Batch {
  /** The header, signed: a note. */
  readonly statement: string;
  readonly leaves: readonly Uint8Array[];
}

export const BATCH_LEAVES_MAX = 10_000;
/** As entries of a log have. */
export const LEAF_BYTES_MAX = ENTRY_BYTES_MAX;
const WINDOW_MS_MAX = 3_600_000;
const TYPES = ['fleet-evidence', 'fleet-summary'] as const;

const NAME = textOf(LINE_PATTERN, NAME_LENGTH_MAX);
const HashSchema = Type.String({ pattern: HASH_PATTERN });
const HASH = new RegExp(HASH_PATTERN, 'u');
const NUMBER_MAX = Number.MAX_SAFE_INTEGER;

const headerForm: Form<BatchHeader> = formOf(
  Type.Object(
    {
      tenant: NAME,
      node: NAME,
      sequence: wholeOf(1, NUMBER_MAX),
      previous: HashSchema,
      beganMs: wholeOf(0, NUMBER_MAX),
      windowMs: wholeOf(1, WINDOW_MS_MAX),
      count: wholeOf(0, BATCH_LEAVES_MAX),
      root: HashSchema,
    },
    CLOSED,
  ),
  'the header of a batch of evidence',
);

type Hasher = Pick<Primitives, 'sha256'>;

/** The root of the tree of these leaves. Throws `FleetError` FORM for one that is too long. */
export function rootOf(leaves: readonly Uint8Array[], { sha256 }: Hasher): string {
  const tree = new GrowingTree(sha256);
  for (const leaf of leaves) {
    if (leaf.length > LEAF_BYTES_MAX)
      throw new FleetError('FORM', `expected leaves of at most ${LEAF_BYTES_MAX} bytes, met one of ${leaf.length}`);
    tree.add(leafHash(leaf, sha256));
  }
  return toHex(tree.root());
}

/** What follows from a statement for the one behind it. */
export function hashOf(statement: string, { sha256 }: Hasher): string {
  return toHex(sha256(utf8(statement)));
}

export type BatchPlace = Omit<BatchHeader, 'node' | 'count' | 'root'>;

/** Has the leaves signed, in their order. Throws `FleetError` VALUE for too many. */
export async function sealBatch(
  kind: BatchKind,
  { tenant, sequence, previous, beganMs, windowMs }: BatchPlace,
  leaves: readonly Uint8Array[],
  key: SigningKey,
  primitives: Hasher,
): Promise<Batch> {
  if (leaves.length > BATCH_LEAVES_MAX)
    throw new FleetError(
      'VALUE',
      `expected at most ${BATCH_LEAVES_MAX} leaves, met ${leaves.length}; make two batches`,
    );
  const header = {
    tenant,
    sequence,
    previous,
    beganMs,
    windowMs,
    node: key.identity.name,
    count: leaves.length,
    root: rootOf(leaves, primitives),
  };
  return { statement: await signStatement(`fleet-${kind}`, header, [key], primitives), leaves };
}

export interface OpenedBatch {
  readonly kind: BatchKind;
  readonly header: BatchHeader;
  readonly note: Statement['note'];
}

/** The header of a statement whose signature nobody has checked yet. Throws `FleetError` FORM. */
export function openBatch(statement: string): OpenedBatch {
  const { type, value, note } = openStatement(statement, TYPES, 'a signed batch of evidence');
  return { kind: type === TYPES[0] ? 'evidence' : 'summary', header: headerForm.read(value), note };
}

/** A SHA-256, in hexadecimal digits. */
export function isHash(value: unknown): value is string {
  return typeof value === 'string' && HASH.test(value);
}
