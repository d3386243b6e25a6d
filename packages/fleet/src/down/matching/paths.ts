/**
 * Paths against thousands of patterns at once: patterns are a tree by their names, and a path walks it with the set of all
 * places that it may be at. A place is in the set once, so no pattern makes that walk longer than names times places.
 */
import { FleetError } from '../../error.ts';
import { namePattern } from './names.ts';
import { valueOf } from '../../value-of.ts';

interface Place<Value> {
  /** Those behind names that are known. */
  readonly byName: Map<string, Place<Value>>;
  /** Those behind names with `*`, by their text. */
  readonly byPattern: Map<string, { readonly matches: (name: string) => boolean; readonly place: Place<Value> }>;
  /** Behind `**`: it stays there, whatever name comes. */
  below: Place<Value> | undefined;
  readonly isBelow: boolean;
  readonly values: Value[];
}

/** How much is tried for all paths of one action: some 50 ms. Below 0 where that was not enough. */
export interface Steps {
  left: number;
}

export function newSteps(): Steps {
  return { left: 1_000_000 };
}

/** `**` of one pattern, and names with `*` of all: each of these is tried at each name of a path. */
const [BELOW_MAX, PATTERNS_MAX] = [3, 1_000];

export class PathPatterns<Value> {
  readonly #root = newPlace<Value>(false);
  #patterns = 0;

  /**
   * Adds an absolute path, or one that begins with `~/`, and what it stands for. What ends in `/**` is the folder itself,
   * too. Throws `FleetError` VALUE for a path of another form, and for too many with `*` in a name.
   */
  add(path: string, value: Value): void {
    const names = path.startsWith('/') ? path.slice(1).split('/') : path.split('/');
    if (!isForm(path, names)) throw noPattern(path);
    let place = this.#root;
    for (const name of names) place = this.#behind(place, name);
    place.values.push(value);
  }

  /** What stands for the path, as far as there are steps; the same value may come twice. `home`: what `~` is. */
  *of(path: string, home: string | undefined, steps: Steps = { left: Infinity }): Iterable<Value> {
    yield* this.#walk(path.slice(1).split('/'), steps);
    if (home === undefined || home === '') return;
    const within = home.endsWith('/') ? home : `${home}/`;
    if (path.startsWith(within)) yield* this.#walk(['~', ...path.slice(within.length).split('/')], steps);
  }

  #behind(place: Place<Value>, name: string): Place<Value> {
    if (name === '**') return (place.below ??= newPlace(true));
    if (!name.includes('*')) return valueOf(place.byName, name, () => newPlace(false));
    return valueOf(place.byPattern, name, () => {
      if (++this.#patterns > PATTERNS_MAX)
        throw new FleetError('VALUE', `expected at most ${PATTERNS_MAX} names with "*" in them, met another`);
      return { matches: namePattern(name), place: newPlace<Value>(false) };
    }).place;
  }

  *#walk(names: readonly string[], steps: Steps): Iterable<Value> {
    let places = new Set<Place<Value>>();
    enter(places, this.#root);
    for (const name of names) {
      const next = new Set<Place<Value>>();
      for (const place of places) {
        steps.left -= 1 + place.byPattern.size;
        step(place, name, next);
      }
      if (next.size === 0 || steps.left < 0) return;
      places = next;
    }
    for (const { values } of places) yield* values;
  }
}

function newPlace<Value>(isBelow: boolean): Place<Value> {
  return { byName: new Map(), byPattern: new Map(), below: undefined, isBelow, values: [] };
}

function step<Value>(place: Place<Value>, name: string, next: Set<Place<Value>>): void {
  if (place.isBelow) next.add(place);
  enter(next, place.byName.get(name));
  for (const { matches, place: behind } of place.byPattern.values()) if (matches(name)) enter(next, behind);
}

/** `**` may stand for no folder. */
function enter<Value>(places: Set<Place<Value>>, place: Place<Value> | undefined): void {
  for (let at = place; at !== undefined; at = at.below) places.add(at);
}

function isForm(path: string, names: readonly string[]): boolean {
  const isRooted = path.startsWith('/') || names[0] === '~';
  const isPlain = names.every((name) => name !== '' && name !== '.' && name !== '..');
  const below = names.filter((name) => name === '**').length;
  const isBounded = below <= BELOW_MAX && names.every((name) => name === '**' || !name.includes('**'));
  return isRooted && isPlain && isBounded && names.length > (names[0] === '~' ? 1 : 0);
}

function noPattern(path: string): FleetError {
  const wanted = `a path from "/" or "~/", without "." and "..", with "**" as a whole name and at most ${BELOW_MAX} times`;
  return new FleetError('VALUE', `expected ${wanted}, met "${path}"`);
}
