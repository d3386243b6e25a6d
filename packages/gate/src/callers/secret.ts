/** Secrets that the gate hands out and keeps the hashes of: tokens, codes, cookies. */
import { type Random, toHex, utf8 } from '@capgate/base';
import type { Primitives } from '@capgate/keys';

const SECRET_BYTES = 32;

/** 256 bits that nobody can foresee, in Base64 for URLs (RFC 4648 §5). */
export function newSecret(random: Random): string {
  return Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
}

/** SHA-256 in hexadecimal. What is found by it takes a time that says nothing of the secret. */
export function secretHash(secret: string, { sha256 }: Primitives): string {
  return toHex(sha256(utf8(secret)));
}
