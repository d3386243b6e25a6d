/** From what a person approved as to what a command may do beside its mask: acts at the very paths that it names. */
import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EffectName, NamedPath } from '@capgate/core';
import type { FileAct, Grant } from '../grant.ts';
import type { Scope } from '../mask.ts';
import { isWithin, nearestScope, type Place } from '../place.ts';

interface Kind {
  readonly acts: readonly FileAct[];
  /**
   * Whether what lies below the path is meant too; `new`: where nothing is there yet, since all of it is its own then;
   * `made`: so, and folders above that are missing are made as well.
   */
  readonly below: 'always' | 'new' | 'made' | 'never';
}

/** Who writes a file may put another in its place, as with masks. */
const WRITES: Kind = { acts: ['write', 'remove'], below: 'new' };
const FILLS: Kind = { acts: ['write', 'remove'], below: 'always' };
const EMPTIES: Kind = { acts: ['remove'], below: 'always' };

/**
 * Not who may use a file, nor its dates: to the kernel that is writing, and would be to write what is in it. To look at a
 * folder is to read that alone.
 */
const KINDS: ReadonlyMap<EffectName, Kind> = new Map<EffectName, Kind>([
  ['file.list', { acts: ['read'], below: 'never' }],
  ['file.watch', { acts: ['read'], below: 'never' }],
  ['file.read', { acts: ['read'], below: 'always' }],
  ['file.read-astray', { acts: ['read'], below: 'always' }],
  ['file.upload', { acts: ['read'], below: 'always' }],
  ['file.create', { acts: ['write', 'remove'], below: 'made' }],
  ['file.write', WRITES],
  ['file.append', WRITES],
  ['file.replace', WRITES],
  ['file.unpack', FILLS],
  ['file.mirror', FILLS],
  ['file.delete', { acts: ['remove'], below: 'never' }],
  ['file.delete-empty', { acts: ['remove'], below: 'never' }],
  // On another file system what lies below goes one by one.
  ['file.move', EMPTIES],
  ['file.delete-tree', EMPTIES],
  ['file.delete-found', EMPTIES],
]);

/** Reading is withheld from sessions in these alone. */
const SECRET: readonly Scope[] = ['credentials', 'device'];
/** Of one command; of one that takes more, no others are granted. */
const GRANTS_MAX = 128;

export interface Surroundings {
  readonly places: readonly Place[];
  /** Absolute paths that no command is granted, nor anything above them by which they could be reached or moved. */
  readonly withheld: readonly string[];
}

/** What the effects on these paths take; of those that no file is touched by, nothing. */
export function commandGrants(named: readonly NamedPath[], around: Surroundings): readonly Grant[] {
  const grants = named.flatMap(({ effect, path, taken }) => {
    const kind = KINDS.get(effect);
    if (kind === undefined) return [];
    const within =
      kind.below === 'new' || kind.below === 'made' ? taken.map((name) => `${path === '/' ? '' : path}/${name}`) : [];
    return [path, ...within].map((at) => grantAt(at, kind, around));
  });
  return grants.filter((grant) => isGranted(grant, around)).slice(0, GRANTS_MAX);
}

function grantAt(wanted: string, { acts, below }: Kind, { places }: Surroundings): Grant {
  const isNew = isMissing(wanted);
  const path = isNew && below === 'made' ? newAbove(wanted) : wanted;
  const isBelow = below === 'always' || (isNew && below !== 'never');
  return { path, acts, isBelow, isSecret: SECRET.includes(nearestScope(places, path)) };
}

/** What a session may read anyway is granted to nobody: what is read below it may be something else. */
function isGranted({ path, acts, isSecret }: Grant, { withheld }: Surroundings): boolean {
  if (withheld.some((other) => isWithin(path, other) || isWithin(other, path))) return false;
  return isSecret || !acts.includes('read');
}

function isMissing(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

/** The outermost folder that is not there yet: `mkdir -p` makes it, too. */
function newAbove(path: string): string {
  const folder = dirname(path);
  return isMissing(folder) ? newAbove(folder) : path;
}
