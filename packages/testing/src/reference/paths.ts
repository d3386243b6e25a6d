/** Which place a path lies in, by comparing it with one rule after the other. */
import {
  ABSOLUTE_RULES,
  HOME_RULES,
  NAME_RULES,
  PROJECT_FOLDERS,
} from '../../../core/src/knowledge/vocabulary/path-rules.ts';
import type { PlaceName } from '../../../core/src/knowledge/vocabulary/places.ts';
import type { Assessing } from './outline.ts';
import { HOLE, holdsHole, type Word } from './words.ts';

/** The folders that a decision starts from, absolute. */
export interface Folders {
  readonly workingDirectory: string;
  readonly workspace: string;
  readonly home: string;
  /** As Node names it; Linux where absent. */
  readonly platform?: string;
}

/** A path from the root on; `undefined` where it is known only at run time. */
export type Segments = readonly string[] | undefined;

const MAX_SEGMENTS = 256;
const MAX_PATH_UNITS = 4096;
const MAX_DIRECTORY_UNITS = 1024;

export interface Rule {
  readonly segments: readonly string[];
  readonly place: PlaceName;
  /** Says nothing of what lies below. */
  readonly isOnlyItself: boolean;
}

export interface Rules {
  readonly absolute: readonly Rule[];
  readonly home: readonly Rule[];
  readonly names: readonly Rule[];
}

function ruleList(data: Readonly<Record<string, string>>): readonly Rule[] {
  return Object.entries(data).flatMap(([paths, name]) =>
    paths.split(' ').map((path) => ({
      segments: segmentsOf(path.replaceAll('?', ' ')),
      place: name.replace('=', '') as PlaceName,
      isOnlyItself: name.startsWith('='),
    })),
  );
}

const RULES: Rules = {
  absolute: ruleList(ABSOLUTE_RULES),
  home: ruleList(HOME_RULES),
  names: ruleList(NAME_RULES),
};
const inSmallLetters = (rules: readonly Rule[]): readonly Rule[] =>
  rules.map((rule) => ({ ...rule, segments: rule.segments.map((segment) => segment.toLowerCase()) }));
const FOLDED: Rules = {
  absolute: inSmallLetters(RULES.absolute),
  home: inSmallLetters(RULES.home),
  names: inSmallLetters(RULES.names),
};

/** The rules as they are compared on the folders' platform. */
export function rulesFor(folders: Folders): Rules {
  return foldsCase(folders) ? FOLDED : RULES;
}

function foldsCase({ platform }: Folders): boolean {
  return platform === 'darwin' || platform === 'win32';
}

function fold(text: string): string {
  const small = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return small.replaceAll('\u017f', 's').replaceAll('\u212a', 'k');
}

/** A path as it is compared: on macOS and Windows letter case means nothing; macOS has links at its root. */
export function compared(path: readonly string[], folders: Folders): readonly string[] {
  if (!foldsCase(folders)) return path;
  const small = path.map(fold);
  if (folders.platform !== 'darwin') return small;
  const below = isWithin(small, ['system', 'volumes', 'data']) ? small.slice(3) : small;
  const isLink = below[0] === 'private' && ['etc', 'tmp', 'var'].includes(below[1] ?? '');
  return isLink ? below.slice(1) : below;
}

/** Workspace and home as they are compared. */
export function namesOf(folders: Folders): { workspace: readonly string[]; home: readonly string[] } {
  const workspace = compared(segmentsOf(folders.workspace), folders);
  return { workspace: isForProjects(workspace, folders) ? workspace : [], home: homeNames(folders) };
}

function homeNames(folders: Folders): readonly string[] {
  return compared(homeOf(folders), folders);
}

/** A folder that is, holds or is ruled to be something else than projects is no workspace, whoever says that it is one. */
function isForProjects(path: readonly string[], folders: Folders): boolean {
  const { absolute, home, names } = rulesFor(folders);
  const depth = homeDepth(path, folders) ?? 0;
  if (path.length === depth || isWithin(homeNames(folders), path)) return false;
  const inside = depth > 0 ? path.slice(depth) : path;
  const placed = depth > 0 ? home : absolute;
  if (speaksBelow(placed, inside) || path.some((_, at) => speaksBelow(names, path.slice(at)))) return false;
  const place = ruled(placed, inside) ?? 'elsewhere';
  const isCustom = PROJECT_FOLDERS.some((folder) => isWithin(path, compared(segmentsOf(folder), folders)));
  return ['home', 'cache', 'temporary', 'elsewhere'].includes(place) || (place === 'system' && isCustom);
}

