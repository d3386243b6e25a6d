/** What keys say about something: a signed note of two lines, a type and a canonical value. */
import { type Canonical, CanonicalError, canonicalText, decodeCanonical, utf8 } from '@capgate/base';
import type { Primitives } from './algorithm.ts';
import { KeyError } from './error.ts';
import { type Note, parseNote, type SigningKey, signNote } from './note.ts';

/** How many lines may sign a statement: two identities with a key of each algorithm, and as many again by others. */
export const STATEMENT_SIGNATURES_MAX = 8;
/** The longest statement, in UTF-16 code units; the longest that `succeed` makes has some 13,000. */
export const STATEMENT_LENGTH_MAX = 1 << 15;

/**
 * The first line keeps statements of different types apart, and apart from the checkpoints of a log, whose second line
 * is a number: a signature for one never serves for another.
 */
export const KEY_STATEMENTS = ['key', 'succession', 'revocation'] as const;
/** What keys say about each other; others who have something signed name their own types. */
export type StatementType = (typeof KEY_STATEMENTS)[number];

/** `type` is of small letters and hyphens. */
export async function signStatement(
  type: string,
  value: Canonical,
  keys: readonly SigningKey[],
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  return signNote(`${firstLine(type)}\n${canonicalText(value)}\n`, keys, primitives);
}

export interface Statement<Type extends string = StatementType> {
  readonly type: Type;
  readonly value: Canonical;
  readonly note: Note;
}

/** Takes a statement of one of these types apart, and checks no signature. Throws `KeyError` FORM. */
export function parseStatement<Type extends string>(text: string, types: readonly Type[]): Statement<Type> {
  if (text.length > STATEMENT_LENGTH_MAX) throw noStatement();
  const note = parseNote(text, STATEMENT_SIGNATURES_MAX);
  const [first, body, end] = note.text.split('\n');
  const type = types.find((candidate) => firstLine(candidate) === first);
  if (type === undefined || body === undefined || end !== '' || note.text.split('\n').length !== 3) throw noStatement();
  try {
    return { type, value: decodeCanonical(utf8(body)), note };
  } catch (error) {
    if (error instanceof CanonicalError) throw noStatement();
    throw error;
  }
}

function firstLine(type: string): string {
  return `capgate ${type} v1`;
}

function noStatement(): KeyError {
  return new KeyError(
    'FORM',
    `expected a statement: "capgate TYPE v1" and a line of canonical JSON, signed by at most ${STATEMENT_SIGNATURES_MAX} lines; met something else`,
  );
}
