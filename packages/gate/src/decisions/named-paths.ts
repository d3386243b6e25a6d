/** What a command line of a known session names for certain, so that what was approved of it can be granted, and no more. */
import { createContext, decide, effectOf, type NamedPath, namedPaths } from '@capgate/core';
import type { Session } from './sessions.ts';

/**
 * None where the session was decided in another home than its user's: what it says of itself no person has seen. `cwd`: where
 * the command is to run, with links resolved. What it changes comes first.
 */
export function pathsNamedBy(
  session: Pick<Session, 'home'> | undefined,
  home: string,
  cwd: string,
  command: string,
): readonly NamedPath[] {
  if (session?.home !== home) return [];
  const context = createContext({ workingDirectory: cwd, home, namesPaths: true });
  decide({ kind: 'command', command }, context);
  return namedPaths(context).toSorted((a, b) => Number(changes(b)) - Number(changes(a)));
}

function changes({ effect }: NamedPath): boolean {
  return effectOf(effect).path === 'change';
}
