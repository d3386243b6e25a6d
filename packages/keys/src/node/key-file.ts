/** The file of one identity with its private keys: canonical JSON, the seeds in it sealed by a passphrase or bare. */
import { createCipheriv, createDecipheriv, scrypt, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type Canonical,
  CanonicalError,
  decodeCanonical,
  encodeCanonical,
  fromBase64,
  type Random,
  toBase64,
} from '@capgate/base';
import { KeyError } from '../error.ts';
import { asObject, type Identity, identityValue, readIdentity } from '../identity.ts';
import { SEED_BYTES } from './der.ts';

export const KEY_FILE_BYTES_MAX = 1 << 16;
const FORM = 'capgate key v1';

/**
 * The cost of one guess at a passphrase: 128 MiB and about half a second. OWASP's password storage cheat sheet asks for
 * these as the least for scrypt (RFC 7914).
 */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const derive = promisify<Uint8Array, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

/** The bytes of a key file. Without a passphrase its permissions alone protect it. */
export async function encodeKeyFile(
  identity: Identity,
  seeds: readonly Uint8Array[],
  passphrase: Uint8Array | undefined,
  random: Random,
): Promise<Uint8Array> {
  const plain = Buffer.concat(seeds);
  const secret =
    passphrase === undefined ? { seeds: toBase64(plain) } : await sealed(identity, plain, passphrase, random);
  plain.fill(0);
  return encodeCanonical({ form: FORM, identity: identityValue(identity), secret });
}

export interface KeyFile {
  readonly identity: Identity;
  /** Whether a passphrase is needed. */
  readonly isSealed: boolean;
  readonly secret: Secret;
}

type Secret = Readonly<Record<string, Canonical | undefined>>;

/** Takes a key file apart; what is sealed stays so. Throws `KeyError` FORM. */
export function decodeKeyFile(bytes: Uint8Array): KeyFile {
  const { form, identity, secret, ...others } = asObject(parsed(bytes));
  if (form !== FORM || Object.keys(others).length > 0) throw noKeyFile();
  const fields = asObject(secret);
  return { identity: readIdentity(identity), isSealed: fields['sealed'] !== undefined, secret: fields };
}

/** The seeds of a key file. Throws `KeyError` FORM, or PASSPHRASE where it is absent or wrong. */
export async function seedsOf(file: KeyFile, passphrase: Uint8Array | undefined): Promise<Uint8Array[]> {
  const plain = file.isSealed ? await opened(file, passphrase) : bytesOf(file.secret, 'seeds');
  if (plain.length !== SEED_BYTES * file.identity.keys.length) throw noKeyFile();
  return file.identity.keys.map((_, i) => plain.subarray(i * SEED_BYTES, (i + 1) * SEED_BYTES));
}

async function sealed(
  identity: Identity,
  plain: Uint8Array,
  passphrase: Uint8Array,
  random: Random,
): Promise<Readonly<Record<string, string>>> {
  const salt = random.bytes(SALT_BYTES);
  const nonce = random.bytes(NONCE_BYTES);
  const key = await derivedKey(passphrase, salt);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  key.fill(0);
  // The identity is sealed in, so that nobody can put these seeds under another.
  cipher.setAAD(encodeCanonical(identityValue(identity)));
  const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { nonce: toBase64(nonce), salt: toBase64(salt), sealed: toBase64(body) };
}

async function opened({ identity, secret }: KeyFile, passphrase: Uint8Array | undefined): Promise<Uint8Array> {
  if (passphrase === undefined) {
    throw new KeyError('PASSPHRASE', 'expected a passphrase for this key, met none; name one');
  }
  const body = bytesOf(secret, 'sealed');
  const nonce = bytesOf(secret, 'nonce');
  if (body.length < TAG_BYTES || nonce.length !== NONCE_BYTES) throw noKeyFile();
  const key = await derivedKey(passphrase, bytesOf(secret, 'salt'));
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  key.fill(0);
  decipher.setAAD(encodeCanonical(identityValue(identity)));
  decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
  const plain = decipher.update(body.subarray(0, body.length - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    plain.fill(0);
    throw new KeyError(
      'PASSPHRASE',
      'expected the passphrase of this key, met another one, or a file that was altered',
    );
  }
  return plain;
}

async function derivedKey(passphrase: Uint8Array, salt: Uint8Array): Promise<Buffer> {
  // The default bound of Node is 32 MiB; scrypt takes 128 * N * r bytes, and a little.
  return derive(passphrase, salt, KEY_BYTES, { ...SCRYPT, maxmem: 256 * SCRYPT.N * SCRYPT.r });
}

function parsed(bytes: Uint8Array): Canonical {
  try {
    return decodeCanonical(bytes);
  } catch (error) {
    if (error instanceof CanonicalError) throw noKeyFile();
    throw error;
  }
}

function bytesOf(secret: Secret, field: string): Uint8Array {
  const text = secret[field];
  const bytes = typeof text === 'string' ? fromBase64(text) : undefined;
  if (bytes === undefined) throw noKeyFile();
  return bytes;
}

function noKeyFile(): KeyError {
  return new KeyError('FORM', `expected a key file ("${FORM}"), met something else or a file that was altered`);
}
