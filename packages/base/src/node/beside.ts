/** Packages that somebody may install beside ours. */
import { existsSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * Whether npm put the package into the very folder into which it put `program`, a file of ours. Node looks in all folders
 * above as well, up to `~/node_modules`, where an agent may write. Sources that run by themselves are a repository's, whose
 * packages are its own.
 */
export function isBeside(name: string, program: string): boolean {
  const path = existsSync(program) ? realpathSync(program) : program;
  if (path.endsWith('.ts')) return true;
  const at = path.lastIndexOf(`${sep}node_modules${sep}`);
  return at >= 0 && existsSync(join(path.slice(0, at), 'node_modules', name, 'package.json'));
}
