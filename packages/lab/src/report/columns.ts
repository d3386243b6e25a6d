/** Results as columns, for files of every kind. */
import type { Result } from '../results/result.ts';

/** TEXT; COUNT is whole and below 2^53; NUMBER is any finite one. */
export type ColumnKind = 'TEXT' | 'COUNT' | 'NUMBER';

export interface Column {
  readonly name: keyof Result;
  readonly kind: ColumnKind;
  /** Whether a result may leave it out. */
  readonly isOptional: boolean;
}

const REQUIRED = { isOptional: false } as const;
const OPTIONAL = { isOptional: true } as const;

/** All that a result has, by the names that it has there. */
const KINDS: Record<keyof Result, Omit<Column, 'name'>> = {
  experiment: { kind: 'TEXT', ...REQUIRED },
  arm: { kind: 'TEXT', ...REQUIRED },
  stratum: { kind: 'TEXT', ...REQUIRED },
  task: { kind: 'TEXT', ...REQUIRED },
  replicate: { kind: 'COUNT', ...REQUIRED },
  outcome: { kind: 'TEXT', ...REQUIRED },
  verdict: { kind: 'TEXT', ...OPTIONAL },
  latencyNs: { kind: 'NUMBER', ...OPTIONAL },
  responseNs: { kind: 'NUMBER', ...OPTIONAL },
  cachedAt: { kind: 'COUNT', ...OPTIONAL },
  savedUsd: { kind: 'NUMBER', ...OPTIONAL },
  costUsd: { kind: 'NUMBER', ...OPTIONAL },
  tokens: { kind: 'NUMBER', ...OPTIONAL },
  memoryBytes: { kind: 'NUMBER', ...OPTIONAL },
  energyJ: { kind: 'NUMBER', ...OPTIONAL },
  failure: { kind: 'TEXT', ...OPTIONAL },
  attempts: { kind: 'COUNT', ...REQUIRED },
  worker: { kind: 'TEXT', ...REQUIRED },
  position: { kind: 'COUNT', ...REQUIRED },
  startedAt: { kind: 'COUNT', ...REQUIRED },
  artifact: { kind: 'TEXT', ...OPTIONAL },
};

export const COLUMNS: readonly Column[] = Object.entries(KINDS).map(([name, kind]) => ({
  name: name as keyof Result,
  ...kind,
}));

/** What a result has there; null where it has nothing. No file of text has a form for half a surrogate pair. */
export function cellOf(result: Result, name: keyof Result): string | number | null {
  const value = result[name];
  return typeof value === 'string' ? value.toWellFormed() : (value ?? null);
}
