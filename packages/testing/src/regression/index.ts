/** The project's own regression set: commands of many fields with the verdicts that a careful engineer wants. */
import { attacks } from './attacks.ts';
import { clouds } from './clouds.ts';
import { clusters } from './clusters.ts';
import { casesOf, type Group, type RegressionCase } from './group.ts';
import { machines } from './machines.ts';
import { projects } from './projects.ts';
import { stores } from './stores.ts';

const FIELDS: Readonly<Record<string, readonly Group[]>> = { attacks, clouds, clusters, machines, projects, stores };

/** Every case, a field after the other. */
export const regressionCases: readonly RegressionCase[] = Object.entries(FIELDS).flatMap(([field, groups]) =>
  casesOf(field, groups),
);
