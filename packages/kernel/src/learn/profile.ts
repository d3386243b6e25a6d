/** What a command needs, as the least that lets it: learned from a session that nothing was stopped in. */
import { type Mask, REACHES, type Reach } from '../mask.ts';
import type { Place } from '../place.ts';
import { sessionMask } from '../session/mask.ts';

/** What a session changes without being permitted more than any other. */
export const CHANGEABLE = ['workspace', 'temporary'] as const;
export type Changeable = (typeof CHANGEABLE)[number];

export interface Profile {
  readonly connect: readonly Reach[];
  readonly change: readonly Changeable[];
  /** Absolute paths that may be read though they are withheld from sessions. */
  readonly read: readonly string[];
  /** Absolute paths that may be changed beside what `change` names. */
  readonly write: readonly string[];
  /** Absolute paths of the programs that may run; any may where absent. */
  readonly programs?: readonly string[];
}

/** Never wider than a session's own but for reaches that are named. `id` stands in events. */
export function profileMask({ connect, change, write, programs }: Profile, id: bigint): Mask {
  // What is permitted besides is of the workspace's kind; see `profilePlaces`.
  const changed = new Set(write.length > 0 ? [...change, 'workspace' as const] : change);
  const { controls, ...mask } = sessionMask(id, 'on');
  return {
    ...mask,
    write: changed,
    remove: changed,
    connect: new Set(REACHES.filter((reach) => connect.includes(reach))),
    controls: programs === undefined ? controls : new Set(),
  };
}

/** A workspace that is not to be changed is like the home around it, but for what `write` names in it. */
export function profilePlaces({ change, write }: Profile, places: readonly Place[]): readonly Place[] {
  if (change.includes('workspace')) return places;
  return places.map((place) =>
    place.scope === 'workspace' && !write.includes(place.path) ? { ...place, scope: 'home' } : place,
  );
}
