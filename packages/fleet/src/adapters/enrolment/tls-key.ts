/** Keys for TLS: made here, and kept in one file with the certificates that are made for them, so that both change as one. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { NodeSubject, TlsKey } from '../../enrolment/certificate.ts';
import { FleetError } from '../../error.ts';

const signInPool = promisify(sign);
const KEY_BYTES = 32;

/** A TLS key with its private half. */
export interface OwnTlsKey extends TlsKey {
  /** The private key as text (PKCS #8). */
  readonly pem: string;
}

export function newTlsKey(): OwnTlsKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicBytes(createPublicKey(privateKey)),
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    sign: async (message) => new Uint8Array(await signInPool(null, message, privateKey)),
  };
}

/** The raw key stands at the end of its DER form (RFC 8410 §4). */
export function publicBytes(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES));
}

/** Private key, certificate and the authority's, one after the other, as servers and clients of TLS take them. */
export interface TlsFile {
  readonly key: string;
  readonly certificate: X509Certificate;
  readonly authority: X509Certificate;
}

const BLOCK = /-----BEGIN ([A-Z ]+)-----\n[A-Za-z0-9+/=\n]+-----END \1-----\n/gu;

/** Throws `FleetError` FOLDER for another text, or where the parts do not belong together. */
export function readTlsFile(text: string): TlsFile {
  const [key = '', ...chain] = text.match(BLOCK) ?? [];
  try {
    const { certificate, authority } = readChain(chain.join(''));
    if (certificate.checkPrivateKey(createPrivateKey(key))) return { key, certificate, authority };
  } catch {
    // Told below: a message of OpenSSL's says nothing to people.
  }
  throw new FleetError('FOLDER', 'expected a private key and its certificates, met another file; enrol again');
}

/** The certificate and who has issued it. Throws `FleetError` FORM for other texts. */
export function readChain(text: string): Omit<TlsFile, 'key'> {
  const blocks = text.match(BLOCK) ?? [];
  try {
    const [certificate, authority] = blocks.map((block) => new X509Certificate(block));
    const isChain = certificate !== undefined && authority !== undefined && blocks.length === 2;
    if (isChain && certificate.checkIssued(authority) && certificate.verify(authority.publicKey))
      return { certificate, authority };
  } catch {
    // Told below: a message of OpenSSL's says nothing to people.
  }
  throw new FleetError('FORM', 'expected the certificate of a node and that of its authority, met another text');
}

/** SHA-256 in hexadecimal digits: what a token names an authority by. */
export function certificateFingerprint(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Whom a certificate of ours is for; undefined of any other. */
export function subjectIn({ subjectAltName = '' }: X509Certificate): NodeSubject | undefined {
  const [uri = '', ...names] = subjectAltName.split(', ');
  const [, tenant, node] = /^URI:capgate:\/\/([\w.-]+)\/([a-z0-9-]+)$/u.exec(uri) ?? [];
  const hosts = names.map((name) => /^(?:DNS|IP Address):([\w.-]+)$/u.exec(name)?.[1]);
  const isOurs = tenant !== undefined && node !== undefined && hosts.every((host) => host !== undefined);
  return isOurs ? { tenant, node, hosts } : undefined;
}
