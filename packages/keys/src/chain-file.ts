/** A chain's statements as a file: canonical JSON, an array of signed notes. */
import { CanonicalError, decodeCanonical, encodeCanonical } from '@capgate/base';
import { KeyError } from './error.ts';

/** The largest file of a chain. */
export const CHAIN_BYTES_MAX = 64 << 20;

export function encodeChain(statements: readonly string[]): Uint8Array {
  return encodeCanonical(statements);
}

/** The statements, unchecked. Throws `KeyError` FORM. */
export function decodeChain(bytes: Uint8Array): string[] {
  const statements = decoded(bytes);
  if (Array.isArray(statements) && statements.every((statement) => typeof statement === 'string')) return statements;
  throw new KeyError('FORM', 'expected a chain of keys: a JSON array of signed notes; met something else');
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decodeCanonical(bytes);
  } catch (error) {
    if (error instanceof CanonicalError) throw new KeyError('FORM', `expected a chain of keys; ${error.message}`);
    throw error;
  }
}
