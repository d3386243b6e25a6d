/** Where a path with globs may lie: the places of all rules that one of its names fits. */
import type { PlaceName } from '../../../core/src/knowledge/vocabulary/places.ts';
import {
  compared,
  type Folders,
  homesOf,
  isSureHome,
  namesOf,
  resolvedPath,
  type Rule,
  type Rules,
  rulesFor,
  type Segments,
  withoutEverything,
} from './paths.ts';
import type { Word } from './words.ts';

const TELLING: readonly PlaceName[] = ['key', 'token', 'gate'];

/** Further places that the path of a word with a glob may lie in. `changes`: it is not only looked at. */
export function placesOfWord(
  { text }: Pick<Word, 'text'>,
  directory: Segments,
  folders: Folders,
  changes: boolean,
): PlaceName[] {
  const segments = resolvedPath(text, directory, folders);
  if (segments === undefined) return [];
  const places = placesOfGlob(compared(withoutEverything(segments), folders), folders, changes);
  // A shell knows `/dev/tcp` by its letters alone.
  return places.filter((place) => place !== 'connection');
}

/** Whether the segment may mean one of `names`, and spells half of it. */
export function spellsOneOf(segment: string, names: readonly string[]): boolean {
  const pattern = { text: segment, pieces: piecesOf(segment) };
  return names.some((name) => spells(pattern, name) && means(pattern, name));
}

/** The places that a resolved path may lie in; none where no segment is a glob. */
function placesOfGlob(segments: readonly string[], folders: Folders, changes: boolean): PlaceName[] {
  const path = segments.map((text): Pattern => ({ text, pieces: piecesOf(text) }));
  if (!path.some(({ pieces }) => pieces.some(isOpen))) return [];
  const rules = rulesFor(folders);
  const { workspace, home } = namesOf(folders);
  const inWorkspace =
    path.length === workspace.length ? ['workspace-root' as const] : named(rules, path, workspace.length, changes);
  if (startsSurely(path, workspace)) return path.length === workspace.length ? [] : inWorkspace;
  const found: PlaceName[] = mayStart(path, workspace) ? [...inWorkspace] : [];
  if (path.length < workspace.length && mayStart(path, workspace.slice(0, path.length))) found.push('home-root');
  if (path.length < home.length && mayStart(path, home.slice(0, path.length))) found.push('home-root');
  for (const folder of [home, ...homesOf(folders)]) {
    const inHome = (): PlaceName[] =>
      path.length === folder.length
        ? ['home-root']
        : [
            'home',
            ...ruled(rules.home, path.slice(folder.length), changes),
            ...named(rules, path, folder.length, changes),
          ];
    if (isSureHome(segments, folder)) return [...found, ...inHome()];
    if (mayStart(path, folder)) found.push(...inHome());
  }
  const outside = ruled(rules.absolute, path, changes);
  const names = named(rules, path, 0, changes);
  const isTemporary = outside.length > 0 && outside.every((place) => place === 'temporary');
  return [...found, ...outside, ...names.filter((place) => !isTemporary || TELLING.includes(place))];
}

interface Pattern {
  readonly text: string;
  /** `*`, `?`, bracket expressions and single characters. */
  readonly pieces: readonly string[];
}

/** An extended glob is any text. */
function piecesOf(segment: string): string[] {
  const pieces = segment.match(/\[\[:(?:[^:]|:(?!\]))*:\][^\]]*\]|\[(?!\[:).[^\]]*\]|[?*+@!]\([^)]*\)|./gs) ?? [];
  return pieces.map((piece) => (piece.length > 1 && !piece.startsWith('[') ? '*' : piece));
}

function isOpen(piece: string): boolean {
  return piece === '*' || piece === '?' || piece.length > 1;
}

