/**
 * Certificates (X.509, RFC 5280) of a fleet's nodes, with Ed25519 throughout (RFC 8410). The authority signs what it has
 * written itself; of a request it takes the key alone.
 */
import { concatBytes, equalBytes, toBase64, utf8 } from '@capgate/base';
import type { Primitives, SigningKey } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { bits, identifier, integer, moment, namedBits, octets, sequence, setOf, tagged, text, truth } from './der.ts';

/** Whom a certificate is for. */
export interface CertificateSubject {
  readonly node: string;
  readonly tenant: string;
}

/** Of a node: names of its machine and IPv4 addresses, where it is a server as well. */
export interface NodeSubject extends CertificateSubject {
  readonly hosts: readonly string[];
}

export interface CertificateTerms {
  /** 16 random bytes. */
  readonly serial: Uint8Array;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A key for TLS, which stays where it is. */
export interface TlsKey {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

const ALGORITHM = sequence(identifier('1.3.101.112'));
const COMMON_NAME = '2.5.4.3';
const ORGANISATION = '2.5.4.10';
/** The third version. */
const VERSION = tagged(0xa0, integer(Uint8Array.of(2)));
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
export const SERIAL_BYTES = 16;
/** Longer is no request of ours. */
export const REQUEST_BYTES_MAX = 1_024;

/** What an authority says of itself, in DER. It signs nodes, and no other authorities. */
export async function authorityCertificate(
  key: SigningKey,
  terms: CertificateTerms,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<Uint8Array> {
  const publicKey = publicKeyOf(key);
  const name = authorityName(key);
  const extensions = [
    extension('2.5.29.19', sequence(truth(), integer(Uint8Array.of(0))), 'critical'),
    // keyCertSign and cRLSign, the sixth and the seventh bit.
    extension('2.5.29.15', namedBits(0x06, 1), 'critical'),
    extension('2.5.29.14', octets(keyIdentifier(publicKey, primitives))),
  ];
  return signed(certificateBody({ issuer: name, subject: name, publicKey, terms, extensions }), key);
}

/** A certificate for the node with this TLS key, in DER: as client, and as server where it has hosts. */
export async function nodeCertificate(
  subject: NodeSubject,
  publicKey: Uint8Array,
  terms: CertificateTerms,
  authority: SigningKey,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<Uint8Array> {
  const usages = [...(subject.hosts.length > 0 ? ['1.3.6.1.5.5.7.3.1'] : []), '1.3.6.1.5.5.7.3.2'];
  const names = [tagged(0x86, utf8(uriOf(subject))), ...subject.hosts.map(hostName)];
  const issuerKey = keyIdentifier(publicKeyOf(authority), primitives);
  const extensions = [
    extension('2.5.29.19', sequence(), 'critical'),
    // digitalSignature, the first bit.
    extension('2.5.29.15', namedBits(0x80, 7), 'critical'),
    extension('2.5.29.37', sequence(...usages.map(identifier))),
    extension('2.5.29.17', sequence(...names)),
    extension('2.5.29.35', sequence(tagged(0x80, issuerKey))),
    extension('2.5.29.14', octets(keyIdentifier(publicKey, primitives))),
  ];
  const body = certificateBody({
    issuer: authorityName(authority),
    subject: nameOf(subject),
    publicKey,
    terms,
    extensions,
  });
  return signed(body, authority);
}

/** What names node and tenant beside the subject: `capgate://TENANT/NODE`. */
function uriOf({ node, tenant }: CertificateSubject): string {
  return `capgate://${tenant}/${node}`;
}

/** The certificate request (PKCS #10, RFC 2986) of a node, in DER. */
export async function certificateRequest(subject: CertificateSubject, key: TlsKey): Promise<Uint8Array> {
  const body = requestBody(subject, key.publicKey);
  return sequence(body, ALGORITHM, bits(await key.sign(body)));
}

/**
 * The key of a request. There is one spelling of a request for a subject and a key, so it is held against that instead of
 * being taken apart. Rejects with `FleetError` FORM for another, which is one for another name too, and SIGNATURE where
 * whoever asks does not have the key.
 */
export async function keyOfRequest(
  request: Uint8Array,
  subject: CertificateSubject,
  { verify }: Pick<Primitives, 'verify'>,
): Promise<Uint8Array> {
  const signature = request.slice(-SIGNATURE_BYTES);
  const behindBody = concatBytes(ALGORITHM, bits(signature));
  const behindKey = NO_ATTRIBUTES.length + behindBody.length;
  const publicKey = request.slice(request.length - behindKey - KEY_BYTES, request.length - behindKey);
  const body = requestBody(subject, publicKey);
  const expected = sequence(body, behindBody);
  if (!equalBytes(expected, request))
    throw new FleetError(
      'FORM',
      `expected a request for a certificate of ${subject.node} of ${subject.tenant} with an Ed25519 key, met another`,
    );
  if (await verify('ed25519', publicKey, body, signature)) return publicKey;
  throw new FleetError('SIGNATURE', `expected the request of ${subject.node} to be signed by its key, met another`);
}

const NO_ATTRIBUTES = tagged(0xa0);

function requestBody(subject: CertificateSubject, publicKey: Uint8Array): Uint8Array {
  return sequence(integer(Uint8Array.of(0)), nameOf(subject), keyInfo(publicKey), NO_ATTRIBUTES);
}

interface BodyParts {
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly terms: CertificateTerms;
  readonly extensions: readonly Uint8Array[];
}

function certificateBody({ issuer, subject, publicKey, terms, extensions }: BodyParts): Uint8Array {
  return sequence(
    VERSION,
    integer(serialOf(terms.serial)),
    ALGORITHM,
    issuer,
    sequence(moment(terms.fromMs), moment(terms.untilMs)),
    subject,
    keyInfo(publicKey),
    tagged(0xa3, sequence(...extensions)),
  );
}

/** Positive, and never shorter: 126 bits are random. */
function serialOf(random: Uint8Array): Uint8Array {
  return random.with(0, ((random[0] as number) & 0x3f) | 0x40);
}

async function signed(body: Uint8Array, key: SigningKey): Promise<Uint8Array> {
  const [signature] = await key.sign(body);
  return sequence(body, ALGORITHM, bits(signature as Uint8Array));
}

function keyInfo(publicKey: Uint8Array): Uint8Array {
  return sequence(ALGORITHM, bits(publicKey));
}

function nameOf({ node, tenant }: CertificateSubject): Uint8Array {
  return sequence(attribute(ORGANISATION, tenant), attribute(COMMON_NAME, node));
}

function authorityName({ identity }: SigningKey): Uint8Array {
  return sequence(attribute(COMMON_NAME, identity.name));
}

function attribute(type: string, value: string): Uint8Array {
  return setOf(sequence(identifier(type), text(value)));
}

function extension(type: string, value: Uint8Array, criticality?: 'critical'): Uint8Array {
  return sequence(identifier(type), ...(criticality === undefined ? [] : [truth()]), octets(value));
}

/** RFC 7093 §2, the first method: the leftmost 160 bits of the SHA-256 of the key. */
function keyIdentifier(publicKey: Uint8Array, { sha256 }: Pick<Primitives, 'sha256'>): Uint8Array {
  return sha256(publicKey).slice(0, 20);
}

const ADDRESS = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/u;
const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.(?!$)|$))+$/u;

/** Throws `FleetError` FORM for what is neither the name of a machine, in small letters, nor an IPv4 address. */
export function checkHost(host: string): void {
  const isOne = ADDRESS.test(host) || (HOST.test(host) && !/(?:^|\.)\d+$/u.test(host));
  if (!isOne) throw new FleetError('FORM', 'expected the name of a machine or its IPv4 address, met another text');
}

function hostName(host: string): Uint8Array {
  checkHost(host);
  return ADDRESS.test(host) ? tagged(0x87, Uint8Array.from(host.split('.').map(Number))) : tagged(0x82, utf8(host));
}

function publicKeyOf({ identity }: SigningKey): Uint8Array {
  const [key, ...others] = identity.keys;
  if (key?.algorithm === 'ed25519' && others.length === 0) return key.bytes;
  throw new FleetError('VALUE', 'expected one Ed25519 key for an authority, met others');
}

/** A certificate as text (RFC 7468). */
export function pemOf(certificate: Uint8Array): string {
  const lines = toBase64(certificate).match(/.{1,64}/gu) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
