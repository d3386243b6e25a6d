/** Files that a document names by their SHA-256. */
import { fromUtf8, quoted } from '@capgate/base';
import { LabError } from './error.ts';
import { sha256Of } from './results/objects.ts';

export interface Named {
  /** For messages. */
  readonly path: string;
  readonly sha256: string;
  /** Of the error where it is another file. */
  readonly code: 'TASKS' | 'LABELS';
  /** What to do then. */
  readonly remedy: string;
}

/**
 * The text of `bytes`, which are held against their hash first and read then: what a document does not name is not looked
 * into. Throws `LabError` of the code for other bytes, and for what is no UTF-8.
 */
export function namedText(bytes: Uint8Array, { path, sha256, code, remedy }: Named): string {
  const met = sha256Of(bytes);
  if (met !== sha256) {
    throw new LabError(code, `expected ${quoted(path)} with the SHA-256 ${sha256}, met ${met}; ${remedy}`);
  }
  const text = fromUtf8(bytes);
  if (text === undefined) throw new LabError(code, `expected UTF-8 in ${quoted(path)}, met other bytes`);
  return text;
}
