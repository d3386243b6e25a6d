/** Which place a path lies in, by comparing it with one rule after the other. */
import { ABSOLUTE_RULES, HOME_RULES, NAME_RULES } from '../../../core/src/knowledge/path-rules.ts';
import type { PlaceName } from '../../../core/src/knowledge/places.ts';
import { HOLE, holdsHole, type Word } from './words.ts';

/** The folders that a decision starts from, absolute. */
export interface Folders {
  readonly workingDirectory: string;
  readonly workspace: string;
  readonly home: string;
}

/** A path from the root on; `undefined` where it is known only at run time. */
export type Segments = readonly string[] | undefined;

const MAX_SEGMENTS = 256;
const MAX_PATH_UNITS = 4096;
const MAX_DIRECTORY_UNITS = 1024;

interface Rule {
  readonly segments: readonly string[];
  readonly place: PlaceName;
  /** Says nothing of what lies below. */
  readonly isOnlyItself: boolean;
}

function rulesOf(data: Readonly<Record<string, string>>): readonly Rule[] {
  return Object.entries(data).flatMap(([paths, name]) =>
    paths.split(' ').map((path) => ({
      segments: segmentsOf(path.replaceAll('?', ' ')),
      place: name.replace('=', '') as PlaceName,
      isOnlyItself: name.startsWith('='),
    })),
  );
}

const ABSOLUTE = rulesOf(ABSOLUTE_RULES);
const HOME = rulesOf(HOME_RULES);
const NAMES = rulesOf(NAME_RULES);

/** A folder's segments. */
export function segmentsOf(path: string): readonly string[] {
  return resolved([], path) ?? [];
}

/** `path` from `base` on, `.` and `..` resolved; `undefined` beyond the bounds. */
function resolved(base: readonly string[], path: string): Segments {
  const segments = [...base];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
    if (segments.length > MAX_SEGMENTS || segments.join('').length > MAX_PATH_UNITS) return undefined;
  }
  return segments;
}

/** A path as a shell in `directory` resolves it. */
function resolvedPath(text: string, directory: Segments, folders: Folders): Segments {
  if (text === '') return undefined;
  const first = text.slice(0, 1);
  const rest = text.slice(1);
  switch (first) {
    case '/':
      return resolved([], rest);
    case HOLE.HOME:
      return resolved(homeOf(folders), rest);
    case HOLE.TEMPORARY:
      return resolved(['tmp'], rest);
    case HOLE.WORKING_DIRECTORY:
      return directory && resolved(directory, rest);
    case HOLE.NUMBER:
    case HOLE.STATUS:
      return directory && resolved(directory, text);
    default:
      return holdsHole(first) || directory === undefined ? undefined : resolved(directory, text);
  }
}

/** The directory after `cd WORD`. */
export function changedDirectory({ text }: Word, directory: Segments, folders: Folders): Segments {
  if (text === '') return directory;
  if (text === '-') return undefined;
  const to = resolvedPath(text, directory, folders);
  const isFollowed = to !== undefined && !to.some(holdsHole) && to.join('').length <= MAX_DIRECTORY_UNITS;
  return isFollowed ? to : undefined;
}

/** The place of the path that a word names, seen from `directory`. */
export function placeOfWord(
  { text, isGlob }: Pick<Word, 'text' | 'isGlob'>,
  directory: Segments,
  folders: Folders,
): PlaceName {
  const segments = resolvedPath(text, directory, folders);
  if (segments === undefined) return 'unresolved';
  // A glob that fits everything in a folder, or everything hidden, is that folder.
  const isEverything = isGlob && /^[.*]*\*[.*]*$/.test(segments.at(-1) ?? '');
  return placeOf(isEverything ? segments.slice(0, -1) : segments, folders);
}

/** The place of a resolved path. */
export function placeOf(path: readonly string[], folders: Folders): PlaceName {
  if (path.length === 0) return 'root';
  const workspace = segmentsOf(folders.workspace);
  if (workspace.length > 0 && isWithin(path, workspace)) {
    if (path.length === workspace.length) return 'workspace-root';
    return named(path, workspace.length) ?? 'workspace';
  }
  // Whoever deletes what the workspace lies in deletes the workspace.
  if (isWithin(workspace, path)) return 'home-root';
  return placeOutside(path, folders);
}

function placeOutside(path: readonly string[], folders: Folders): PlaceName {
  const depth = homeDepth(path, folders);
  if (depth !== undefined) {
    if (depth === path.length) return 'home-root';
    const place = ruled(HOME, path.slice(depth)) ?? named(path, depth);
    return place === undefined || place === 'workspace' ? 'home' : place;
  }
  const place = ruled(ABSOLUTE, path);
  const name = named(path, 0);
  if (place === 'temporary') {
    if (ABSOLUTE.some((rule) => rule.place === 'temporary' && isSame(rule.segments, path))) return 'temporary-root';
    return name === 'key' || name === 'token' || name === 'gate' ? name : 'temporary';
  }
  // A name says more than that a path belongs to the system.
  if ((place === undefined || place === 'system') && name !== undefined && name !== 'workspace') return name;
  return place ?? 'elsewhere';
}

/** The home folder; an unknown one is a folder of its own, that no other path leads to. */
function homeOf({ home }: Folders): readonly string[] {
  return home === '' ? [HOLE.HOME] : segmentsOf(home);
}

/** How many segments name a home folder. */
function homeDepth(path: readonly string[], folders: Folders): number | undefined {
  const home = homeOf(folders);
  if (home.length > 0 && isWithin(path, home)) return home.length;
  if (path[0] === 'root') return 1;
  return path.length >= 2 && (path[0] === 'home' || path[0] === 'Users') ? 2 : undefined;
}

function isWithin(path: readonly string[], folder: readonly string[]): boolean {
  return folder.length <= path.length && folder.every((segment, index) => segment === path[index]);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && isWithin(one, other);
}

/** What the names in a path say from segment `from` on; the last one that says something wins. */
function named(path: readonly string[], from: number): PlaceName | undefined {
  let found: PlaceName | undefined;
  for (let at = from; at < path.length; at++) found = ruled(NAMES, path.slice(at)) ?? found;
  return found;
}

/** The place that the longest rule gives; among those as long, one without a wildcard, and the last of these. */
function ruled(rules: readonly Rule[], path: readonly string[]): PlaceName | undefined {
  const fitting = rules.filter((rule) => {
    const isOwn = rule.segments.length === path.length;
    const isAbove = rule.segments.length < path.length && !rule.isOnlyItself;
    return (isOwn || isAbove) && rule.segments.every((segment, index) => fitsSegment(segment, path[index] ?? ''));
  });
  const precision = ({ segments }: Rule): number =>
    2 * segments.length - segments.filter((segment) => segment.includes('*')).length / 1000;
  const best = Math.max(...fitting.map(precision));
  return fitting.findLast((rule) => precision(rule) === best)?.place;
}

/** `*` at a segment's start or end stands for any run of characters. */
function fitsSegment(pattern: string, segment: string): boolean {
  if (!pattern.includes('*')) return pattern === segment;
  return pattern.startsWith('*') ? segment.endsWith(pattern.slice(1)) : segment.startsWith(pattern.slice(0, -1));
}
