/**
 * Batches of what a node says of its agents in a window: one signature over a Merkle root (RFC 6962, section 2.1), so that
 * a million points cost some hundred signatures, and each point can be proved alone.
 *
 * Everything that matters is under the signature: whose evidence it is and from whom, of when, how many points and which,
 * and behind which batch of the same node it comes.
 */
import { GrowingTree, leafHash } from '@capgate/audit/verify';
import { toHex, utf8 } from '@capgate/base';
import { parseStatement, type Primitives, type SigningKey, signStatement } from '@capgate/keys';
import { Type } from 'typebox';
import { FleetError } from '../error.ts';
import { CLOSED, type Form, formOf, HASH_PATTERN, LINE_PATTERN, NAME_LENGTH_MAX, textOf, wholeOf } from '../forms.ts';
import { encodePoint, type Point } from './point.ts';

export interface BatchHeader {
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
  /** Of the points, in their order; in hexadecimal digits. */
  readonly root: string;
}

export interface Batch {
  /** The header, signed: a note. */
  readonly statement: string;
  /** Encoded, by the names of their agents. */
  readonly points: readonly Uint8Array[];
}

export const BATCH_POINTS_MAX = 10_000;
const WINDOW_MS_MAX = 3_600_000;
const TYPES = ['fleet-evidence'] as const;

const NAME = textOf(LINE_PATTERN, NAME_LENGTH_MAX);
const HASH = Type.String({ pattern: HASH_PATTERN });
const NUMBER_MAX = Number.MAX_SAFE_INTEGER;

const headerForm: Form<BatchHeader> = formOf(
  Type.Object(
    {
      tenant: NAME,
      node: NAME,
      sequence: wholeOf(1, NUMBER_MAX),
      previous: HASH,
      beganMs: wholeOf(0, NUMBER_MAX),
      windowMs: wholeOf(1, WINDOW_MS_MAX),
      count: wholeOf(0, BATCH_POINTS_MAX),
      root: HASH,
    },
    CLOSED,
  ),
  'the header of a batch of evidence',
);

type Hasher = Pick<Primitives, 'sha256'>;

/** The root of the tree of these encoded points. */
export function rootOf(points: readonly Uint8Array[], { sha256 }: Hasher): string {
  const tree = new GrowingTree(sha256);
  for (const point of points) tree.add(leafHash(point, sha256));
  return toHex(tree.root());
}

/** What follows from a statement for the one behind it. */
export function hashOf(statement: string, { sha256 }: Hasher): string {
  return toHex(sha256(utf8(statement)));
}

export type BatchPlace = Omit<BatchHeader, 'node' | 'count' | 'root'>;

/** Puts the points in order and has them signed. Throws `FleetError` VALUE for too many, or two of one agent. */
export async function sealBatch(
  place: BatchPlace,
  points: readonly Point[],
  key: SigningKey,
  primitives: Hasher,
): Promise<Batch> {
  if (points.length > BATCH_POINTS_MAX)
    throw new FleetError(
      'VALUE',
      `expected at most ${BATCH_POINTS_MAX} points, met ${points.length}; make two batches`,
    );
  const ordered = points.toSorted((a, b) => (a.agent < b.agent ? -1 : 1));
  const twice = ordered.find(({ agent }, i) => i > 0 && ordered[i - 1]?.agent === agent);
  if (twice !== undefined) throw new FleetError('VALUE', `expected one point of an agent, met two of ${twice.agent}`);
  const encoded = ordered.map(encodePoint);
  const { tenant, sequence, previous, beganMs, windowMs } = place;
  const header = {
    tenant,
    sequence,
    previous,
    beganMs,
    windowMs,
    node: key.identity.name,
    count: encoded.length,
    root: rootOf(encoded, primitives),
  };
  return { statement: await signStatement(TYPES[0], header, [key], primitives), points: encoded };
}

export interface OpenedBatch {
  readonly header: BatchHeader;
  readonly note: ReturnType<typeof parseStatement>['note'];
}

/** The header of a statement whose signature nobody has checked yet. Throws `FleetError` FORM, `KeyError` FORM. */
export function openBatch(statement: string): OpenedBatch {
  const { value, note } = parseStatement(statement, TYPES);
  return { header: headerForm.read(value), note };
}
