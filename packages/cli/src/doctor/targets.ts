/** Which agents the doctor looks at, and where. */
import { INSTALL_CLIENTS, InstallError } from '@capgate/agents';
import { asInstalled } from '../install/posting/form.ts';
import { isHere, placementsOf, type Target } from '../install/targets.ts';
import type { Io } from '../io.ts';
import { hooksIn } from './examine.ts';

export interface Looking {
  /** The agents that were named; every one that is here where none was. */
  readonly named: readonly string[];
  /** The root of the project; nothing of a project is looked at where absent. */
  readonly project?: string;
}

/** Each agent in each scope that has a hook of ours; in the user's where none has. */
export function targetsOf({ named, project }: Looking, io: Io): Target[] {
  const clients = INSTALL_CLIENTS.filter((client) =>
    named.length > 0 ? named.includes(client.name) : isHere(client, io),
  );
  // A home folder that is worked in holds the person's own settings, and no project's.
  const hasProject = project !== undefined && project !== io.home;
  return clients.flatMap((client) => {
    const targets = client.scopes
      .filter((scope) => scope !== 'project' || hasProject)
      .map((scope) => asInstalled({ client, scope, project: project ?? io.home }, io));
    const hooked = targets.filter((target) => hooksOf(target, io).length > 0);
    return hooked.length > 0 ? hooked : targets.slice(0, 1);
  });
}

/** None in files that cannot be read: what is wrong with them is told as not connected. */
export function hooksOf(target: Target, io: Io): ReturnType<typeof hooksIn> {
  try {
    return hooksIn(placementsOf(target, io));
  } catch (error) {
    if (error instanceof InstallError) return [];
    throw error;
  }
}
