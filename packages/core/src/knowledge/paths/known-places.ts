/** The places whose paths are known beforehand, for who looks at a real file system. */
import { ABSOLUTE_RULES, HOME_RULES, NAME_RULES } from '../vocabulary/path-rules.ts';
import type { PlaceName } from '../vocabulary/places.ts';

export interface KnownPlace {
  /** Absolute. */
  readonly path: string;
  readonly place: PlaceName;
  /** Whether what lies below is of this place as well. */
  readonly isWhole: boolean;
}

/**
 * What rules name without a wildcard: of the system, and below `home`, an absolute path. Of the names that mean the same
 * wherever they lie, those of agents' hooks directly below the home, which every session of the agent reads.
 */
export function knownPlaces(home: string): readonly KnownPlace[] {
  return [
    ...placesOf(ABSOLUTE_RULES, ''),
    ...placesOf(HOME_RULES, `${home}/`),
    ...placesOf(NAME_RULES, `${home}/`).filter(({ place }) => place === 'agent-hooks'),
  ];
}

function placesOf(rules: typeof ABSOLUTE_RULES, prefix: string): KnownPlace[] {
  return Object.entries(rules).flatMap(([paths, told]) => {
    const place = told.replace('=', '') as PlaceName;
    return paths
      .split(' ')
      .filter((path) => !path.includes('*'))
      .map((path) => ({ path: `${prefix}${path.replaceAll('?', ' ')}`, place, isWhole: !told.startsWith('=') }));
  });
}