/** A piece as a regular expression. */
function expressionOf(piece: string): string {
  if (piece === '*') return '.*';
  if (piece === '?' || piece.includes('[:')) return '.';
  if (piece.length === 1) return piece.replace(/[^A-Za-z0-9]/, '\\$&');
  const isNot = /^\[[!^]/.test(piece);
  const items = piece.slice(isNot ? 2 : 1, -1).match(/.-.|./gs) ?? [];
  const ranges = items.filter((item) => item.length === 1 || (item[0] ?? '') <= (item[2] ?? ''));
  const escaped = ranges.map((item) =>
    [item[0], item[2]].flatMap((unit) => unit?.replace(/[^A-Za-z0-9]/, '\\$&') ?? []).join('-'),
  );
  return `[${isNot ? '^' : ''}${escaped.join('')}]`;
}

function means({ pieces }: Pattern, name: string): boolean {
  if (name.startsWith('.') && pieces[0] !== '.') return false;
  return new RegExp(`^${pieces.map(expressionOf).join('')}$`, 's').test(name);
}

/** Whether the pattern may mean a name that a rule's segment fits. */
function mayFit(pattern: Pattern, rule: string): boolean {
  if (!rule.includes('*')) return means(pattern, rule);
  const isEnd = rule.startsWith('*');
  const text = rule.replace('*', '').split('');
  const pieces = isEnd ? pattern.pieces.toReversed() : pattern.pieces;
  if (isEnd) text.reverse();
  if (!isEnd && text[0] === '.' && pieces[0] !== '.') return false;
  const star = pieces.indexOf('*');
  return text
    .slice(0, star < 0 ? undefined : star)
    .every((unit, at) => pieces[at] !== undefined && new RegExp(`^${expressionOf(pieces[at])}$`, 's').test(unit));
}

/** Whether the pattern spells half of the name. */
function spells({ pieces }: Pattern, name: string): boolean {
  return 2 * pieces.filter((piece) => !isOpen(piece)).length >= name.length;
}

function isWritten(pattern: Pattern | undefined, name: string): boolean {
  return pattern?.text === name && !pattern.pieces.some(isOpen);
}

/** `isHard`: the gate counts only where all of its names are spelt. */
function ruled(rules: readonly Rule[], path: readonly Pattern[], changes: boolean, isHard = !changes): PlaceName[] {
  const fitting = rules.filter(
    ({ segments, isOnlyItself }) =>
      (segments.length === path.length || (segments.length < path.length && !isOnlyItself)) &&
      segments.every((segment, at) => path[at] !== undefined && mayFit(path[at], segment)),
  );
  const isSpelt = ({ segments }: Rule): boolean =>
    segments.every((segment, at) => segment.includes('*') || (path[at] !== undefined && spells(path[at], segment)));
  // Who only looks into every folder looks at what lies around them.
  const isMeant = ({ segments }: Rule): boolean =>
    changes || segments.length === path.length || !/^\*+$/.test(path[segments.length - 1]?.text ?? '');
  // A longer rule whose further names are all written out says what holds below it.
  const isCovered = ({ segments: shorter }: Rule): boolean =>
    rules.some(
      ({ segments, isOnlyItself }) =>
        segments.length > shorter.length &&
        (segments.length === path.length || (segments.length < path.length && !isOnlyItself)) &&
        segments.every((segment, at) => (at < shorter.length ? segment === shorter[at] : isWritten(path[at], segment))),
    );
  return fitting
    .filter(isMeant)
    .filter((rule) => !isCovered(rule))
    .filter((rule) => rule.place !== 'gate' || !isHard || isSpelt(rule))
    .map(({ place }) => place);
}

/** What names say from segment `from` on, where the glob spells their beginning. */
function named(rules: Rules, path: readonly Pattern[], from: number, changes: boolean): PlaceName[] {
  return path.flatMap((pattern, at) => {
    if (at < from) return [];
    const begun = rules.names.filter(({ segments: [first = ''] }) => {
      if (first.startsWith('*')) return pattern.text.endsWith(first.slice(1));
      if (first.endsWith('*')) return pattern.text.startsWith(first.slice(0, -1));
      return spells(pattern, first) && means(pattern, first);
    });
    const firsts = new Set(begun.map(({ segments: [first] }) => first));
    return [...firsts].flatMap((first) => {
      const same = begun.filter(({ segments }) => segments[0] === first);
      const rest = same.map((rule) => ({ ...rule, segments: rule.segments.slice(1) }));
      return ruled(rest, path.slice(at + 1), changes, true);
    });
  });
}

function mayStart(path: readonly Pattern[], folder: readonly string[]): boolean {
  const fits = (name: string, at: number): boolean => path[at] !== undefined && (name === '*' || means(path[at], name));
  return folder.length > 0 && folder.every(fits);
}

function startsSurely(path: readonly Pattern[], folder: readonly string[]): boolean {
  return folder.length > 0 && folder.every((name, at) => path[at]?.text === name);
}
