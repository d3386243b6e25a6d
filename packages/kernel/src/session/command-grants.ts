/** From what a person approved as to what a command may do beside its mask: acts at the very paths that it names. */
import type { EffectName, NamedPath } from '@capgate/core';
import type { FileAct, Grant } from '../grant.ts';

interface Kind {
  readonly acts: readonly FileAct[];
  /** Whether what lies below the path is meant too; `if-new`: where nothing is there yet, since all of it is its own then. */
  readonly below: Grant['below'];
}

/** Who writes a file may put another in its place, as with masks. */
const WRITES: Kind = { acts: ['write', 'remove'], below: 'if-new' };
const FILLS: Kind = { acts: ['write', 'remove'], below: 'always' };
const READS: Kind = { acts: ['read'], below: 'always' };
const PERMITS: Kind = { acts: ['write'], below: 'never' };
const REMOVES: Kind = { acts: ['remove'], below: 'never' };
const EMPTIES: Kind = { acts: ['remove'], below: 'always' };

const KINDS: ReadonlyMap<EffectName, Kind> = new Map<EffectName, Kind>([
  ['file.list', READS],
  ['file.watch', READS],
  ['file.read', READS],
  ['file.read-astray', READS],
  ['file.upload', READS],
  ['file.create', WRITES],
  ['file.write', WRITES],
  ['file.append', WRITES],
  ['file.replace', WRITES],
  ['file.unpack', FILLS],
  ['file.mirror', FILLS],
  ['file.permit', PERMITS],
  ['file.narrow', PERMITS],
  ['file.open', PERMITS],
  ['file.date', PERMITS],
  ['file.permit-tree', { acts: ['write'], below: 'always' }],
  ['file.delete', REMOVES],
  ['file.delete-empty', REMOVES],
  // On another file system what lies below goes one by one.
  ['file.move', EMPTIES],
  ['file.delete-tree', EMPTIES],
  ['file.delete-found', EMPTIES],
]);

/** What the effects on these paths take; of those that no file is touched by, nothing. */
export function commandGrants(named: readonly NamedPath[]): readonly Grant[] {
  return named.flatMap(({ effect, path, taken }) => {
    const kind = KINDS.get(effect);
    if (kind === undefined) return [];
    const within = kind === WRITES ? taken.map((name) => `${path === '/' ? '' : path}/${name}`) : [];
    return [path, ...within].map((at) => ({ path: at, ...kind }));
  });
}
