/** Back from what the journal has, the last change first. */
import { type Found, InstallError, takenOut } from '@capgate/agents';
import { type Files, lookAt, type Place } from './files.ts';
import { hashOf, type Journal, type Written } from './journal.ts';

/** What was, or would be, done to a file. */
export interface Undone {
  readonly target: string;
  readonly agent: string;
  readonly outcome: 'restored' | 'removed' | 'taken-out' | 'untouched' | 'left';
  /** Why it was left. */
  readonly reason?: string;
}

/** What the file is to be; `untouched` where it is as it was before, or gone. */
type Aim =
  | { readonly outcome: 'restored' | 'taken-out'; readonly bytes: Uint8Array }
  | { readonly outcome: 'removed' }
  | { readonly outcome: 'untouched' };

/** Undoes one change, and forgets it. What cannot be told apart is left, and stays in the journal. */
export function undo(entry: Written, journal: Journal, files: Files): Undone {
  const { target, agent } = entry;
  try {
    if (lookAt(entry.temporary).found.kind !== 'absent') files.remove(entry.temporary);
    const { found, owner } = placeOf(entry);
    const aim = aimOf(entry, found);
    if (aim.outcome === 'removed') files.remove(target);
    else if (aim.outcome !== 'untouched') {
      const mode = aim.outcome === 'taken-out' && found.kind === 'file' ? found.mode : entry.mode;
      files.writeNew(entry.temporary, aim.bytes, mode, owner);
      files.rename(entry.temporary, target);
    }
    for (const folder of entry.folders.toReversed()) removeIfEmpty(folder, files);
    journal.remove(entry);
    return { target, agent, outcome: aim.outcome };
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    return { target, agent, outcome: 'left', reason: error.message };
  }
}

/** What `undo` would do, with nothing done. */
export function foreseen(entry: Written): Undone {
  const { target, agent } = entry;
  try {
    return { target, agent, outcome: aimOf(entry, placeOf(entry).found).outcome };
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    return { target, agent, outcome: 'left', reason: error.message };
  }
}

/** The target is behind links already: one that came there since leads to another file. Throws `InstallError` TAKEN. */
function placeOf({ target }: Written): Place {
  const place = lookAt(target);
  if (place.found.kind === 'absent' || place.target === target) return place;
  throw new InstallError('TAKEN', `expected ${target} itself, met a link to ${place.target}; it was left`);
}

function aimOf({ before, after, removal }: Written, found: Found): Aim {
  const old = before === null ? undefined : Buffer.from(before, 'base64');
  if (found.kind === 'absent') return { outcome: 'untouched' };
  if (found.kind === 'other') throw new InstallError('TAKEN', `expected a file, met ${found.what}; it was left`);
  if (old !== undefined && hashOf(found.bytes) === hashOf(old)) return { outcome: 'untouched' };
  if (hashOf(found.bytes) === after)
    return old === undefined ? { outcome: 'removed' } : { outcome: 'restored', bytes: old };
  const bytes = takenOut(removal, found.bytes, old);
  if (bytes === undefined) return { outcome: 'removed' };
  return hashOf(bytes) === hashOf(found.bytes) ? { outcome: 'untouched' } : { outcome: 'taken-out', bytes };
}

/** One that others use by now stays. */
function removeIfEmpty(folder: string, files: Files): void {
  try {
    files.removeFolder(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT' && code !== 'EEXIST') throw error;
  }
}
