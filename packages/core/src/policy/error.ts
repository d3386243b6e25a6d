/**
 * What can be wrong with a policy document.
 *
 * VERSION: a version that this program doesn't read. TYPE: a value of the wrong kind. KEY: a key that
 * is not part of the form. MISSING: a key that must be there isn't. VALUE: a word that is none of
 * those possible. NAME: a text that doesn't have its form. LIMIT: too long or too many. DUPLICATE:
 * two rules with one id. CONFLICT: conditions that can't stand together.
 */
export type PolicyErrorCode =
  | 'VERSION'
  | 'TYPE'
  | 'KEY'
  | 'MISSING'
  | 'VALUE'
  | 'NAME'
  | 'LIMIT'
  | 'DUPLICATE'
  | 'CONFLICT';

/** A policy document that can't be used. The message names the place, what was expected, what was met and what to do. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly code: PolicyErrorCode;
  /** Where in the document: `rules[3].when.risk`; empty for the document itself. */
  readonly path: string;

  constructor(code: PolicyErrorCode, path: string, message: string) {
    super(`${path === '' ? 'policy' : path}: ${message}`);
    this.code = code;
    this.path = path;
  }
}
