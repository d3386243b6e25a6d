/** Roles that depend on a word's text. */
import type { Cases, Role } from '../../../core/src/knowledge/vocabulary/spec.ts';
import { casePatterns, fits } from './descriptions.ts';
import { holdsOpenHole } from './words.ts';

/** The first pattern that fits decides; a word whose unknown part may make one fit has the role `dynamic`; else `else`. */
export function caseRole(cases: Cases, word: string): Role {
  const patterns = casePatterns(cases);
  const fitting = patterns.find(({ pattern }) => fits(pattern, word));
  if (fitting !== undefined) return fitting.role;
  const mayFit = holdsOpenHole(word) && patterns.some(({ pattern }) => mayTurnOut(pattern, knownBeginning(word)));
  return mayFit ? (cases['dynamic'] ?? 'dynamic.option') : (cases['else'] ?? 'text');
}

function knownBeginning(word: string): string {
  return word.split(/[\ufdd0-\ufdef]/, 1)[0] ?? '';
}

/** Whether a word that begins so may turn out to fit. */
function mayTurnOut(pattern: string, beginning: string): boolean {
  if (pattern.startsWith('*')) return true;
  const text = pattern.replace(/\*$/, '');
  return text.startsWith(beginning) || (pattern.endsWith('*') && beginning.startsWith(text));
}
