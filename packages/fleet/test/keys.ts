import type { SigningKey } from '@capgate/keys';
import { identityOf, SeedSigningKey } from '@capgate/keys/node';

/** The Ed25519 key whose seed is 32 times `seed`. */
export function keyOf(name: string, seed: number): SigningKey {
  const seeds = [new Uint8Array(32).fill(seed)];
  return new SeedSigningKey(identityOf(name, ['ed25519'], seeds), seeds);
}
