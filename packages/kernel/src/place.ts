/** Which folders and files are of which kind, for one session. */
import type { Scope } from './mask.ts';

export interface Place {
  /** Absolute, without links. */
  readonly path: string;
  readonly scope: Scope;
}

/** Of the place that lies nearest above the path; `places` has `/`. */
export function nearestScope(places: readonly Place[], path: string): Scope {
  const above = places.filter((place) => isWithin(path, place.path));
  return above.reduce((best, place) => (place.path.length > best.path.length ? place : best)).scope;
}

/** Absolute paths without a last `/`; of itself too. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
