/** What has to change on a disk for a placement, and what undoes it. Pure: files are looked at by the caller. */
import { equalBytes, fromUtf8, utf8 } from '@capgate/base';
import { type EntriesRemoval, isEmptySettings, removalOf, withEntries, withoutEntries } from './entries.ts';
import { InstallError } from './error.ts';
import type { ChainPlacement, KeyPlacement, OwnPlacement, Placement } from './placement.ts';
import { type RequirementsRemoval, withoutRequirements, withRequirements } from './requirements.ts';
import { type KeyRemoval, withKey, withoutKey } from './toml-key.ts';

/** What is at a path, behind links. `other` is a folder, a device, a link to nowhere; `what` names it. */
export type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number; readonly isReadOnly: boolean }
  | { readonly kind: 'other'; readonly what: string };

/** How our part is taken out of a file that somebody changed since; `whole` is none of theirs to keep apart. */
export type Removal = EntriesRemoval | KeyRemoval | RequirementsRemoval | { readonly kind: 'whole' };

export interface Change {
  readonly path: string;
  /** Undefined where there is no file yet. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
  /** Where it must have this one. */
  readonly mode?: number;
  readonly removal: Removal;
}

const PROGRAM_MODE = 0o755;
const SECRET_MODE = 0o600;

/** In their order; none where all is there already. Throws `InstallError` where the file is to be left as it is. */
export function changesFor(placement: Placement, look: (path: string) => Found): readonly Change[] {
  const found = look(placement.path);
  if (found.kind === 'other') throw new InstallError('TAKEN', `expected a file, met ${found.what}; it was left`);
  const changes = changesIn(placement, found, look);
  if (changes.length === 0 || found.kind === 'absent' || !found.isReadOnly) return changes;
  throw new InstallError('READ_ONLY', 'expected a file that may be written, met a read-only one; it was left');
}

type Present = Exclude<Found, { readonly kind: 'other' }>;

function changesIn(placement: Placement, found: Present, look: (path: string) => Found): readonly Change[] {
  if (placement.kind === 'own') return ownChange(placement, found);
  if (placement.kind === 'chain') return chainChanges(placement, found, look(placement.previous));
  if (placement.kind === 'key') {
    return textChange(placement.path, found, keyRemoval(placement), (text) => withKey(text, placement));
  }
  if (placement.kind === 'requirements') {
    const { path, ...removal } = placement;
    return textChange(path, found, removal, (text) => withRequirements(text, removal));
  }
  const changes = textChange(placement.path, found, removalOf(placement), (text) => withEntries(text, placement));
  return placement.isSecret ? changes.map((change) => ({ ...change, mode: SECRET_MODE })) : changes;
}

/**
 * The content of a file that somebody changed since: `now`, without our part; undefined where nothing is left. `before` is
 * what it was before us. Throws `InstallError` where it cannot be told apart.
 */
export function takenOut(removal: Removal, now: Uint8Array, before: Uint8Array | undefined): Uint8Array | undefined {
  if (removal.kind === 'whole') {
    throw new InstallError('UNSURE', 'expected it as Capgate made it, met it changed; it was left, remove it by hand');
  }
  const text = textOf(now);
  const old = before && textOf(before).body;
  if (removal.kind === 'key' || removal.kind === 'requirements') {
    const body =
      removal.kind === 'key' ? withoutKey(text.body, removal, old) : withoutRequirements(text.body, removal, old);
    return body === '' && before === undefined ? undefined : utf8(text.mark + body);
  }
  const body = withoutEntries(text.body, removal, old);
  return before === undefined && isEmptySettings(body) ? undefined : utf8(text.mark + body);
}

function textChange(path: string, found: Present, removal: Removal, edit: (text: string) => string): readonly Change[] {
  const before = found.kind === 'file' ? found.bytes : undefined;
  const { mark, body } = textOf(before ?? new Uint8Array());
  const next = edit(body);
  return next === body ? [] : [{ path, before, after: utf8(mark + next), removal }];
}

function ownChange({ path, text }: OwnPlacement, found: Present): readonly Change[] {
  const before = found.kind === 'file' ? found.bytes : undefined;
  if (before !== undefined && !isOurs(before)) {
    throw new InstallError('TAKEN', 'expected a file that Capgate made, or none, met another; it was left');
  }
  return wholeChange(path, before, text);
}

function chainChanges({ path, previous, text }: ChainPlacement, found: Present, beside: Found): readonly Change[] {
  const before = found.kind === 'file' ? found.bytes : undefined;
  const own = wholeChange(path, before, text, PROGRAM_MODE);
  if (found.kind === 'absent' || isOurs(found.bytes)) return own;
  if (beside.kind !== 'absent') {
    throw new InstallError('TAKEN', `expected nothing at ${previous}, where the hook that is there goes; move it away`);
  }
  const kept: Change = { path: previous, before: undefined, after: found.bytes, mode: found.mode, removal: WHOLE };
  return [kept, ...own];
}

function wholeChange(path: string, before: Uint8Array | undefined, text: string, mode?: number): readonly Change[] {
  const after = utf8(text);
  if (before !== undefined && equalBytes(before, after)) return [];
  return [{ path, before, after, removal: WHOLE, ...(mode === undefined ? {} : { mode }) }];
}

const WHOLE = { kind: 'whole' } as const;

function keyRemoval({ kind, table, key, value }: KeyPlacement): KeyRemoval {
  return { kind, table, key, value };
}

/** By the line that each of our files has at its beginning. */
function isOurs(bytes: Uint8Array): boolean {
  const head = fromUtf8(bytes)?.slice(0, 200) ?? '';
  return /^(?:(?:#!\/bin\/sh\n)?# |\/\/ |<\?xml[^\n]*\n<!-- )Made by Capgate\./u.test(head);
}

/** No settings of anybody's are longer. */
const SIZE_BYTES_MAX = 1 << 22;
const BYTE_ORDER_MARK = '\uFEFF';

/** The text of a file, its byte order mark apart. */
function textOf(bytes: Uint8Array): { readonly mark: string; readonly body: string } {
  if (bytes.length > SIZE_BYTES_MAX) {
    throw new InstallError('PARSE', `expected at most ${SIZE_BYTES_MAX} bytes of settings, met more; it was left`);
  }
  const text = fromUtf8(bytes);
  if (text === undefined) throw new InstallError('PARSE', 'expected UTF-8, met other bytes; mend it first');
  return text.startsWith(BYTE_ORDER_MARK) ? { mark: BYTE_ORDER_MARK, body: text.slice(1) } : { mark: '', body: text };
}
