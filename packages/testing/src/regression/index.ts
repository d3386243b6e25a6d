/** The project's own regression set: commands of many fields with the verdicts that a careful engineer wants. */
import { attacks } from './attacks.ts';
import { clouds } from './clouds.ts';
import { clusters } from './clusters.ts';
import { editors } from './editors.ts';
import { escapes } from './escapes.ts';
import { evasion } from './evasion.ts';
import { exfiltration } from './exfiltration.ts';
import { casesOf, type Group, type RegressionCase } from './group.ts';
import { learning } from './learning.ts';
import { machines } from './machines.ts';
import { macos } from './macos.ts';
import { networks } from './networks.ts';
import { packages } from './packages.ts';
import { persistence } from './persistence.ts';
import { pipelines } from './pipelines.ts';
import { projects } from './projects.ts';
import { scripts } from './scripts.ts';
import { secrets } from './secrets.ts';
import { stores } from './stores.ts';
import { texts } from './texts.ts';

const FIELDS: Readonly<Record<string, readonly Group[]>> = {
  attacks,
  clouds,
  clusters,
  editors,
  escapes,
  evasion,
  exfiltration,
  learning,
  machines,
  macos,
  networks,
  packages,
  persistence,
  pipelines,
  projects,
  scripts,
  secrets,
  stores,
  texts,
};

/** Every case, a field after the other. */
export const regressionCases: readonly RegressionCase[] = Object.entries(FIELDS).flatMap(([field, groups]) =>
  casesOf(field, groups),
);
