/** Rules on files of other programs name paths; ours name places. A place is as strict, where the path has one of its own. */
import type { Action, EffectName, PlaceName, ScopeName } from '@capgate/core';
import { EXAMPLE_PLACE } from '../policy/files.ts';
import type { Carried } from './carry.ts';
import type { Subject } from './source.ts';
import { explained, PROBE } from './world.ts';

type FileSubject = Extract<Subject, { kind: 'file' }>;

/** Effects of an operation, and others of the same intent. */
const EFFECTS: Readonly<Record<FileSubject['operation'], readonly EffectName[]>> = {
  read: ['file.read', 'file.list'],
  list: ['file.list'],
  write: ['file.create', 'file.write', 'file.append', 'file.move', 'file.replace', 'file.delete', 'file.delete-tree'],
};

/** Places that hold all sorts of files: to deny them all for one would stop every work. */
const COMMON: ReadonlySet<PlaceName> = new Set([
  'none',
  'workspace',
  'workspace-root',
  'temporary',
  'temporary-root',
  'home',
  'home-root',
  'elsewhere',
  'unresolved',
]);
/** Scopes that are denied as a whole for a folder in them. */
const SCOPES: ReadonlySet<ScopeName> = new Set(['credentials']);

export function deniedFiles({ operation, path }: FileSubject): Carried {
  if (path === undefined) {
    const example = fileAction(operation, PROBE);
    return { kind: 'carried', draft: { when: { action: ['file'], effect: EFFECTS[operation] }, example } };
  }
  return path.endsWith('/**') ? deniedFolder(operation, path.slice(0, -3)) : deniedPath(operation, path);
}

function deniedPath(operation: FileSubject['operation'], path: string): Carried {
  const anywhere = path.startsWith('./**/') ? path.slice('./**/'.length) : path;
  const paths = anywhere === path ? [path] : [`./${anywhere}`, `./${PROBE}/${anywhere}`];
  if (anywhere.includes('*')) return { kind: 'left', why: PATTERN };
  const places = paths.map((one) => placeOf(operation, one));
  const sample = fileAction(operation, paths[0] ?? path);
  const [place] = places;
  if (place === undefined || places.some((one) => one.place !== place.place) || COMMON.has(place.place)) {
    return { kind: 'left', why: NO_PLACE, sample };
  }
  const when = { effect: EFFECTS[operation], place: [place.place] };
  return {
    kind: 'carried',
    draft: { when, example: sample },
    note: `stricter: every file of the place ${place.place}`,
  };
}

function deniedFolder(operation: FileSubject['operation'], folder: string): Carried {
  if (folder.includes('*')) return { kind: 'left', why: PATTERN };
  const paths = [folder, `${folder}/${PROBE}`, `${folder}/${PROBE}/${PROBE}`];
  const scopes = new Set(paths.map((one) => placeOf(operation, one).scope));
  const sample = fileAction(operation, `${folder}/${PROBE}`);
  const [scope] = scopes;
  if (scope === undefined || scopes.size > 1 || !SCOPES.has(scope)) return { kind: 'left', why: NO_PLACE, sample };
  const when = { effect: EFFECTS[operation], scope: [scope] };
  return { kind: 'carried', draft: { when, example: sample }, note: `stricter: every file of the scope ${scope}` };
}

const PATTERN = 'rules know places, and no patterns of paths';
const NO_PLACE = 'rules know places, and its path lies in none of its own';

function placeOf(operation: FileSubject['operation'], path: string): { place: PlaceName; scope: ScopeName } {
  const [effect] = explained(fileAction(operation, path)).effects;
  return effect ?? { place: 'none', scope: 'none' };
}

/** The home folder has another name on every machine; examples are tried with this one. */
export function fileAction(operation: FileSubject['operation'], path: string): Action {
  return { kind: 'file', operation, path: path.replace(/^~(?=\/)/u, EXAMPLE_PLACE.home) };
}
