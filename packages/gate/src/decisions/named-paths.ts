/** What a command line of a known session names for certain, so that what was approved of it can be granted, and no more. */
import { createContext, decide, type NamedPath, namedPaths } from '@capgate/core';
import type { Session } from './sessions.ts';

/** By the folders that the session was decided in; `cwd`: where the command is to run. */
export function pathsNamedBy(
  { workspace, home, platform }: Session,
  cwd: string,
  command: string,
): readonly NamedPath[] {
  const context = createContext({
    workingDirectory: cwd,
    namesPaths: true,
    ...(workspace !== undefined && { workspace }),
    ...(home !== undefined && { home }),
    ...(platform !== undefined && { platform }),
  });
  decide({ kind: 'command', command }, context);
  return namedPaths(context);
}
