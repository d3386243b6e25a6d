import { createHash } from 'node:crypto';
import { type CanonicalObject, encodeCanonical } from '@capgate/base';

/** SHA-256 of a policy's canonical encoding, in hexadecimal. */
export function documentHash(document: CanonicalObject): string {
  return createHash('sha256').update(encodeCanonical(document)).digest('hex');
}
