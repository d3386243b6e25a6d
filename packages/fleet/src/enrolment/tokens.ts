/**
 * One-time tokens: whoever has one may enrol one node, once, in the place that was chosen when it was made. Whoever gives
 * them out keeps a hash, from which no token follows.
 */
import { fromHex, type Random, toHex, utf8 } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { Type } from 'typebox';
import { FleetError } from '../error.ts';
import { HASH_PATTERN, TIME_MS_MAX, wholeOf } from '../forms.ts';
import { checkHost } from './certificate.ts';
import { checkPlace, type NodePlace, PLACE_FIELDS } from './node.ts';

const HOUR_MS = 3_600_000;
export const TOKEN_LIFETIME_MS = HOUR_MS;
export const TOKEN_LIFETIME_MS_MAX = 7 * 24 * HOUR_MS;
/** As many nodes can be on their way at a time. */
export const TOKENS_MAX = 1_000;
const HOSTS_MAX = 16;
const SECRET_BYTES = 32;

/** What is kept of a token. A plain value: it is stored as it is. */
export interface OpenToken extends NodePlace {
  /** Names and addresses of the machine, where the node is to be a server as well. */
  readonly hosts: readonly string[];
  /** The SHA-256 of the secret, in hexadecimal digits. */
  readonly hash: string;
  readonly expiresMs: number;
}

export const OpenTokenSchema = Type.Object(
  {
    ...PLACE_FIELDS,
    hosts: Type.Array(Type.String({ maxLength: 253 }), { maxItems: HOSTS_MAX }),
    hash: Type.String({ pattern: HASH_PATTERN }),
    expiresMs: wholeOf(0, TIME_MS_MAX),
  },
  { additionalProperties: false },
);

export interface TokenRequest extends NodePlace {
  readonly hosts?: readonly string[];
  /** `TOKEN_LIFETIME_MS` where absent, and at most `TOKEN_LIFETIME_MS_MAX`. */
  readonly lifetimeMs?: number;
}

export interface MadeToken {
  /** Those that are open from now on. */
  readonly open: readonly OpenToken[];
  /** 256 bits in hexadecimal digits, told this once. */
  readonly secret: string;
}

/** Another token beside those that are open. Throws `FleetError` FORM, VALUE for a time or a number out of bounds. */
export function makeToken(
  open: readonly OpenToken[],
  { hosts = [], lifetimeMs = TOKEN_LIFETIME_MS, ...place }: TokenRequest,
  nowMs: number,
  { random, primitives }: { readonly random: Random; readonly primitives: Pick<Primitives, 'sha256'> },
): MadeToken {
  if (!(lifetimeMs > 0 && lifetimeMs <= TOKEN_LIFETIME_MS_MAX))
    throw new FleetError('VALUE', `expected a token that lives for up to 7 days, met ${lifetimeMs} ms`);
  const still = open.filter(({ expiresMs }) => expiresMs > nowMs);
  if (still.length >= TOKENS_MAX || hosts.length > HOSTS_MAX)
    throw new FleetError('VALUE', `expected at most ${TOKENS_MAX} open tokens of ${HOSTS_MAX} hosts, met more`);
  hosts.forEach(checkHost);
  const secret = toHex(random.bytes(SECRET_BYTES));
  const token = { ...checkPlace(place), hosts, hash: hashOf(secret, primitives), expiresMs: nowMs + lifetimeMs };
  return { open: [...still, token], secret };
}

/**
 * The open token with this secret. Throws `FleetError` TOKEN, the same for one that is unknown, used or over. Each is looked
 * at to its end, so that the time that takes says nothing of them.
 */
export function tokenOf(
  open: readonly OpenToken[],
  secret: string,
  nowMs: number,
  primitives: Pick<Primitives, 'sha256'>,
): OpenToken {
  const hash = fromHex(hashOf(secret, primitives)) as Uint8Array;
  const [found] = open.filter((token) => isSameHash(fromHex(token.hash) as Uint8Array, hash));
  if (found !== undefined && found.expiresMs > nowMs) return found;
  throw new FleetError('TOKEN', 'expected a token that is open, met another; have a hub make one');
}

/** Those that stay open once it is used. */
export function without(open: readonly OpenToken[], { hash }: OpenToken): readonly OpenToken[] {
  return open.filter((token) => token.hash !== hash);
}

function hashOf(secret: string, { sha256 }: Pick<Primitives, 'sha256'>): string {
  return toHex(sha256(utf8(secret)));
}

/** In a time that says nothing of where they differ. Both have the length of a SHA-256. */
function isSameHash(left: Uint8Array, right: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= (left[i] as number) ^ (right[i] as number);
  return difference === 0;
}

/** What a person is given for a node: where to enrol it, who must answer there, and the secret. */
export interface TokenText {
  readonly tenant: string;
  readonly node: string;
  readonly host: string;
  readonly port: number;
  /** The SHA-256 of the authority's certificate, in hexadecimal digits. */
  readonly authority: string;
  readonly secret: string;
}

const TEXT =
  /^capgate-enrol-v1\.([\w.-]{1,64})\/([a-z0-9-]{1,63})@([\w.-]{1,253}):(\d{1,5})\.([0-9a-f]{64})\.([0-9a-f]{64})$/u;

export function tokenText({ tenant, node, host, port, authority, secret }: TokenText): string {
  return `capgate-enrol-v1.${tenant}/${node}@${host}:${port}.${authority}.${secret}`;
}

/** Throws `FleetError` TOKEN, which repeats nothing of the text. */
export function readTokenText(text: string): TokenText {
  const [, tenant, node, host, port, authority, secret] = TEXT.exec(text.trim()) ?? [];
  const isWhole = tenant && node && host && authority && secret && Number(port) > 0 && Number(port) <= 65_535;
  if (isWhole) return { tenant, node, host, port: Number(port), authority, secret };
  throw new FleetError('TOKEN', 'expected capgate-enrol-v1.TENANT/NODE@HOST:PORT.AUTHORITY.SECRET, met another text');
}
