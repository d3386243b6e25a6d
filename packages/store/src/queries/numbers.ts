import { StoreError } from '../error.ts';

/** The number, as both engines take it. Throws QUERY for a fraction, or what is too large to be exact. */
export function whole(value: number, name: string): number {
  if (Number.isSafeInteger(value)) return value;
  throw new StoreError('QUERY', `expected ${name} to be a whole number, met ${value}`);
}
