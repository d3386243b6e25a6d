/**
 * File systems below each other. Programs in the kernel look for the nearest label up to the root of a file system, and
 * no further; so the root of each gets the label that its mount point is below.
 */
import { readFileSync, statSync } from 'node:fs';
import { mountPoints } from '../system/mounts.ts';
import { nearestScope, type Place } from '../place.ts';

/** `places`, and a place for each mount point that is none of them; `/` is one of them. */
export function withMounts(
  places: readonly Place[],
  mountInfo: string = readFileSync('/proc/self/mountinfo', 'utf8'),
): readonly Place[] {
  const named = new Set(places.map(({ path }) => path));
  // A folder that is mounted twice has one label: that of the place that names it.
  const inodes = new Set(places.map(({ path }) => inodeOf(path)));
  const points = mountPoints(mountInfo).map(({ path }) => path);
  const roots = [...new Set(points)].filter((path) => !named.has(path) && !inodes.has(inodeOf(path)));
  return [...roots.map((path) => ({ path, scope: nearestScope(places, path) })), ...places];
}

/** What is not there has none. */
function inodeOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
