/** Where a path of an event lies: events tell it from the root of its file system, which may be mounted anywhere. */
import type { MountPoint } from '../system/mounts.ts';
import type { Scope } from '../mask.ts';
import { nearestScope, type Place } from '../place.ts';

export interface Surroundings {
  readonly mounts: readonly MountPoint[];
  readonly places: readonly Place[];
  readonly exists: (path: string) => boolean;
}

/**
 * The paths that it may be: those that are there (of what is gone, whose folder is) and lie in a place of that scope. Several where file
 * systems are alike; none where nothing is left of it.
 */
export function located(path: string, scope: Scope, { mounts, places, exists }: Surroundings): readonly string[] {
  const there = candidates(path, mounts).filter((candidate) => nearestScope(places, candidate) === scope);
  const existing = there.filter(exists);
  return existing.length > 0 ? existing : there.filter((candidate) => exists(folderOf(candidate)));
}

/** The same of a program, whose place nobody told. */
export function locatedProgram(path: string, { mounts, exists }: Surroundings): readonly string[] {
  return candidates(path, mounts).filter(exists);
}

function candidates(path: string, mounts: readonly MountPoint[]): readonly string[] {
  return [...new Set(mounts.flatMap((mount) => below(mount, path)))];
}

function below({ path: mount, root }: MountPoint, path: string): string[] {
  const inside = root === '/' ? path : path.slice(root.length);
  const isWithin = root === '/' || path === root || path.startsWith(`${root}/`);
  return isWithin ? [`${mount === '/' ? '' : mount}${inside === '/' ? '' : inside}` || '/'] : [];
}

/** `/` of `/` itself. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
