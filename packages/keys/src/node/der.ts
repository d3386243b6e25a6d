/**
 * What stands before the raw keys in their DER forms: RFC 8410 §4 and §7 for Ed25519, RFC 9881 §4 and §6 for ML-DSA-65,
 * whose private key is its seed. Node imports the whole; a raw key then never becomes text, which could not be erased.
 */
import type { Algorithm } from '../algorithm.ts';

export const PUBLIC_PREFIX: Readonly<Record<Algorithm, Buffer>> = {
  ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
  'ml-dsa-65': Buffer.from('308207b2300b0609608648016503040312038207a100', 'hex'),
};

export const PRIVATE_PREFIX: Readonly<Record<Algorithm, Buffer>> = {
  ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  'ml-dsa-65': Buffer.from('3034020100300b060960864801650304031204228020', 'hex'),
};

/** Private keys of both algorithms are seeds of one length. */
export const SEED_BYTES = 32;