/** Whether a rule is about something below the folder. */
function speaksBelow(rules: readonly Rule[], folder: readonly string[]): boolean {
  return rules.some(
    ({ segments }) =>
      segments.length > folder.length && folder.every((name, at) => fitsSegment(segments[at] ?? '', name)),
  );
}

/** Other homes; `*` stands for any name. */
export function homesOf(folders: Folders): readonly (readonly string[])[] {
  const users = foldsCase(folders) ? 'users' : 'Users';
  const always = [['root'], ['home', '*'], [users, '*'], ['export', 'home', '*'], ['var', 'home', '*']];
  return [...always, ...(folders.platform === 'darwin' ? [['var', 'root']] : [])];
}

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
export function resolvedPath(text: string, directory: Segments, folders: Folders): Segments {
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
export function changedDirectory(
  { text }: Word,
  directory: Segments,
  { folders, assigned }: Pick<Assessing, 'folders' | 'assigned'>,
): Segments {
  if (text === '') return directory;
  if (text === '-' || assigned.some(({ hole }) => text.startsWith(hole))) return undefined;
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
  return segments === undefined ? 'unresolved' : placeOf(isGlob ? withoutEverything(segments) : segments, folders);
}

/** A glob that fits everything in a folder, or everything hidden, is that folder. */
export function withoutEverything(segments: readonly string[]): readonly string[] {
  return /^[.*]*\*[.*]*$/.test(segments.at(-1) ?? '') ? segments.slice(0, -1) : segments;
}

/** The place of a resolved path. */
export function placeOf(resolvedSegments: readonly string[], folders: Folders): PlaceName {
  const path = compared(resolvedSegments, folders);
  if (path.length === 0) return 'root';
  const { workspace } = namesOf(folders);
  if (workspace.length > 0 && isWithin(path, workspace)) {
    if (path.length === workspace.length) return 'workspace-root';
    return named(path, workspace.length, folders) ?? 'workspace';
  }
  // Whoever deletes what the workspace lies in deletes the workspace.
  if (isWithin(workspace, path)) return 'home-root';
  return placeOutside(path, folders);
}

function placeOutside(path: readonly string[], folders: Folders): PlaceName {
  const { absolute, home } = rulesFor(folders);
  const depth = homeDepth(path, folders);
  if (depth !== undefined) {
    if (depth === path.length) return 'home-root';
    const place = ruled(home, path.slice(depth)) ?? named(path, depth, folders);
    return place === undefined || place === 'workspace' ? 'home' : place;
  }
  const place = ruled(absolute, path);
  const name = named(path, 0, folders);
  if (place === 'temporary') {
    if (absolute.some((rule) => rule.place === 'temporary' && isSame(rule.segments, path))) return 'temporary-root';
    return name === 'key' || name === 'token' || name === 'gate' ? name : 'temporary';
  }
  // A name says more than that a path belongs to the system.
  if ((place === undefined || place === 'system') && name !== undefined && name !== 'workspace') return name;
  return place ?? (isWithin(homeNames(folders), path) ? 'home-root' : 'elsewhere');
}

/** The home folder; an unknown one is a folder of its own, that no other path leads to. */
function homeOf({ home }: Folders): readonly string[] {
  return home === '' ? [HOLE.HOME] : segmentsOf(home);
}

/** How many segments name a home folder. */
function homeDepth(path: readonly string[], folders: Folders): number | undefined {
  return [homeNames(folders), ...homesOf(folders)].find((folder) => isSureHome(path, folder))?.length;
}

/** Whether a path begins with a home, whose segments `*` are any name. */
export function isSureHome(path: readonly string[], home: readonly string[]): boolean {
  return home.length > 0 && home.length <= path.length && home.every((name, at) => name === '*' || name === path[at]);
}

function isWithin(path: readonly string[], folder: readonly string[]): boolean {
  return folder.length <= path.length && folder.every((segment, index) => segment === path[index]);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && isWithin(one, other);
}

/** What the names in a path say from segment `from` on; the last one that says something wins. */
function named(path: readonly string[], from: number, folders: Folders): PlaceName | undefined {
  let found: PlaceName | undefined;
  for (let at = from; at < path.length; at++) found = ruled(rulesFor(folders).names, path.slice(at)) ?? found;
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
