/** What a node and a hub say to each other when one enrols, or asks for its next certificate. */
import { type Canonical, fromBase64, toBase64 } from '@capgate/base';
import {
  type Identity,
  identityValue,
  KeyError,
  parseStatement,
  type Primitives,
  type SigningKey,
  signersOf,
  signStatement,
  STATEMENT_LENGTH_MAX,
  STATEMENT_SIGNATURES_MAX,
} from '@capgate/keys';
import { Type } from 'typebox';
import type { Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { CLOSED, type Form, formOf, HASH_PATTERN, wholeOf } from '../forms.ts';
import { REQUEST_BYTES_MAX } from './certificate.ts';
import { identityIn } from './node.ts';

/** Both ways. A statement has the most of it. */
export const BODY_BYTES_MAX = 1 << 17;
/** A certificate of 16 hosts has some 7 kB as text, and there are two. */
const CHAIN_LENGTH_MAX = 1 << 14;
const HUBS_MAX = 100;
const WHAT = 'what a node asks a hub for';

/** By whose signatures a node goes. */
export interface Trusted {
  /** Who decides of quarantines and policies. */
  readonly deciders: Deciders;
  /** Who enrols nodes and revokes them. */
  readonly enrollers: Deciders;
}

/** What a hub answers to a node that is enrolled. */
export interface Renewed {
  /** The node's certificate and the authority's, as text. */
  readonly chain: string;
  readonly trusted: Trusted;
}

/** What it answers to one that has just become so. */
export interface Enrolled extends Renewed {
  /** The signed enrolment of the node. */
  readonly enrolment: string;
}

export interface EnrolmentRequest {
  readonly identity: Identity;
  /** The request for a certificate, in DER. */
  readonly certificate: Uint8Array;
}

const TYPES = ['fleet-request'] as const;

const requestForm = formOf(
  Type.Object(
    {
      identity: Type.Unsafe<Canonical>({ type: 'object' }),
      certificate: Type.String({ maxLength: Math.ceil(REQUEST_BYTES_MAX / 3) * 4 }),
    },
    CLOSED,
  ),
  WHAT,
);

/** Signed by the identity that it names: whoever sends it has both keys. */
export async function signRequest(
  certificate: Uint8Array,
  key: SigningKey,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  const value = { identity: identityValue(key.identity), certificate: toBase64(certificate) };
  return signStatement(TYPES[0], value, [key], primitives);
}

/** Rejects with `FleetError` FORM; SIGNATURE for one that its own identity has not signed. */
export async function readRequest(text: string, primitives: Primitives): Promise<EnrolmentRequest> {
  try {
    const { value, note } = parseStatement(text, TYPES);
    const fields = requestForm.read(value);
    const identity = identityIn(fields.identity);
    const certificate = fromBase64(fields.certificate);
    if (certificate === undefined) throw new FleetError('FORM', `expected ${WHAT} in Base64, met another text`);
    if ((await signersOf(note, [identity], primitives)).length === 1) return { identity, certificate };
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    if (error.code !== 'SIGNATURE')
      throw new FleetError('FORM', `expected ${WHAT}, met another text`, { cause: error });
  }
  throw new FleetError('SIGNATURE', `expected ${WHAT}, signed by its own identity, met one that is not`);
}

const STATEMENT = Type.String({ maxLength: STATEMENT_LENGTH_MAX });

const RequestSchema = Type.Object({ request: STATEMENT }, CLOSED);
const EnrolSchema = Type.Object({ request: STATEMENT, secret: Type.String({ pattern: HASH_PATTERN }) }, CLOSED);

const DecidersSchema = Type.Object(
  {
    hubs: Type.Array(Type.Unsafe<Canonical>({ type: 'object' }), { minItems: 1, maxItems: HUBS_MAX }),
    threshold: wholeOf(1, HUBS_MAX),
  },
  CLOSED,
);
export const TrustedSchema = Type.Object({ deciders: DecidersSchema, enrollers: DecidersSchema }, CLOSED);

const ANSWER = { chain: Type.String({ maxLength: CHAIN_LENGTH_MAX }), trusted: TrustedSchema };
const renewedForm = formOf(Type.Object(ANSWER, CLOSED), 'what a hub answers to a node');
const enrolledForm = formOf(Type.Object({ ...ANSWER, enrolment: STATEMENT }, CLOSED), 'what a hub answers to a node');

/** What may be asked, by the path of the request. */
export const enrolForm: Form<{ readonly request: string; readonly secret: string }> = formOf(EnrolSchema, WHAT);
export const renewForm: Form<{ readonly request: string }> = formOf(RequestSchema, WHAT);

/** The codes by which a hub refuses: of what it was sent, or `UNREACHABLE` for a fault of its own. */
const REFUSALS = ['TOKEN', 'SOURCE', 'FORM', 'SIGNATURE', 'REPLAY', 'VALUE', 'UNREACHABLE'] as const;
export type Refusal = (typeof REFUSALS)[number];

export const refusalForm: Form<{ readonly code: Refusal; readonly message: string }> = formOf(
  Type.Object(
    { code: Type.Unsafe<Refusal>({ type: 'string', enum: [...REFUSALS] }), message: Type.String({ maxLength: 2_000 }) },
    CLOSED,
  ),
  'the reason of a hub',
);

export function answerValue(answer: Renewed | Enrolled): Canonical {
  return { ...answer, trusted: trustedValue(answer.trusted) };
}

/** Throws `FleetError` FORM. */
export function enrolledIn(value: unknown): Enrolled {
  const { trusted, ...fields } = enrolledForm.read(value);
  return { ...fields, trusted: trustedIn(trusted) };
}

/** Throws `FleetError` FORM. */
export function renewedIn(value: unknown): Renewed {
  const { trusted, ...fields } = renewedForm.read(value);
  return { ...fields, trusted: trustedIn(trusted) };
}

export type TrustedValue = ReturnType<typeof trustedValue>;

export function trustedValue({ deciders, enrollers }: Trusted): {
  deciders: { hubs: Canonical[]; threshold: number };
  enrollers: { hubs: Canonical[]; threshold: number };
} {
  return { deciders: decidersValue(deciders), enrollers: decidersValue(enrollers) };
}

function decidersValue({ hubs, threshold }: Deciders): { hubs: Canonical[]; threshold: number } {
  return { hubs: hubs.map(identityValue), threshold };
}

/** Of a value that `TrustedSchema` allows. Throws `FleetError` FORM. */
export function trustedIn({ deciders, enrollers }: TrustedValue): Trusted {
  return { deciders: decidersIn(deciders), enrollers: decidersIn(enrollers) };
}

/** Throws `FleetError` FORM also where more are to sign than there are or than a text has room for, or one is there twice. */
function decidersIn({ hubs, threshold }: { hubs: Canonical[]; threshold: number }): Deciders {
  const identities = hubs.map(identityIn);
  const mostSigning = Math.min(hubs.length, STATEMENT_SIGNATURES_MAX);
  const isPossible = new Set(identities.map(({ name }) => name)).size === hubs.length && threshold <= mostSigning;
  if (isPossible) return { hubs: identities, threshold };
  throw new FleetError(
    'FORM',
    `expected hubs of different names, and no more to sign than there are and than ${STATEMENT_SIGNATURES_MAX}, met others`,
  );
}
